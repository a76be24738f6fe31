"""When a recording is complete, by listings and a clock of the test's own."""

import pytest

from pipeline.intake.arrivals import Arrivals
from pipeline.sources.options import WatchOptions
from pipeline.sources.remote import Entry
from pipeline.sources.urls import Place


def entry(name: str, size: int = 10, stamp: str = "1") -> Entry:
    return Entry(place=Place(scheme="file", path=f"/in/{name}"), size=size, stamp=stamp)


def names(arrivals: Arrivals, now_s: float, *listing: Entry) -> list[str]:
    """What is complete now, handed on."""
    found = arrivals.complete(listing, now_s)
    arrivals.handed_on(found)
    return [each.recording.place.name for each in found]


def test_a_recording_is_complete_when_it_stayed_the_same_and_is_told_once() -> None:
    arrivals = Arrivals(WatchOptions(steady_s=10))
    assert names(arrivals, 0, entry("a.wav", 1)) == []
    assert names(arrivals, 5, entry("a.wav", 2)) == []
    assert names(arrivals, 14, entry("a.wav", 2)) == []
    assert arrivals.waiting == 1
    assert names(arrivals, 15, entry("a.wav", 2)) == ["a.wav"]
    assert names(arrivals, 30, entry("a.wav", 2)) == []
    assert arrivals.waiting == 0


def test_one_that_is_written_anew_is_told_again() -> None:
    arrivals = Arrivals(WatchOptions(steady_s=0))
    assert names(arrivals, 0, entry("a.wav")) == ["a.wav"]
    assert names(arrivals, 1, entry("a.wav", stamp="2")) == ["a.wav"]


def test_one_that_could_not_be_taken_in_is_told_at_the_next_look() -> None:
    arrivals = Arrivals(WatchOptions(steady_s=0))
    assert len(arrivals.complete([entry("a.wav")], 0)) == 1
    assert names(arrivals, 1, entry("a.wav")) == ["a.wav"]


def test_a_source_that_was_empty_for_an_hour_tells_what_is_there_afterwards() -> None:
    arrivals = Arrivals(WatchOptions(steady_s=10))
    names(arrivals, 0, entry("a.wav"))
    names(arrivals, 10, entry("a.wav"))
    assert names(arrivals, 3600) == []
    assert names(arrivals, 7200, entry("a.wav")) == []  # the queue has it; it is told again and not taken in twice
    assert names(arrivals, 7210, entry("a.wav")) == ["a.wav"]


def test_with_a_marker_its_coming_and_nothing_else_counts() -> None:
    arrivals = Arrivals(WatchOptions(steady_s=10, marker=".done"))
    assert names(arrivals, 0, entry("a.wav")) == []
    assert names(arrivals, 100, entry("a.wav")) == []
    assert names(arrivals, 101, entry("a.wav"), entry("a.wav.done")) == ["a.wav"]


@pytest.mark.parametrize("side", ["a.json", "a.wav.json"])
def test_a_side_file_that_is_wanted_is_waited_for(side: str) -> None:
    arrivals = Arrivals(WatchOptions(steady_s=0, side="json"))
    assert names(arrivals, 0, entry("a.wav"), entry("a.csv")) == []
    assert names(arrivals, 1, entry("a.wav"), entry(side)) == ["a.wav"]


def test_a_side_file_that_comes_later_tells_the_recording_again() -> None:
    arrivals = Arrivals(WatchOptions(steady_s=0))
    assert names(arrivals, 0, entry("a.wav")) == ["a.wav"]
    assert names(arrivals, 1, entry("a.wav"), entry("a.csv")) == ["a.wav"]


def test_what_is_no_recording_is_passed_over() -> None:
    assert names(Arrivals(WatchOptions(steady_s=0)), 0, entry("a.txt"), entry("b.json"), entry("c.WAV")) == ["c.WAV"]


def test_five_thousand_at_once_are_told_at_once() -> None:
    arrivals = Arrivals(WatchOptions(steady_s=10))
    burst = [entry(f"{number:04}.wav") for number in range(5000)]
    assert names(arrivals, 0, *burst) == []
    assert len(names(arrivals, 10, *burst)) == 5000
