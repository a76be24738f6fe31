"""The three bands, and what a reviewer is sent to first."""

import re

import pytest

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status
from pipeline.reports.certainty import Band, band, item_band, items_to_review
from pipeline.reports.page import render_page
from tests.making import a_report


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        (1.0, Band.SURE),
        (0.8, Band.SURE),
        (0.799, Band.SURE),
        (0.794, Band.DOUBTFUL),
        (0.5, Band.DOUBTFUL),
        (0.49, Band.UNTOLD),
        (0, Band.UNTOLD),
    ],
)
def test_a_confidence_falls_into_its_band(confidence: float, expected: Band) -> None:
    assert band(confidence) is expected


def report(**confidences: float) -> CallReport:
    made = a_report(items=dict.fromkeys(confidences, Status.VERIFIED), violations=("threat",))
    items = tuple(item.model_copy(update={"confidence": confidences[item.id]}) for item in made.items)
    return made.model_copy(update={"items": items})


def test_the_least_sure_come_first_and_the_sure_not_at_all() -> None:
    again = items_to_review(report(income=0.7, identity=0.95, loan_amount=0.3, loan_term=0.7))
    assert [item.id for item in again] == ["loan_amount", "income", "loan_term"]


def test_what_could_not_be_evaluated_is_never_sure() -> None:
    item = report(income=0.9).items[0].model_copy(update={"status": Status.NOT_EVALUABLE})
    assert item_band(item) is Band.UNTOLD


def test_the_page_says_which_verdicts_to_look_at_again_and_calls_a_violation_suspected() -> None:
    page = render_page(report(income=0.7, identity=0.95, loan_amount=0.3), None)
    row = {found[1]: found[2] for found in re.finditer(r'<tr id="item-(\w+)">(.*?)</tr>', page, re.DOTALL)}
    assert "疑似，请复核" in row["income"]
    assert "难以判定，请复听" in row["loan_amount"]
    assert "请复" not in row["identity"]
    assert page.index('href="#item-loan_amount"') < page.index('href="#item-income"')
    assert "✕ 疑似违规" in page


def test_a_page_of_sure_verdicts_sends_nobody_anywhere() -> None:
    assert "请先复核" not in render_page(report(income=0.9), None)


def test_a_verdict_that_the_recording_does_not_bear_out_is_shown_as_a_leaning() -> None:
    page = render_page(report(income=0.4, identity=0.9), None)
    (income,) = re.findall(r'<tr id="item-income">.*?</tr>', page, re.DOTALL)
    (identity,) = re.findall(r'<tr id="item-identity">.*?</tr>', page, re.DOTALL)
    assert "倾向已核实" in income
    assert "倾向" not in identity
