"""Who said what: roles given to heard segments, with the grounds for them and a warning where the grounds are thin."""

from collections.abc import Iterator, Sequence

from pipeline.domain.audio import SpeakerTurn
from pipeline.domain.transcript import SURE_OF_ROLES, AttributedSegment, Attribution, Heard, HeardSegment
from pipeline.domain.vocabulary import Role
from pipeline.speakers.roles import RoleCues, RoleDecision, decide_agent
from pipeline.speakers.speaker_changes import VoicedSegment, cut_at_speaker_changes

# The manifest is believed against what is said, but this much contradiction is worth a reviewer's look.
_CONTRADICTED = 0.95
# Log odds: a speaker with this much evidence is an agent whatever the other one is. Customers in ordinary calls stay
# below it, halves of an agent's own words mostly reach it.
_AN_AGENT = 2.5
# Share of a mono recording's text that may be in doubt between the two voices before reviewers are warned.
_TEXT_IN_DOUBT = 0.1
_DOUBTFUL_PIECE = 0.75
# Of the roles, where all is one voice's: whose it is may be told by the words, but not that the other said nothing.
_ONE_VOICE_AT_MOST = 0.6


def attribute_stereo(heard: Heard, agent_channel: int | None, cues: RoleCues) -> Attribution:
    """Roles by channel: the manifest's agent_channel, else the channel whose words are the agent's."""
    decision = decide_agent(_by_speaker(heard.segments, [segment.channel for segment in heard.segments]), cues)
    warnings: tuple[str, ...]
    if agent_channel is None:
        agent, confidence, warnings = decision.agent, decision.confidence, _thin_evidence(decision)
        evidence = decision.evidence(lambda speaker: f"声道{speaker}")
    else:
        agent, confidence, evidence = agent_channel, 1.0, (f"清单写明坐席在声道{agent_channel}",)
        warnings = _contradiction(agent_channel, decision)
    speaking = {segment.channel for segment in heard.segments}
    if len(speaking) == 1:
        confidence = min(confidence, _ONE_VOICE_AT_MOST)
        warnings = (*warnings, f"只有声道{speaking.pop()}有可读的话，全部内容归于同一角色，请核对")
    return Attribution(
        segments=tuple(
            AttributedSegment(**dict(segment), role=_role(segment.channel == agent), role_confidence=confidence)
            for segment in heard.segments
        ),
        role_confidence=confidence,
        role_evidence=evidence,
        warnings=warnings,
    )


def attribute_mono(
    heard: Heard, turns: Sequence[SpeakerTurn], cues: RoleCues, *, one_party: bool = False
) -> Attribution:
    """Roles of a recording with both speakers on one channel.

    Args:
        heard: what was recognised; segments may run over changes of speaker and are cut there.
        turns: which stretch is whose, from the diarizer.
        cues: what speaks for either role.
        one_party: whether it seems to be one side of a call alone; turns are then all one voice's.
    """
    pieces = cut_at_speaker_changes(heard.segments, turns)
    decision = decide_agent(_by_speaker(pieces, [piece.speaker for piece in pieces]), cues)
    confidence = decision.confidence
    if len({piece.speaker for piece in pieces}) == 1:
        confidence = min(confidence, _ONE_VOICE_AT_MOST)
    return Attribution(
        segments=tuple(
            AttributedSegment(
                **piece.model_dump(include=set(HeardSegment.model_fields)),
                role=_role(piece.speaker == decision.agent),
                role_confidence=round(confidence * piece.certainty, 3),
            )
            for piece in pieces
        ),
        role_confidence=confidence,
        role_evidence=decision.evidence(lambda speaker: f"说话人{'甲乙'[speaker]}"),
        warnings=(*_thin_evidence(decision), *_mono_doubts(pieces, decision, one_party=one_party)),
    )


def _by_speaker(segments: Sequence[HeardSegment], speakers: Sequence[int]) -> dict[int, list[HeardSegment]]:
    by_speaker: dict[int, list[HeardSegment]] = {}
    for segment, speaker in zip(segments, speakers, strict=True):
        by_speaker.setdefault(speaker, []).append(segment)
    return by_speaker


def _role(is_agent: bool) -> Role:
    return Role.AGENT if is_agent else Role.CUSTOMER


def _thin_evidence(decision: RoleDecision) -> tuple[str, ...]:
    if decision.confidence >= SURE_OF_ROLES:
        return ()
    return (f"坐席与客户是按所说内容判断的，依据不足（把握{decision.confidence:.0%}），请先核对角色再看结论",)


def _contradiction(agent_channel: int, decision: RoleDecision) -> tuple[str, ...]:
    if decision.agent == agent_channel or decision.confidence < _CONTRADICTED:
        return ()
    return (
        f"清单写明坐席在声道{agent_channel}，但声道{decision.agent}所说的话更像坐席（把握{decision.confidence:.0%}），"
        "请核对声道是否写反",
    )


def _mono_doubts(pieces: Sequence[VoicedSegment], decision: RoleDecision, *, one_party: bool) -> Iterator[str]:
    """Why the two voices of a mono recording may not be the two parties."""
    if one_party:
        yield "录音里像是只有一个人的声音，且多处长时间停顿，可能只录到通话的一方，全部内容归于同一角色，请核对"
    elif len({piece.speaker for piece in pieces}) == 1:
        yield "单声道录音里只分辨出一种声音，全部内容归于同一角色，请核对"
    if decision.evidence_of(1 - decision.agent) >= _AN_AGENT:
        yield "单声道录音里分出的两个声音说的话都像坐席，可能只录到一方，或两方没有分清，请核对角色"
    total = sum(len(piece.text) for piece in pieces)
    doubtful = sum(len(piece.text) for piece in pieces if piece.certainty < _DOUBTFUL_PIECE)
    if total and doubtful / total >= _TEXT_IN_DOUBT:
        yield f"单声道录音中约{doubtful / total:.0%}的内容难以分辨是谁说的，角色可能有误"
