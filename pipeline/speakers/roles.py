"""Which of two speakers is the bank's agent, decided by cues in what they say, with the grounds for it."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import HeardSegment
from pipeline.rulebook.pattern import Regex
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.text.script import simplified

_GROUNDS_SHOWN = 5
_QUOTE_CHARACTERS = 24


class RoleCue(Frozen):
    """One phrase that speaks for a role. weight: log odds a hit, counted at most at_most times a call."""

    reason: str
    pattern: Regex
    weight: float = Field(gt=0)
    at_most: int = Field(gt=0)


class RoleCues(Frozen):
    """models/lexicon/role_cues.yaml."""

    first_speaker: float
    trust: float = Field(gt=0, le=1)
    agent: tuple[RoleCue, ...]
    customer: tuple[RoleCue, ...]


class Ground(Frozen):
    """One cue found with one speaker. weight: log odds that the speaker is the agent; negative for the customer."""

    speaker: int
    reason: str
    weight: float
    hits: int
    at_s: float | None = None
    quote: str = ""


class RoleDecision(Frozen):
    """Who the agent is. confidence: 0.5 to 1; grounds: all that was found, the weightiest first."""

    agent: int
    confidence: float
    grounds: tuple[Ground, ...]

    def evidence_of(self, speaker: int) -> float:
        """Log odds that a speaker is the agent, from the speaker's own words alone."""
        return sum(ground.weight for ground in self.grounds if ground.speaker == speaker)

    def evidence(self, name: Callable[[int], str]) -> tuple[str, ...]:
        """The grounds that weigh most, for and against, as Chinese lines; name says what a speaker is called."""
        lines = []
        for ground in self.grounds[:_GROUNDS_SHOWN]:
            role = "坐席" if ground.weight > 0 else "客户"
            against = "" if (ground.weight > 0) == (ground.speaker == self.agent) else "（与结论不一致）"
            example = f"，如{ground.at_s:.0f}秒处“{ground.quote}”" if ground.at_s is not None else ""
            lines.append(f"{name(ground.speaker)}像{role}：{ground.reason}（{ground.hits}处{example}）{against}")
        return tuple(lines)


def decide_agent(segments: Mapping[int, Sequence[HeardSegment]], cues: RoleCues) -> RoleDecision:
    """Decide which speaker is the agent.

    The evidence of a speaker is the sum of the cues that speak for the agent less those that speak for the customer;
    the one with more of it is the agent. With one speaker alone, the sign of the evidence decides.

    Args:
        segments: of each speaker, by the speaker's number (0 and 1; one of the two may be absent).
        cues: what speaks for either role.
    """
    grounds = sorted(_grounds(segments, cues), key=lambda ground: -abs(ground.weight))
    odds = sum(ground.weight if ground.speaker == 0 else -ground.weight for ground in grounds)
    confidence = 1 / (1 + math.exp(-min(abs(odds), 50.0)))
    return RoleDecision(agent=0 if odds >= 0 else 1, confidence=round(confidence, 3), grounds=tuple(grounds))


def read_role_cues(folder: Path) -> RoleCues:
    """The cues of a models folder.

    Raises:
        ChecklistError: the file does not hold to its schema, or a pattern does not compile; names the line.
    """
    return load_yaml(folder / "lexicon" / "role_cues.yaml").parse(RoleCues)


def _grounds(segments: Mapping[int, Sequence[HeardSegment]], cues: RoleCues) -> Iterator[Ground]:
    begins = {speaker: own[0].start for speaker, own in segments.items() if own}
    if len(begins) > 1:
        first = min(begins, key=lambda speaker: begins[speaker])
        yield Ground(speaker=first, reason="先开口", weight=cues.trust * cues.first_speaker, hits=1)
    for speaker, own in segments.items():
        texts = [(segment.start, simplified(segment.text)) for segment in own]
        yield from _hits(speaker, texts, cues.agent, cues.trust)
        yield from _hits(speaker, texts, cues.customer, -cues.trust)


def _hits(speaker: int, texts: Sequence[tuple[float, str]], cues: Sequence[RoleCue], trust: float) -> Iterator[Ground]:
    """One ground for each cue that the texts hold, quoted where it is first found."""
    for cue in cues:
        hits = [(start, text, hit.start()) for start, text in texts for hit in cue.pattern.finditer(text)]
        if hits:
            start, text, place = hits[0]
            yield Ground(
                speaker=speaker,
                reason=cue.reason,
                weight=trust * cue.weight * min(len(hits), cue.at_most),
                hits=len(hits),
                at_s=start,
                quote=_quote(text, place),
            )


def _quote(text: str, place: int) -> str:
    """The clause around a place of the text, cut to what fits on a line."""
    begins = max(text.rfind(mark, 0, place) for mark in "，。？！,.?! ") + 1
    return text[max(begins, place - _QUOTE_CHARACTERS // 2) :][:_QUOTE_CHARACTERS]
