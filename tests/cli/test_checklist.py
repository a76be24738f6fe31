"""`tinghe checklist`, for those who change the question lists."""

import shutil
from pathlib import Path

import pytest

from pipeline.checklist.load import checklists_folder
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


@pytest.mark.usefixtures("without_weights")
def test_test_names_the_examples_that_come_out_otherwise_and_counts_the_others(tinghe: Tinghe) -> None:
    ended = tinghe("checklist", "test")
    right, _, all_of_them, *_ = ended.out.split()
    assert ended.out.endswith(" examples come out as they should\n")
    assert len(ended.err.splitlines()) == int(all_of_them) - int(right)
    assert ended.status == (1 if ended.err else 0)


@pytest.mark.usefixtures("without_weights")
def test_test_tries_one_item_alone(tinghe: Tinghe) -> None:
    every, one = tinghe("checklist", "test"), tinghe("checklist", "test", "--item", "income")
    assert 0 < int(one.out.split()[2]) < int(every.out.split()[2])
    assert all(" income, example " in line for line in one.err.splitlines())
    unknown = tinghe("checklist", "test", "--item", "shoes")
    assert unknown.status == 2
    assert "no list has an item 'shoes'" in unknown.err


def test_show_lists_the_items(tinghe: Tinghe) -> None:
    ended = tinghe("checklist", "show", "mortgage", "post_loan")
    assert ended.status == 0
    assert "repayment_ability" in ended.out


def test_show_of_what_there_is_not_is_wrong_usage(tinghe: Tinghe) -> None:
    assert tinghe("checklist", "show", "car", "post_loan").status == 2
