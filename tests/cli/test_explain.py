"""`tinghe explain`, for those who doubt a verdict."""

from pathlib import Path

import pytest

from pipeline.domain.grounds import Contribution, Grounds, ItemAccount
from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.codec import grounds_path, grounds_to_json, to_json
from pipeline.rulebook.files import models_folder
from tests.cli.conftest import Tinghe
from tests.making import a_report, an_utterance
from tests.store.reading import rows
from tests.store.saved import a_full_report, save

TALK = ((Role.AGENT, "您这次想贷多少？"), (Role.CUSTOMER, "看你们能批多少吧。"))
ASKED = Contribution(utterance=0, does="raises", probability=0.9, weight=0.125)
GROUNDS = Grounds(
    items={
        "loan_amount": ItemAccount(
            item="loan_amount", statuses={"insufficient": 0.75, "missing": 0.25}, contributions=(ASKED,)
        )
    },
    facts={},
    conduct={},
)
pytestmark = pytest.mark.usefixtures("without_weights")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    utterances = tuple(an_utterance(n, role, text, 65.0 + 3 * n) for n, (role, text) in enumerate(TALK))
    made = a_report(items={"loan_amount": Status.INSUFFICIENT}).model_copy(update={"transcript": utterances})
    path = tmp_path / "c-1.json"
    path.write_text(to_json(made), encoding="utf-8")
    return path


def test_an_item_is_accounted_for_with_probabilities_and_weights(tinghe: Tinghe, report: Path) -> None:
    ended = tinghe("explain", report, "loan_amount")
    assert ended.status == 0
    assert "loan_amount: " in ended.out
    assert "read 2 utterances" in ended.out


def test_a_report_that_was_judged_by_another_checklist_says_so(tinghe: Tinghe, report: Path) -> None:
    ended = tinghe("explain", report, "loan_amount")
    assert "judged by consumer.pre_loan@1; read again by consumer.pre_loan@" in ended.out


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


def test_what_was_kept_beside_the_report_is_shown_and_a_list_of_one_s_own_asks_anew(
    tinghe: Tinghe, report: Path
) -> None:
    grounds_path(report).parent.mkdir()
    grounds_path(report).write_text(grounds_to_json(GROUNDS, report.read_text(encoding="utf-8")), encoding="utf-8")
    ended = tinghe("explain", report, "loan_amount")
    assert ended.out.splitlines()[0] == "loan_amount: insufficient 0.75, missing 0.25"
    assert "+0.12" in ended.out
    again = tinghe("explain", report, "loan_amount", "--checklist", models_folder() / "checklists")
    assert "read again by consumer.pre_loan@" in again.out


TELLING = "我叫王小明，电话15800316629，\x1b[31m贷二十万\n。"


@pytest.fixture
def telling(report: Path) -> Path:
    made = a_report(items={"loan_amount": Status.INSUFFICIENT})
    utterances = tuple(an_utterance(n, Role.CUSTOMER, TELLING, 3.0 * n) for n in range(2))
    report.write_text(to_json(made.model_copy(update={"transcript": utterances})), encoding="utf-8")
    return report


def test_an_account_is_masked_and_carries_no_control_sequences(tinghe: Tinghe, telling: Path) -> None:
    ended = tinghe("explain", telling, "loan_amount")
    assert ended.status == 0
    assert "小明" not in ended.out
    assert "0031" not in ended.out
    assert "\x1b" not in ended.out


def test_an_account_is_not_revealed_where_no_store_can_note_it(tinghe: Tinghe, telling: Path) -> None:
    ended = tinghe("explain", telling, "loan_amount", "--reveal")
    assert ended.status == 2
    assert "--store" in ended.err
    assert "小明" not in ended.out


def test_a_revealed_account_is_noted_in_the_log_of_the_store_beside_it(tinghe: Tinghe, telling: Path) -> None:
    store = telling.parent / "tinghe.db"
    save(store, a_full_report())
    ended = tinghe("explain", telling, "loan_amount", "--reveal")
    assert ended.status == 0
    assert len(rows(store, "SELECT * FROM log WHERE kind = 'reveal'")) == 1
