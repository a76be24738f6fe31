"""Where the files that decide lie, and hashes over what they say."""

import hashlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ChecklistError
from pipeline.rulebook.files import (
    dialogue_files,
    models_folder,
    phrase_files,
    read_text,
    rules_sha256,
    sha256_of,
    sha256_of_texts,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small models folder, a line a file."""
    for name in (
        *("taxonomy.yaml", "facts.yaml", "conduct.yaml", "lexicon/terms.yaml", "lexicon/repairs.yaml"),
        *("corpus/pre_loan.txt", "corpus/in_review.txt", "corpus/phrases/loan.yaml", "corpus/README.md"),
        *("corpus/calls/train/c1.yaml", "checklists/items/common.yaml", "reader/heads.bin", "weights.toml"),
    ):
        path = tmp_path / "models" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n", encoding="utf-8")
    return tmp_path / "models"


def test_the_models_folder_holds_what_decides() -> None:
    for name in ("taxonomy.yaml", "facts.yaml", "conduct.yaml", "weights.toml", "lexicon/terms.yaml", "checklists"):
        assert (models_folder() / name).exists(), name


def test_dialogues_and_phrases_come_in_the_order_of_their_names(folder: Path) -> None:
    (folder / "corpus" / "phrases" / "borrower.yaml").touch()
    (folder / "corpus" / "phrases" / "notes.txt").touch()
    assert [path.name for path in dialogue_files(folder)] == ["in_review.txt", "pre_loan.txt"]
    assert [path.name for path in phrase_files(folder)] == ["borrower.yaml", "loan.yaml"]


def test_a_folder_without_a_corpus_has_neither(tmp_path: Path) -> None:
    assert (dialogue_files(tmp_path), phrase_files(tmp_path)) == ((), ())


def test_a_text_is_read_as_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("坐：您好\n".encode())
    assert read_text(tmp_path / "a.txt") == "坐：您好\n"


def test_a_text_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("坐：您好\n".encode("gb18030"))
    for name in ("a.txt", "absent.txt", "."):
        with pytest.raises(ChecklistError, match=r"cannot be read \(.+\)\. (Give|Save it as) "):
            read_text(tmp_path / name)


@pytest.mark.parametrize("written", [b"", b"abc", "还款".encode(), b"\x00" * 300_000])
def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "a").write_bytes(written)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(written).hexdigest()


def test_the_hash_of_abc_is_the_one_that_everybody_knows(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256_of(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_hash_of_texts_is_over_each_and_a_border_behind_it() -> None:
    assert sha256_of_texts() == hashlib.sha256(b"").hexdigest()
    assert sha256_of_texts("还款", "") == hashlib.sha256("还款".encode() + b"\0\0").hexdigest()


some_texts = st.lists(st.text(alphabet="ab还", max_size=3), max_size=3)


@given(some_texts, some_texts)
def test_texts_have_one_hash_where_they_are_the_same_in_the_same_order(one: list[str], other: list[str]) -> None:
    assert (sha256_of_texts(*one) == sha256_of_texts(*other)) is (one == other)


@pytest.mark.parametrize(
    ("name", "decides"),
    [
        ("taxonomy.yaml", True),
        ("facts.yaml", True),
        ("conduct.yaml", True),
        ("lexicon/terms.yaml", True),
        ("lexicon/repairs.yaml", True),
        ("corpus/pre_loan.txt", True),
        ("corpus/phrases/loan.yaml", True),
        ("corpus/README.md", False),
        ("corpus/calls/train/c1.yaml", False),
        ("checklists/items/common.yaml", False),
        ("reader/heads.bin", False),
        ("weights.toml", False),
    ],
)
def test_the_hash_of_the_rules_changes_with_every_rule_and_with_nothing_else(
    folder: Path, name: str, decides: bool
) -> None:
    before = rules_sha256(folder)
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + "more\n", encoding="utf-8")
    assert (rules_sha256(folder) != before) is decides


def test_a_rule_more_or_less_changes_the_hash(folder: Path) -> None:
    before = rules_sha256(folder)
    (folder / "lexicon" / "call_kinds.yaml").write_text("products: {}\n", encoding="utf-8")
    grown = rules_sha256(folder)
    (folder / "facts.yaml").unlink()
    assert len({before, grown, rules_sha256(folder)}) == 3


def test_a_copy_elsewhere_has_the_same_hash(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "elsewhere"))
    assert rules_sha256(copy) == rules_sha256(folder)
