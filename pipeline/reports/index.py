"""The index page of a batch: a line a call, what is missed most, and the files that could not be done."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from urllib.parse import quote

from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status
from pipeline.reports.labels import item_name, kind_name
from pipeline.reports.templating import render
from pipeline.rulebook.taxonomy import taxonomy

MOST_MISSED = 10
# The longest bar of the chart, in units of its view box.
_BAR_WIDTH = 380


class FailedFile(Frozen):
    """A file that could not be done, and what the index says of it."""

    call_id: str
    reason: str


class OpenItem(Frozen):
    """An item that the next call has to settle, and what became of it in this one."""

    id: str
    status: Status


class IndexRow(Frozen):
    """What the index says of one call; a batch of thousands fits in memory where its reports do not.

    page: the name of its page, which lies beside. applicable: ids of the items that the call had to cover.
    """

    call_id: str
    page: str
    product: str
    stage: str
    started_at: str
    agent_id: str
    duration_s: float
    coverage: float
    points: int
    verdict: str
    applicable: tuple[str, ...]
    open: tuple[OpenItem, ...]
    risks: tuple[str, ...]
    violations: tuple[str, ...]
    mismatches: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def href(self) -> str:
        """Relative address of the call's page."""
        return quote(self.page, safe="")

    @property
    def kind(self) -> str:
        """Product and stage as people write them."""
        return kind_name(self.product, self.stage)


class Missed(Frozen):
    """How often an item was left open, of how many calls that had to cover it; width: of its bar."""

    item: str
    count: int
    of: int
    width: float


class KindTotals(Frozen):
    """The calls of one product and stage together. coverage: mean, 0 to 1."""

    kind: str
    calls: int
    coverage: float
    open: int


def page_name(call_id: str) -> str:
    """The name of the file that a call's page is."""
    return f"{call_id}.html"


def index_row(report: CallReport, page: str = "") -> IndexRow:
    """What the index says of one call. page: the name of its page where the report's call_id is masked."""
    recording = report.recording
    return IndexRow(
        call_id=recording.call_id,
        page=page or page_name(recording.call_id),
        product=recording.product,
        stage=recording.stage,
        started_at=recording.metadata.get("started_at", ""),
        agent_id=recording.metadata.get("agent_id", ""),
        duration_s=recording.duration_s,
        coverage=report.score.coverage,
        points=report.score.points,
        verdict=report.score.verdict,
        applicable=tuple(item.id for item in report.items if item.status is not Status.NOT_APPLICABLE),
        open=tuple(OpenItem(id=item.id, status=item.status) for item in report.items if item.status.open),
        risks=tuple(finding.id for finding in report.risks),
        violations=tuple(finding.id for finding in report.violations),
        mismatches=tuple(mismatch.fact for mismatch in report.mismatches),
        warnings=report.quality.warnings,
    )


def render_index(rows: Sequence[IndexRow], failures: Sequence[FailedFile] = ()) -> str:
    """The index over calls, as one self-contained HTML text whose links lead to CALL_ID.html beside it."""
    return render(
        "index.html.j2",
        "index.js",
        rows=rows,
        failures=failures,
        kinds=kind_totals(rows),
        missed=most_missed(rows),
        coverage=_mean_coverage(rows),
        duration_s=sum(row.duration_s for row in rows),
    )


def most_missed(rows: Sequence[IndexRow]) -> tuple[Missed, ...]:
    """The items that were left open most often, the most frequent first, then by name."""
    missed = Counter(item.id for row in rows for item in row.open)
    due = Counter(item for row in rows for item in row.applicable)
    most = sorted(missed.items(), key=lambda entry: (-entry[1], item_name(entry[0])))[:MOST_MISSED]
    return tuple(
        Missed(item=item, count=count, of=due[item], width=round(_BAR_WIDTH * count / most[0][1], 1))
        for item, count in most
    )


def kind_totals(rows: Sequence[IndexRow]) -> tuple[KindTotals, ...]:
    """The calls by product and stage, in the taxonomy's order."""
    by_kind: defaultdict[str, list[IndexRow]] = defaultdict(list)
    for row in sorted(rows, key=_place_in_taxonomy):
        by_kind[row.kind].append(row)
    return tuple(
        KindTotals(kind=kind, calls=len(some), coverage=_mean_coverage(some), open=sum(len(row.open) for row in some))
        for kind, some in by_kind.items()
    )


def _place_in_taxonomy(row: IndexRow) -> tuple[int, int]:
    """Unknown ids come last."""
    products, stages = [*taxonomy().products, row.product], [*taxonomy().stages, row.stage]
    return products.index(row.product), stages.index(row.stage)


def _mean_coverage(rows: Sequence[IndexRow]) -> float:
    return sum(row.coverage for row in rows) / len(rows) if rows else 0.0
