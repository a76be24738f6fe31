"""What conduct is held to besides the reader: the hours of calls, and what a reviewer reads beside each finding."""

from datetime import datetime, time, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pipeline.domain.base import Frozen
from pipeline.domain.report import Finding, evidence_in
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import load_yaml

Explanations = dict[str, str]  # by risk and violation
# GB/T 45251-2025: no calls from 22:00 to 8:00 where nothing else was agreed.
FIRST_CALL, LAST_CALL = time(8, 0), time(22, 0)
OFF_HOURS: Final = "off_hours_call"  # the one violation that the clock decides, not the words
TIME_ZONE: Final = "Asia/Shanghai"  # whose clock the hours are by where nobody sets another


class ConductFile(Frozen):
    """All of conduct.yaml, by the taxonomy's ids."""

    risks: dict[str, str]
    violations: dict[str, str]


def read_explanations(folder: Path) -> Explanations:
    """The explanations of a models folder.

    Raises:
        ChecklistError: unknown keys, or an id that the taxonomy lacks; names file and line.
    """
    file = load_yaml(folder / "conduct.yaml")
    read = file.parse(ConductFile)
    for group, known in (("risks", taxonomy().risks), ("violations", taxonomy().violations)):
        for id_ in getattr(read, group):
            if id_ not in known:
                raise file.refusal((group, id_), f"the taxonomy has no {id_}", f"Allowed: {', '.join(known)}.")
    return {**read.risks, **read.violations}


def off_hours(transcript: Transcript, started_at: datetime | None, time_zone: tzinfo | None = None) -> Finding | None:
    """The violation of calling at night, None where it is none or the hour is not known.

    started_at: with an offset from UTC it is a moment, and the hour is that of time_zone then (None for China's);
    without one it is by that clock already.
    """
    first = next((utterance for utterance in transcript.utterances if utterance.role is Role.AGENT), None)
    if started_at is None or first is None:
        return None
    local = started_at.astimezone(time_zone or ZoneInfo(TIME_ZONE)) if started_at.tzinfo else started_at
    if FIRST_CALL <= local.time() < LAST_CALL:
        return None
    explanation = f"呼出时间为{local:%H:%M}，在8:00–22:00之外"
    evidence = evidence_in(first, first.text, rule=f"{OFF_HOURS}.started_at", explanation=explanation)
    return Finding(id=OFF_HOURS, confidence=1.0, evidence=(evidence,))
