"""What the classifier makes of words that no pattern has."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checklist.judge import judge_items
from pipeline.checklist.load import load_checklist
from pipeline.conduct.risks import find_risks
from pipeline.domain.vocabulary import Status
from pipeline.errors import WeightsError
from pipeline.facts.extract import extract_facts
from pipeline.intents import artefact
from pipeline.intents.bank import Speech, bank_sha256, phrase_bank
from pipeline.intents.classifier import ARTEFACT, classifier_version
from pipeline.intents.classifier import artefact as shipped
from pipeline.intents.passages import LONGEST, passages
from pipeline.intents.reading import read_intents
from pipeline.language.normalise import normalise
from pipeline.resources import models_folder, taxonomy
from tests.checklist.dialogue import call


def test_the_classifier_was_trained_from_the_phrase_bank_as_it_stands() -> None:
    assert shipped().bank_sha256 == bank_sha256(), "the phrase bank has changed: run `make train`"
    assert classifier_version() == f"intents@{bank_sha256()[:12]}"


def test_the_artefact_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = models_folder() / ARTEFACT
    copy = tmp_path / "copy.npz"
    artefact.write(copy, artefact.read(path))
    again = artefact.read(copy)
    for role, side in artefact.read(path).sides.items():
        assert (side.labels, side.runs) == (again.sides[role].labels, again.sides[role].runs)
        assert again.sides[role].by_meaning == pytest.approx(side.by_meaning)


def test_a_file_that_is_no_artefact_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "intents.npz"
    path.write_bytes(b"no archive")
    with pytest.raises(WeightsError, match="make train"):
        artefact.read(path)


def test_the_bank_speaks_the_taxonomy() -> None:
    items = {phrase.about.partition(".")[0] for phrase in phrase_bank() if phrase.speech is Speech.RAISE}
    risks = {phrase.about for phrase in phrase_bank() if phrase.speech is Speech.RISK}
    violations = {phrase.about for phrase in phrase_bank() if phrase.speech is Speech.VIOLATION}
    assert items <= set(taxonomy().items)
    assert risks == set(taxonomy().risks)
    # These two are told by who listens and by the hour, not by words.
    assert violations == set(taxonomy().violations) - {"third_party_disclosure", "off_hours_call"}


def test_no_phrase_of_the_bank_breaks_the_reading_of_numbers() -> None:
    for phrase in phrase_bank():
        assert normalise(phrase.text).text


def test_an_item_raised_in_unknown_words_counts_and_says_why() -> None:
    talk = call("坐：签字那笔是谁落的？", "客：我自己。")
    checklist = load_checklist("consumer", "in_review")
    by_patterns = {result.id: result for result in judge_items(talk, checklist)}
    together = {result.id: result for result in judge_items(talk, checklist, intents=read_intents(talk))}
    assert by_patterns["own_signature"].status is Status.MISSING
    assert together["own_signature"].status is Status.VERIFIED
    assert together["own_signature"].evidence[0].rule.startswith("own_signature.likeness")
    assert together["own_signature"].confidence < 0.9


def test_a_risk_in_unknown_words_is_found_and_says_why() -> None:
    talk = call("坐：那这笔钱怎么安排？", "客：先把那几个催得紧的窟窿糊弄过去，这边贷下来正好顶上。")
    assert find_risks(talk, "consumer") == ()
    (found,) = find_risks(talk, "consumer", read_intents(talk))
    assert found.id == "debt_rollover"
    assert found.evidence[0].rule == "debt_rollover.likeness"
    assert "相近" in found.evidence[0].explanation


def test_an_empty_call_has_no_intents() -> None:
    assert read_intents(call()) == ()


@given(st.text(alphabet="贷款多少您的吗，。？！ ", max_size=120))
def test_passages_lie_in_the_text_and_none_is_long(text: str) -> None:
    for start, end in passages(text):
        assert 0 <= start < end <= len(text)
        assert end - start <= LONGEST + 9


def test_a_question_that_only_the_bank_knows_opens_its_fact() -> None:
    talk = call("坐：打算靠哪块进项来填？", "客：工资。")
    assert extract_facts(talk, "consumer", "pre_loan") == ()
    found = extract_facts(talk, "consumer", "pre_loan", intents=read_intents(talk))
    assert {fact.name: fact.value for fact in found} == {"repayment_source": "salary"}
