"""The labelled snippets speak the taxonomy, cover it in both parts, and are written as people speak."""

import re
from datetime import date
from typing import Any

import pytest

from pipeline.domain.vocabulary import FactEntry
from pipeline.rulebook.taxonomy import taxonomy
from tests.snippets import Part, Snippet, read_snippets

PARTS: dict[Part, tuple[Snippet, ...]] = {"open": read_snippets("open"), "held_out": read_snippets("held_out")}
EVERYTHING = [snippet for snippets in PARTS.values() for snippet in snippets]
TRAPS = range(1, 31)  # as numbered where they were collected

every_snippet = pytest.mark.parametrize("snippet", EVERYTHING, ids=lambda snippet: snippet.id)
each_part = pytest.mark.parametrize("part", PARTS)


def fits(entry: FactEntry, value: Any) -> bool:
    number_or_range = isinstance(value, int | float) or re.fullmatch(r"\d+(\.\d+)?~\d+(\.\d+)?", str(value))
    match entry.type:
        case "bool":
            return isinstance(value, bool)
        case "enum":
            return value in entry.of
        case "date":
            return bool(date.fromisoformat(value))
        case "digits":
            return bool(re.fullmatch(r"[0-9]{3,17}[0-9X]", value))
        case "text":
            return isinstance(value, str)
        case _:
            return bool(number_or_range) and not isinstance(value, bool)


@every_snippet
def test_labels_speak_the_taxonomy(snippet: Snippet) -> None:
    words, expect = taxonomy(), snippet.expect
    assert expect.model_fields_set, "a snippet is about something"
    assert set(expect.items) <= set(words.items_of(snippet.product, snippet.stage))
    assert "not_evaluable" not in expect.items.values(), "snippets are text: nothing in them went unheard"
    assert set(expect.risks or ()) <= set(words.risks)
    assert set(expect.violations or ()) <= set(words.violations)
    for name, value in expect.facts.items():
        assert value is None or fits(words.facts[name], value), f"{name}: {value!r}"


@every_snippet
def test_turns_are_few_and_written_as_spoken(snippet: Snippet) -> None:
    assert 2 <= len(snippet.turns) <= 6
    for turn in snippet.turns:
        assert len(turn) == 1
    for _, text in snippet.lines:
        assert not re.search(r"[0-9A-Za-z０-９]", text), text


def test_names_and_talks_are_given_once() -> None:
    ids = [snippet.id for snippet in EVERYTHING]
    assert len(ids) == len(set(ids))
    talks = [(snippet.lines, snippet.product, snippet.stage) for snippet in EVERYTHING]
    assert len(talks) == len(set(talks))


@each_part
def test_each_part_covers_the_whole_taxonomy(part: Part) -> None:
    words, expected = taxonomy(), [snippet.expect for snippet in PARTS[part]]
    assert {item for expect in expected for item in expect.items} == set(words.items)
    assert {name for expect in expected for name, value in expect.facts.items() if value is not None} == set(
        words.facts
    )
    assert {risk for expect in expected for risk in expect.risks or ()} == set(words.risks)
    assert {violation for expect in expected for violation in expect.violations or ()} == set(words.violations)


@each_part
def test_each_part_has_every_status_and_harmless_neighbours(part: Part) -> None:
    expected = [snippet.expect for snippet in PARTS[part]]
    statuses = {status for expect in expected for status in expect.items.values()}
    assert statuses == set(taxonomy().statuses) - {"not_evaluable"}
    assert any(expect.risks == () for expect in expected)
    assert any(expect.violations == () for expect in expected)
    assert any(value is None for expect in expected for value in expect.facts.values())


def test_all_thirty_traps_are_set() -> None:
    numbers = {int(match[1]) for snippet in EVERYTHING if (match := re.fullmatch(r"t(\d\d)-[ab]", snippet.id))}
    assert numbers == set(TRAPS)


def test_about_a_third_is_kept_away() -> None:
    assert 0.28 < len(PARTS["held_out"]) / len(EVERYTHING) < 0.4
