"""Whether the channels of a call are its two parties: by when each speaks, and by voice where that says too little."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.domain.audio import SpeechRegion
from pipeline.domain.base import Frozen, TimeSpan
from pipeline.speakers.diarize import Voices

# Two parties of a call speak at once for a tenth of the lesser one's time, rarely for a fifth.
SAME_TALK: Final = 0.75
# A party that says less than this share of all may be none: then voices are asked whether the other channel holds both.
LITTLE_SHARE: Final = 0.15
# Cosine between two voices: two people's are mostly below, two halves of one person's above
# (docs/decisions/0003-speaker-encoder.md).
ALIKE: Final = 0.7
# Of a channel's speech, what a second voice has to say to be a party.
A_PARTYS_SHARE: Final = 0.1
# A pause longer than this has room for the other party's words; people on one line leave few of them.
LONG_PAUSE_S: Final = 1.5
ROOM_FOR_ANOTHER: Final = 0.2  # of the recording


class Legs(Frozen):
    """Which channels to hear.

    kept: the channels that are parties, or the one that holds both. warning: Chinese, empty where they are as they
    should be. uncertain: the channel that may hold both parties, None where there is no such question.
    """

    kept: tuple[int, ...]
    warning: str = ""
    uncertain: int | None = None


def legs_by_time(regions: Sequence[SpeechRegion], channels: tuple[int, int]) -> Legs:
    """Which of two channels are parties, by when somebody speaks on each. regions: of both, with their channel."""
    spoken = {channel: [region for region in regions if region.channel == channel] for channel in channels}
    seconds = {channel: sum(region.duration for region in own) for channel, own in spoken.items()}
    lesser, greater = sorted(channels, key=lambda channel: seconds[channel])
    if not seconds[greater]:
        return Legs(kept=channels)
    if not seconds[lesser]:
        return Legs(kept=(greater,), warning=f"声道{lesser}没有说话声，按单声道处理，坐席与客户按声音区分，请核对角色")
    if seconds[lesser] < LITTLE_SHARE * (seconds[lesser] + seconds[greater]):
        return Legs(kept=channels, uncertain=greater)
    at_once = sum(one.overlap(other) for one in spoken[lesser] for other in spoken[greater])
    if at_once >= SAME_TALK * seconds[lesser]:
        warning = (
            f"两个声道里是同一段对话，没有分开录音，按单声道（声道{greater}）处理，坐席与客户按声音区分，请核对角色"
        )
        return Legs(kept=(greater,), warning=warning)
    return Legs(kept=channels)


def holds_both_parties(voices: Voices) -> bool:
    """Whether two people speak on a channel, each a party's share."""
    second = sum(turn.duration for turn in voices.turns if turn.speaker)
    both = sum(turn.duration for turn in voices.turns)
    return voices.similarity < ALIKE and A_PARTYS_SHARE * both <= min(second, both - second)


def is_one_party(voices: Voices, regions: Sequence[TimeSpan], duration_s: float) -> bool:
    """Whether a mono recording is one side of a call alone: voices that are alike, and room for another's words.

    Two people can sound alike, but then one answers the other; a side alone falls silent whenever the other speaks.
    regions: of speech, by time. duration_s: of the recording.
    """
    if voices.similarity < ALIKE or not regions:
        return False
    pauses = [before.gap(after) for before, after in pairwise(regions)]
    pauses += [regions[0].start, duration_s - regions[-1].end]
    return sum(pause for pause in pauses if pause > LONG_PAUSE_S) >= ROOM_FOR_ANOTHER * duration_s
