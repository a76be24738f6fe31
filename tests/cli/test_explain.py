"""`tinghe explain`, for those who doubt a verdict."""

from pathlib import Path

import pytest

from pipeline.domain.vocabulary import Role
from pipeline.reports.codec import to_json
from tests.cli.conftest import Tinghe
from tests.making import a_report, an_utterance

TALK = (
    (Role.AGENT, "您这次想贷多少？"),
    (Role.CUSTOMER, "看你们能批多少吧。"),
    (Role.AGENT, "征信授权系统里有，我就不问了。"),
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    utterances = tuple(an_utterance(n, role, text, 65.0 + 3 * n) for n, (role, text) in enumerate(TALK))
    path = tmp_path / "c-1.json"
    path.write_text(to_json(a_report().model_copy(update={"transcript": utterances})), encoding="utf-8")
    return path


def test_each_step_stands_with_its_second_its_rule_and_what_it_made_of_the_item(tinghe: Tinghe, report: Path) -> None:
    ended = tinghe("explain", report, "loan_amount")
    assert ended.status == 0
    assert ended.out.startswith("loan_amount: insufficient (核实不足)")
    assert "vague (certainty 0.72) → insufficient   ← decides" in ended.out
    assert "01:05 [loan_amount.raise.0]" in ended.out
    assert "01:08 [loan_amount.answer.vague]" in ended.out


def test_for_a_missing_item_it_says_what_was_searched(tinghe: Tinghe, report: Path) -> None:
    ended = tinghe("explain", report, "marital_status")
    assert "nobody spoke of it → missing" in ended.out
    assert "searched 3 utterances for wordings: " in ended.out


def test_what_was_named_only_to_be_skipped_is_told(tinghe: Tinghe, report: Path) -> None:
    ended = tinghe("explain", report, "credit_authorization")
    assert "aside, utterance 2: skip by credit_authorization.raise" in ended.out


def test_an_unknown_item_is_refused_with_those_that_there_are(tinghe: Tinghe, report: Path) -> None:
    ended = tinghe("explain", report, "shoe_size")
    assert ended.status == 2
    assert "shoe_size" in ended.err
    assert "loan_amount" in ended.err


def test_what_is_no_report_is_refused(tinghe: Tinghe, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    ended = tinghe("explain", tmp_path / "x.json", "income")
    assert ended.status == 3
    assert "is no call report" in ended.err


def test_what_no_pattern_found_is_accounted_for_too(tinghe: Tinghe, tmp_path: Path) -> None:
    talk = ((Role.AGENT, "您眼下的窝安在哪个小区？"), (Role.CUSTOMER, "租的房子，在城东。"))
    utterances = tuple(an_utterance(n, role, text, 3.0 * n) for n, (role, text) in enumerate(talk))
    path = tmp_path / "c-2.json"
    path.write_text(to_json(a_report().model_copy(update={"transcript": utterances})), encoding="utf-8")
    ended = tinghe("explain", path, "residence")
    assert "[residence.likeness.raise]" in ended.out
