"""A report as it is shown."""

from pipeline.domain.vocabulary import Status
from pipeline.privacy.masking import masked_report
from pipeline.reports.codec import to_json
from pipeline.reports.page import render_page
from tests.making import a_report
from tests.privacy.telling import SECRETS, a_telling_report


def test_nothing_of_it_is_left_in_the_report_or_its_page() -> None:
    shown = masked_report(a_telling_report())
    for secret in SECRETS:
        assert secret in to_json(a_telling_report())
        assert secret not in to_json(shown)
        assert secret not in render_page(shown, None)


def test_quotes_still_stand_in_their_utterances() -> None:
    shown = masked_report(a_telling_report())
    pieces = [piece for fact in shown.facts for piece in fact.evidence]
    assert [piece.quote for piece in pieces] == ["****"] * 3
    assert all(piece.quote in shown.transcript[0].text for piece in pieces)


def test_what_is_masked_is_not_masked_further() -> None:
    shown = masked_report(a_telling_report())
    assert masked_report(shown) == shown


def test_a_report_that_tells_nothing_stays_as_it_is() -> None:
    report = a_report(items={"loan_amount": Status.VERIFIED}, facts={"loan_amount": 200000})
    assert masked_report(report) == report
