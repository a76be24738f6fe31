"""What is odd about a transcript made elsewhere: roles that may be swapped, one side only, not Chinese."""

from pipeline.domain.transcript import HeardSegment, Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.speakers.roles import RoleCues, decide_agent

SURE_OF_SWAP = 0.95
MOSTLY = 0.5
_ONE_SIDED = {Role.AGENT: "文字稿只有坐席一方的话，客户的答复无从核实", Role.CUSTOMER: "文字稿只有客户一方的话"}
_NOT_CHINESE = "文字稿大部分不是中文，判断结果不可靠"
_SWAPPED = "文字稿中坐席与客户可能标反了，请核对"


def oddities(transcript: Transcript, cues: RoleCues) -> tuple[str, ...]:
    """Chinese warnings, one a line; none for an ordinary transcript."""
    utterances = transcript.utterances
    sides = {utterance.role for utterance in utterances}
    if len(sides) == 1:
        return (_ONE_SIDED[sides.pop()], *_foreign(utterances))
    return (*_swapped(utterances, cues), *_foreign(utterances))


def _foreign(utterances: tuple[Utterance, ...]) -> tuple[str, ...]:
    letters = [character for utterance in utterances for character in utterance.text if character.isalpha()]
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in letters)
    return (_NOT_CHINESE,) if letters and chinese < MOSTLY * len(letters) else ()


def _swapped(utterances: tuple[Utterance, ...], cues: RoleCues) -> tuple[str, ...]:
    roles = list(Role)
    said = {n: [_segment(n, u) for u in utterances if u.role is role] for n, role in enumerate(roles)}
    if not all(said.values()):
        return ()
    decision = decide_agent(said, cues)
    swapped = roles[decision.agent] is not Role.AGENT and decision.confidence >= SURE_OF_SWAP
    return (_SWAPPED,) if swapped else ()


def _segment(channel: int, utterance: Utterance) -> HeardSegment:
    return HeardSegment(
        channel=channel,
        start=utterance.start,
        end=utterance.end,
        text=utterance.text,
        confidence=utterance.confidence,
    )
