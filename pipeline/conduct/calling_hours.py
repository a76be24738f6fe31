"""When the agent must not call."""

from datetime import datetime, time
from typing import Final

from pipeline.domain.report import Finding, evidence_in
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role

# GB/T 45251-2025: no calls from 22:00 to 8:00 where nothing else was agreed.
FIRST_CALL, LAST_CALL = time(8, 0), time(22, 0)
_HOURS: Final = "off_hours_call"


def off_hours(transcript: Transcript, started_at: datetime | None) -> Finding | None:
    """The violation of calling at night, None where it is none or the hour is not known.

    started_at: local time at the customer's place.
    """
    said = [utterance for utterance in transcript.utterances if utterance.role is Role.AGENT]
    if started_at is None or FIRST_CALL <= started_at.time() < LAST_CALL or not said:
        return None
    explanation = f"呼出时间为{started_at:%H:%M}，在8:00–22:00之外"
    first = evidence_in(said[0], said[0].text, rule=f"{_HOURS}.started_at", explanation=explanation)
    return Finding(id=_HOURS, confidence=1.0, evidence=(first,))
