"""What a report says as rows of the star schema's tables; docs/exports.md has the columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pipeline.domain.report import CallReport, Evidence, FactValue
from pipeline.exports.call import ExportCall
from pipeline.reports.labels import fact_name, finding_name, item_name, product_name, stage_name
from pipeline.rulebook.taxonomy import taxonomy

Row = dict[str, Any]


def _columns(written: str) -> dict[str, str]:
    return dict(column.split() for column in written.split(","))


# By table its columns with their types. word: a text of few values; columns ending in _s are seconds of the recording.
COLUMNS: Final[dict[str, dict[str, str]]] = {
    "calls": _columns(
        "call int64, call_id text, report_sha256 text, shows word, recording_sha256 text, product word, stage word, "
        "case_id text, agent_id word, customer_id text, branch word, started_at text, started time, file text, "
        "duration_s float64, channels int16, sample_rate_hz int32, codec word, coverage float64, points int16, "
        "verdict text, agent_share float64, customer_share float64, silence_s float64, longest_silence_s float64, "
        "overlaps int32, agent_chars_per_minute float64, customer_chars_per_minute float64, speech_coverage float64, "
        "unheard_s float64, role_confidence float64, warnings texts, tinghe word, checklist word, model word, "
        "classifier word, second_reader word, settings_sha256 word"
    ),
    "items": _columns(
        "call int64, number int32, item word, status word, open bool, confidence float64, reason text, at_s float64"
    ),
    "facts": _columns(
        "call int64, number int32, fact word, value text, low float64, high float64, unit word, status word, "
        "confidence float64, approximate bool, at_s float64"
    ),
    "findings": _columns("call int64, number int32, kind word, finding word, confidence float64, at_s float64"),
    "mismatches": _columns("call int64, number int32, fact word, stated text, application text, at_s float64"),
    "follow_up": _columns("call int64, number int32, item word, question text"),
    "evidence": _columns(
        "call int64, of word, id word, number int32, utterance int32, start_s float64, end_s float64, quote text, "
        "rule word, explanation text"
    ),
    "utterances": _columns(
        "call int64, number int32, role word, start_s float64, end_s float64, text text, heard text, "
        "confidence float64, channel int16"
    ),
    "names": _columns("kind word, id word, name text"),
}


def call_rows(call: ExportCall, number: int) -> Iterator[tuple[str, list[Row]]]:
    """Each table but names with the rows of one call. number: of the call, by which the tables are joined."""
    report = call.report
    rows: dict[str, Iterable[Row]] = {
        "calls": [_call_row(call)],
        "items": _numbered(report.items, lambda each: {"item": each.id, "open": each.status.open}),
        "facts": _numbered(report.facts, _fact),
        "findings": _numbered(_findings(report), lambda each: {"kind": each[0], "finding": each[1].id}),
        "mismatches": _numbered(report.mismatches, _mismatch),
        "follow_up": _numbered(report.follow_up, lambda _: {}),
        "evidence": _evidence(report),
        "utterances": _numbered(report.transcript, lambda each: {"start_s": each.start, "end_s": each.end}),
    }
    for table, of_call in rows.items():
        yield table, [{"call": number, **row} for row in of_call]


def names() -> Iterator[Row]:
    """What people read for the ids of the product's taxonomy; a bank's own items stand in their reports alone."""
    known = taxonomy()
    named: tuple[tuple[str, Iterable[str], Callable[[str], str]], ...] = (
        ("product", known.products, product_name),
        ("stage", known.stages, stage_name),
        ("item", known.items, item_name),
        ("fact", known.facts, fact_name),
        ("risk", known.risks, finding_name),
        ("violation", known.violations, finding_name),
    )
    for kind, ids, name in named:
        yield from ({"kind": kind, "id": id_, "name": name(id_)} for id_ in ids)


def _call_row(call: ExportCall) -> Row:
    report, recording, metrics = call.report, call.report.recording, call.report.metrics
    known = {name: recording.metadata.get(name, "") for name in ("case_id", "agent_id", "customer_id", "branch")}
    started_at = recording.metadata.get("started_at", "")
    return {
        **recording.model_dump(exclude={"sha256", "metadata"}),
        **report.score.model_dump(),
        **report.versions.model_dump(),
        **metrics.model_dump(exclude={"talk_share", "chars_per_minute"}),
        **{f"{role}_share": share for role, share in metrics.talk_share},
        **{f"{role}_chars_per_minute": rate for role, rate in metrics.chars_per_minute},
        **known,
        "call_id": call.call_id,
        "report_sha256": call.report_sha256,
        "recording_sha256": recording.sha256,
        "shows": call.shows.value,
        "started_at": started_at,
        "started": _moment(started_at),
        "speech_coverage": report.quality.coverage,
        "unheard_s": sum(gap.duration for gap in report.quality.unheard),
        "role_confidence": report.quality.role_confidence,
        "warnings": list(report.quality.warnings),
    }


def _numbered(parts: Iterable[Any], more: Callable[[Any], Row]) -> Iterator[Row]:
    """A row a part: its own fields by their names, its number in the report, the second that decided, and more."""
    for number, each in enumerate(parts):
        part = each[1] if isinstance(each, tuple) else each
        row = part.model_dump(exclude={"evidence", "changes", "start", "end"})
        yield {**row, "number": number, "at_s": _second(getattr(part, "evidence", ())), **more(each)}


def _fact(fact: Any) -> Row:
    low, high = _ends(fact.value)
    return {"fact": fact.name, "value": _text(fact.value), "low": low, "high": high}


def _mismatch(each: Any) -> Row:
    return {"stated": _text(each.stated), "application": _text(each.application)}


def _findings(report: CallReport) -> list[tuple[str, Any]]:
    return [*(("risk", each) for each in report.risks), *(("violation", each) for each in report.violations)]


def _evidence(report: CallReport) -> Iterator[Row]:
    """A row a piece; the last piece of a part is the one whose second its own table names."""
    parts: list[tuple[str, str, Sequence[Evidence]]] = [
        *(("item", each.id, each.evidence) for each in report.items),
        *(("fact", each.name, each.evidence) for each in report.facts),
        *((kind, each.id, each.evidence) for kind, each in _findings(report)),
        *(("mismatch", each.fact, each.evidence) for each in report.mismatches),
    ]
    for of, id_, evidence in parts:
        for number, piece in enumerate(evidence):
            place = {"of": of, "id": id_, "number": number, "start_s": piece.start, "end_s": piece.end}
            yield {**piece.model_dump(exclude={"start", "end"}), **place}


def _second(evidence: Sequence[Evidence]) -> float | None:
    return evidence[-1].start if evidence else None


def _text(value: FactValue) -> str:
    """As JSON would write it, without quotes."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _ends(value: FactValue) -> tuple[float | None, float | None]:
    """The ends of a range, twice the figure where it is one, none where it is no figure."""
    if isinstance(value, bool):
        return None, None
    try:
        ends = [float(end) for end in str(value).split("~")]
    except ValueError:
        return None, None
    return ends[0], ends[-1]


def _moment(text: str) -> datetime | None:
    """A manifest's time; one without an offset says no moment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None
