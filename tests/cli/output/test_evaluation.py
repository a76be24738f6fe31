"""The tables of an evaluation, from scores that the test decides."""

from typing import Any

from rich.table import Table
from rich.text import Text

from pipeline.cli.output import evaluation
from pipeline.domain.vocabulary import Status
from pipeline.evaluation.metrics import Counts
from pipeline.evaluation.score import CallScore, Evaluation, Judged, Mistake
from pipeline.evaluation.text import TextErrors

RIGHT = Judged(item="identity", want=Status.VERIFIED, have=Status.VERIFIED, confidence=0.9)
FLAGGED = Judged(item="income", want=Status.MISSING, have=Status.MISSING, confidence=0.8)
MISSED = Judged(item="income", want=Status.REFUSED, have=Status.VERIFIED, confidence=0.2)
ABSENT = Judged(item="income", want=Status.MISSING, have=None)


def scores(*items: Judged, **known: Any) -> Evaluation:
    values = {"call_id": "c-1", "reported": True, "facts": Counts(tp=3, fp=1), "risks": Counts(), "text": None}
    values |= {"violations": Counts(), "mismatches": Counts(), "mistakes": ()}
    return Evaluation(calls=(CallScore.model_validate({**values, "items": items, **known}),))


def cells(table: Table) -> list[list[str]]:
    """The headings, then the cells line by line, as they are read."""
    columns = [
        [str(column.header), *(cell.plain if isinstance(cell, Text) else str(cell) for cell in column.cells)]
        for column in table.columns
    ]
    return [list(line) for line in zip(*columns, strict=True)]


def test_each_part_of_the_reports_has_a_line_of_figures() -> None:
    assert cells(evaluation.measures_table(scores(FLAGGED, MISSED))) == [
        ["measure", "P", "R", "F1", "tp", "fp", "fn"],
        ["flagged items", "1.000", "0.500", "0.667", "1", "0", "1"],
        ["facts", "0.750", "1.000", "0.857", "3", "1", "0"],
        ["risks", "1.000", "1.000", "1.000", "0", "0", "0"],
        ["violations", "1.000", "1.000", "1.000", "0", "0", "0"],
        ["mismatches", "1.000", "1.000", "1.000", "0", "0", "0"],
    ]


def test_error_rates_stand_there_where_the_words_are_known() -> None:
    accuracy = ["status accuracy", "0.500", "2 items"]
    assert cells(evaluation.rates_table(scores(RIGHT, MISSED)))[1:] == [accuracy]
    text = TextErrors(errors=5, order_errors=10, characters=100, right_role=80)
    assert cells(evaluation.rates_table(scores(RIGHT, MISSED, text=text)))[1:] == [
        accuracy,
        ["CER", "0.050", "100 characters, numerals as digits"],
        ["spoken order", "0.100", "the same, all utterances by start time"],
        ["right role", "0.800", "of characters heard under the right role"],
    ]


def test_the_least_confident_results_have_a_line_a_share() -> None:
    assert cells(evaluation.confidence_table(scores(RIGHT, MISSED))) == [
        ["least confident", "of all", "results", "mistakes", "share of all mistakes"],
        ["items", "10%", "1", "1", "100%"],
        ["items", "20%", "1", "1", "100%"],
        ["facts", "10%", "0", "0", "0%"],
        ["facts", "20%", "0", "0", "0%"],
    ]


def test_an_item_over_all_calls_is_a_line_with_how_often_it_is_right() -> None:
    assert cells(evaluation.item_table(scores(RIGHT, FLAGGED, MISSED)))[1:] == [
        ["identity", "1", "1", "1.000", "1.000", "1.000", "0", "0", "0"],
        ["income", "2", "1", "1.000", "0.500", "0.667", "1", "0", "1"],
    ]


def test_reported_statuses_stand_under_the_labelled_ones_and_nothing_where_there_is_none() -> None:
    heading, *lines = cells(evaluation.confusion_table(scores(FLAGGED, MISSED, ABSENT)))
    assert {
        line[0]: {name: cell for name, cell in zip(heading[1:], line[1:], strict=True) if cell} for line in lines
    } == {
        "missing": {"missing": "1", heading[-1]: "1"},
        "refused": {"verified": "1"},
    }


def test_a_mistake_is_a_line_and_what_it_quotes_is_no_markup() -> None:
    mistake = Mistake(call_id="c-1", what="employer", have="[red]甲", want="乙")
    assert cells(evaluation.mistake_table(scores(mistakes=(mistake,)))) == [
        ["call", "what", "reported", "labelled"],
        ["c-1", "employer", "[red]甲", "乙"],
    ]
