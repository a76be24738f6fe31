"""The page of one call: what a reviewer reads, and hears, to trust or mend a report."""

import base64
import re

from pipeline.domain.report import CallReport
from pipeline.domain.transcript import SURE_OF_ROLES, Quality
from pipeline.domain.vocabulary import Status
from pipeline.reports.certainty import to_look_at_again
from pipeline.reports.dialogue import dialogue
from pipeline.reports.drawing import shares, timeline
from pipeline.reports.labels import fact_value, percent
from pipeline.reports.templating import render

_APPLICATION = "app."
_SHOWS = re.compile(r'<meta name="tinghe-shows" content="([a-z]*)">')


def render_page(report: CallReport, audio: bytes | None, shows: str = "all") -> str:
    """The call's page as one self-contained HTML text in Chinese; it needs no network.

    audio: an MP3 for the player, or None; then the page says that it has none. shows: how much of the report was left
    to be shown, as the page itself notes (shown_by reads it).
    """
    return render(
        "call.html.j2",
        "player.js",
        report=report,
        shows=shows,
        warnings=_warnings(report.quality),
        shares=shares(report.items),
        applicable=sum(item.status is not Status.NOT_APPLICABLE for item in report.items),
        again=to_look_at_again(report),
        open_items=sum(item.status.open for item in report.items),
        mismatches={mismatch.fact: mismatch for mismatch in report.mismatches},
        application=_application(report),
        fact_value=fact_value,
        timeline=timeline(report),
        dialogue=dialogue(report),
        audio=base64.b64encode(audio).decode("ascii") if audio else "",
    )


def shown_by(page: str) -> str:
    """How much a page says that it shows, empty for a page that does not say; its head is enough."""
    noted = _SHOWS.search(page)
    return noted[1] if noted else ""


def _warnings(quality: Quality) -> list[str]:
    """Everything that may make the report wrong, as the report says it, and what follows from its figures."""
    return [*quality.warnings, *_doubt_of_roles(quality), *_not_heard(quality)]


def _doubt_of_roles(quality: Quality) -> list[str]:
    """Every verdict rests on the roles."""
    if quality.role_confidence >= SURE_OF_ROLES:
        return []
    return [f"坐席与客户的区分把握不高（{percent(quality.role_confidence)}），两人可能认反，请先听几句核对"]


def _not_heard(quality: Quality) -> list[str]:
    seconds, places = sum(gap.duration for gap in quality.unheard), len(quality.unheard)
    if not places:
        return []
    return [f"有{places}处共{seconds:.0f}秒语音未能识别，其中说到的事项会缺失，请回听（位置见通话全文）"]


def _application(report: CallReport) -> dict[str, str]:
    """What the loan file says of the facts, by fact name, written for people; empty columns say nothing."""
    said = {fact.name: report.recording.metadata.get(_APPLICATION + fact.name, "") for fact in report.facts}
    return {name: fact_value(name, value) for name, value in said.items() if value}
