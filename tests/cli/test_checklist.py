"""`tinghe checklist`, for those who change the question lists."""

import shutil
from pathlib import Path

import pytest

from pipeline.checklist.load import checklists_folder
from pipeline.domain.vocabulary import Role
from pipeline.intents import bank
from pipeline.intents.bank import Phrase, Speech
from tests.cli.conftest import Tinghe


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the shipped checklists, to be changed."""
    return Path(shutil.copytree(checklists_folder(), tmp_path / "checklists"))


def test_check_names_every_checklist(tinghe: Tinghe) -> None:
    ended = tinghe("checklist", "check")
    assert ended.status == 0
    assert len(ended.out.splitlines()) == 12
    assert ended.out.startswith("consumer.pre_loan@")


def test_check_refuses_an_unknown_key_with_file_and_line(tinghe: Tinghe, own: Path) -> None:
    path = own / "consumer.pre_loan.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")
    ended = tinghe("checklist", "check", "--folder", own)
    assert ended.status == 2
    assert f"consumer.pre_loan.yaml:{len(path.read_text(encoding='utf-8').splitlines())}: colour" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_test_counts_the_examples(tinghe: Tinghe) -> None:
    ended = tinghe("checklist", "test")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.endswith(" examples come out as they should\n")


def test_test_names_an_example_that_comes_out_otherwise(tinghe: Tinghe, own: Path) -> None:
    path = own / "items" / "common.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: verified", "status: refused", 1), encoding="utf-8")
    ended = tinghe("checklist", "test", "--folder", own)
    assert ended.status == 1
    assert "example 1: verified, should be refused" in ended.err


def test_show_lists_the_items(tinghe: Tinghe) -> None:
    ended = tinghe("checklist", "show", "mortgage", "post_loan")
    assert ended.status == 0
    assert "repayment_ability" in ended.out


def test_show_of_what_there_is_not_is_wrong_usage(tinghe: Tinghe) -> None:
    assert tinghe("checklist", "show", "car", "post_loan").status == 2


def test_test_counts_the_phrase_bank_and_names_what_is_not_recognised(
    tinghe: Tinghe, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrases = (
        Phrase(text="您这次想贷多少？", role=Role.AGENT, speech=Speech.RAISE, about="loan_amount"),
        Phrase(text="今天天气不错", role=Role.AGENT, speech=Speech.RAISE, about="income"),
    )
    monkeypatch.setattr(bank, "phrase_bank", lambda: phrases)
    ended = tinghe("checklist", "test", "--bank")
    assert ended.status == 0
    assert ["raise", "income", "1", "0", "0"] in [line.split() for line in ended.out.splitlines()]
    assert "raise:income is not recognised: 今天天气不错" in ended.err
