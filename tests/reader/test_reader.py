"""The shipped heads over a language model of a test's own: nonsense is read, but whole and in its place."""

import numpy as np
import pytest

from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Kind, Role
from pipeline.reader.artefact import Artefact
from pipeline.reader.encoding import AskedItem, asked_items
from pipeline.reader.reader import Reader, account_of_item
from pipeline.reader.reading import Span
from pipeline.rulebook.taxonomy import taxonomy
from tests.making import an_utterance
from tests.reader.models import CharacterModel

ROLES = (Role.AGENT, Role.CUSTOMER)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Artefact(), CharacterModel(width=896))


def call(turns: int) -> Transcript:
    text = "您贷二十万对吧，我姓葛"
    return Transcript(utterances=tuple(an_utterance(n, ROLES[n % 2], f"{text}{n}", 3.0 * n) for n in range(turns)))


@pytest.mark.parametrize("turns", [0, 1, 2, 170])
def test_every_utterance_has_its_row_and_probabilities_are_some(reader: Reader, turns: int) -> None:
    read = reader.read(call(turns), "business", "post_loan", asked_items("business", "post_loan"))
    assert read.utterances == tuple(range(turns))
    assert [item.id for item in read.items] == list(taxonomy().items_of("business", "post_loan"))
    assert read.acts.shape[:2] == (turns, len(read.items))
    assert read.conduct.shape[0] == read.values.shape[0] == turns
    np.testing.assert_allclose(read.acts.sum(-1), 1, rtol=1e-5)
    np.testing.assert_allclose(read.statuses.sum(-1), 1, rtol=1e-5)


def test_every_span_has_its_row_also_where_a_call_is_read_in_windows(reader: Reader) -> None:
    transcript = call(170)
    spans = [Span(utterance=n, start=1, end=5) for n in (0, 3, 165)]
    read = reader.read(
        transcript,
        "consumer",
        "pre_loan",
        asked_items("consumer", "pre_loan"),
        [*spans, Span(utterance=999, start=0, end=2)],
    )
    assert read.figures.shape[0] == 4
    assert np.all(read.figures[:3].sum(1) > 0)
    assert not read.figures[3].any()


def test_names_stand_in_their_utterance_the_surest_first(reader: Reader) -> None:
    transcript = call(40)
    names = reader.read(transcript, "consumer", "pre_loan", asked_items("consumer", "pre_loan")).names
    assert all(0 <= name.start < name.end <= len(transcript.utterances[name.utterance].text) for name in names)
    assert [name.probability for name in names] == sorted((name.probability for name in names), reverse=True)


def test_leaving_an_utterance_out_gives_probabilities_again(reader: Reader) -> None:
    read = reader.read(call(12), "consumer", "pre_loan", asked_items("consumer", "pre_loan"))
    account = account_of_item(reader, read, "income")
    assert sum(account.statuses.values()) == pytest.approx(1, abs=1e-5)
    left_out = reader.statuses_without(read, "income", [3, 5])
    assert left_out.sum(-1) == pytest.approx([1, 1], abs=1e-5)
    assert reader.statuses_without(read, "income", [5])[0] == pytest.approx(left_out[1], abs=1e-5)
    assert all(-1 <= each.weight <= 1 for each in account.contributions)


def test_an_item_of_a_bank_s_own_is_read_by_its_name_and_meaning(reader: Reader) -> None:
    own = [AskedItem(id="insurance_choice", kind=Kind.CONFIRM, text=f"核实事项：保险自愿。{means}") for means in "甲乙"]
    asked = asked_items("consumer", "in_review")
    read = [reader.read(call(12), "consumer", "in_review", (*asked, item)) for item in own]
    for each in read:
        assert sum(each.status_of("insurance_choice").values()) == pytest.approx(1, abs=1e-5)
        np.testing.assert_allclose(each.statuses[:-1], read[0].statuses[:-1], atol=1e-6)
    assert read[0].status_of("insurance_choice") != read[1].status_of("insurance_choice")
