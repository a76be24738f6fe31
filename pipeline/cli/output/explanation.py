"""The lines of `tinghe explain`."""

from collections.abc import Iterator

from pipeline.domain.grounds import ConductAccount, Contribution, FactAccount, ItemAccount
from pipeline.domain.report import CallReport
from pipeline.reports.labels import clock
from pipeline.services.explain import Explanation, HourAccount


def explanation_lines(explained: Explanation) -> Iterator[str]:
    """The account of one verdict: what it came to, then what bears it out, an utterance a line."""
    report, what = explained.report, explained.id
    yield from (f"judged by {before}; read again by {now}" for before, now in explained.superseded)
    if explained.hour:
        yield f"{what}: by the time of the call, not by what was said"
        yield from _hour(explained.hour)
    if explained.conduct:
        yield from _conduct(report, what, explained.conduct)
    if explained.item:
        yield from _item(report, explained.item)
    if explained.fact:
        yield from _fact(report, what, explained.fact)


def _hour(account: HourAccount) -> Iterator[str]:
    for evidence in account.evidence:
        yield f"  {clock(evidence.start)} [{evidence.rule}] {evidence.explanation}: {evidence.quote}"
    if not account.began:
        yield "  nobody said when the call began, so it was not judged; name it in the manifest's started_at"
    elif not account.evidence:
        yield f"  not found: the call began at {account.began}"


def _conduct(report: CallReport, kind: str, account: ConductAccount) -> Iterator[str]:
    sure, doubt, probability = account.reported_from, account.listed_from, account.probability
    outcomes = (("reported", sure), ("listed for the reviewer", doubt), ("not found", 0.0))
    outcome = next(name for name, least in outcomes if probability >= least)
    yield f"{kind}: {outcome}, {probability:.3f}; reported from {sure:.2f}, listed for the reviewer from {doubt:.2f}"
    yield from _contributions(report, account.contributions)


def _item(report: CallReport, account: ItemAccount) -> Iterator[str]:
    statuses = sorted(account.statuses.items(), key=lambda pair: -pair[1])
    yield f"{account.item}: " + ", ".join(f"{status} {probability:.2f}" for status, probability in statuses)
    yield f"  read {len(report.transcript)} utterances; weight: what leaving an utterance out takes from the verdict"
    yield from _contributions(report, account.contributions)


def _fact(report: CallReport, fact: str, account: FactAccount) -> Iterator[str]:
    standing = "nothing" if account.standing is None else str(account.standing)
    yield f"{fact} as a fact: {standing} stands; reported from {account.threshold:.2f}"
    yield "  of values that are about equally sure the last counts"
    yield from _contributions(report, account.contributions)


def _contributions(report: CallReport, contributions: tuple[Contribution, ...]) -> Iterator[str]:
    if not contributions:
        yield "  no utterance does anything to it"
    for each in contributions:
        utterance = report.transcript[each.utterance]
        shown = f"{each.does} ({each.probability:.2f}, weight {each.weight:+.2f})"
        yield f"  {clock(utterance.start)} {utterance.role} {shown}: {utterance.text}"
