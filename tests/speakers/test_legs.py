"""Whether two channels are two parties, and whether one is a whole call: decided by when and with which voices."""

import pytest

from pipeline.domain.audio import SpeechRegion
from pipeline.domain.base import TimeSpan
from pipeline.speakers.diarize import Voices
from pipeline.speakers.legs import holds_both_parties, is_one_party, legs_by_time
from tests.speakers.making import turn

Spans = list[tuple[float, float]]
AGENT: Spans = [(0, 5), (8, 12), (15, 20), (24, 30)]
CUSTOMER: Spans = [(5.5, 7.5), (12.2, 14.8), (20.5, 23.5)]


def on(channel: int, spans: Spans) -> list[SpeechRegion]:
    return [SpeechRegion(channel=channel, start=start, end=end) for start, end in spans]


@pytest.mark.parametrize(
    ("left", "right", "kept", "uncertain", "warning"),
    [
        (AGENT, CUSTOMER, (0, 1), None, ""),
        (CUSTOMER, AGENT, (0, 1), None, ""),
        (AGENT, [*CUSTOMER, (1, 2.5)], (0, 1), None, ""),
        (AGENT, [], (0,), None, "声道1没有说话声"),
        ([], AGENT, (1,), None, "声道0没有说话声"),
        ([], [], (0, 1), None, ""),
        ([*AGENT, *CUSTOMER], [*AGENT, *CUSTOMER], (1,), None, "同一段对话"),
        ([*AGENT, *CUSTOMER], CUSTOMER, (0,), None, "同一段对话"),
        (CUSTOMER, [*AGENT, *CUSTOMER], (1,), None, "同一段对话"),
        (AGENT, [(5.5, 6)], (0, 1), 0, ""),
        ([(1, 2)], [*AGENT, *CUSTOMER], (0, 1), 1, ""),
    ],
    ids=[
        "two parties",
        "the other way round",
        "two that interrupt each other",
        "nobody on the right",
        "nobody on the left",
        "nobody at all",
        "both on both",
        "both and the customer",
        "the customer and both",
        "one says next to nothing",
        "next to nothing on the left",
    ],
)
def test_which_channels_are_parties(
    left: Spans, right: Spans, kept: tuple[int, ...], uncertain: int | None, warning: str
) -> None:
    legs = legs_by_time([*on(0, left), *on(1, right)], (0, 1))
    assert (legs.kept, legs.uncertain) == (kept, uncertain)
    assert warning in legs.warning
    assert bool(legs.warning) is bool(warning)


@pytest.mark.parametrize(
    ("similarity", "second_s", "both"),
    [(0.35, 8.0, True), (0.85, 8.0, False), (0.35, 0.5, False), (1.0, 0.0, False)],
    ids=["two people", "one voice cut in two", "a sound amid one voice", "one voice"],
)
def test_a_channel_holds_both_parties_where_two_voices_take_part(
    similarity: float, second_s: float, both: bool
) -> None:
    turns = (turn(0, 12, 0), *([turn(12, 12 + second_s, 1)] if second_s else []))
    assert holds_both_parties(Voices(turns=turns, similarity=similarity)) is both


@pytest.mark.parametrize(
    ("spans", "similarity", "one"),
    [
        (AGENT, 1.0, True),
        (AGENT, 0.78, True),
        (CUSTOMER, 0.75, True),
        ([*AGENT, *CUSTOMER], 0.83, False),
        ([*AGENT, *CUSTOMER], 0.4, False),
        (AGENT, 0.4, False),
        ([(0, 30)], 1.0, False),
        ([(12, 14)], 1.0, True),
        ([], 1.0, False),
    ],
    ids=[
        "the agent's side",
        "its voice taken for two",
        "the customer's side",
        "two who sound alike",
        "two people",
        "two people with long waits",
        "one who speaks without a pause",
        "one sentence in a long silence",
        "silence",
    ],
)
def test_a_side_alone_sounds_like_one_and_falls_silent_for_the_other(
    spans: Spans, similarity: float, one: bool
) -> None:
    regions = [TimeSpan(start=start, end=end) for start, end in sorted(spans)]
    voices = Voices(turns=(turn(0, 5, 0), turn(5, 9, 1)), similarity=similarity)
    assert is_one_party(voices, regions, 30.0) is one
    assert {each.speaker for each in voices.as_one.turns} == {0}
