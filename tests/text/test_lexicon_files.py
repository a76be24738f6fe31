"""The lexicon's files: what they hold, and how mistakes in them are refused."""

from pathlib import Path

import pytest

from pipeline.errors import ChecklistError
from pipeline.text.phonetics import read_readings
from pipeline.text.segmentation import lexicon, read_lexicon


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lexicon").mkdir()
    return tmp_path / "lexicon"


def test_the_lexicon_holds_the_terms_of_loan_talk() -> None:
    assert {"先息后本", "受托支付", "被执行人", "套路贷", "LPR"} <= set(lexicon().terms)


def test_a_term_listed_twice_is_refused_with_its_line(folder: Path) -> None:
    (folder / "terms.yaml").write_text(
        "categories:\n  - name: 甲\n    tag: n_a\n    terms:\n      - 月供\n      - 月供\n", encoding="utf-8"
    )
    with pytest.raises(ChecklistError, match=r"terms\.yaml:6: 月供 is listed twice"):
        read_lexicon(folder.parent)


def test_an_unknown_key_is_refused(folder: Path) -> None:
    (folder / "terms.yaml").write_text("categories: []\nwords: []\n", encoding="utf-8")
    with pytest.raises(ChecklistError, match="words"):
        read_lexicon(folder.parent)


def test_a_reading_with_a_syllable_too_few_is_refused_with_its_line(folder: Path) -> None:
    (folder / "readings.yaml").write_text("readings:\n  还款: huan kuan\n  支行: hang\n", encoding="utf-8")
    with pytest.raises(ChecklistError, match=r"readings\.yaml:3: 支行 has 2 characters and 1 syllables"):
        read_readings(folder.parent)
