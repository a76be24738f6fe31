import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from pipeline.checklist import load
from pipeline.checklist.load import all_checklists, checklists_folder, load_checklist
from pipeline.errors import ChecklistError
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import YamlFile


def test_there_is_a_checklist_for_every_product_and_stage_with_just_its_items() -> None:
    lists = list(all_checklists())
    assert len(lists) == 12
    for each in lists:
        assert tuple(each.items) == taxonomy().items_of(each.product, each.stage)


def test_every_item_says_what_law_it_rests_on_and_what_to_ask_next_time() -> None:
    for each in all_checklists():
        for item, rule in each.items.items():
            assert rule.basis, item
            assert rule.question, item


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(checklists_folder(), tmp_path / "checklists"))


def spoil(file: Path, old: str, new: str) -> int:
    """Replace old by new in file and tell the line of it."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "cause", "remedy"),
    [
        ("    kind: inform\n", "    kind: inform\n    colour: red\n", "colour", "Allowed keys here: name"),
        ("  recording_notice:\n", "  recording_notize:\n", "no item recording_notize", "Allowed: recording_notice"),
        ("name: 录音告知", "name: 录音提示", "name is 录音提示", "The taxonomy says 录音告知"),
    ],
    ids=["unknown key", "unknown item", "another name"],
)
def test_what_cannot_be_meant_is_refused_with_file_and_remedy(
    folder: Path, old: str, new: str, cause: str, remedy: str
) -> None:
    spoil(folder / "items" / "common.yaml", old, new)
    with pytest.raises(ChecklistError) as error:
        load_checklist("consumer", "pre_loan", folder)
    assert "common.yaml:" in str(error.value)
    assert cause in str(error.value)
    assert remedy in str(error.value)


def test_an_item_that_stands_twice_is_refused(folder: Path) -> None:
    shutil.copy(folder / "items" / "common.yaml", folder / "items" / "again.yaml")
    with pytest.raises(ChecklistError, match=r"stands in again\.yaml too"):
        load_checklist("consumer", "pre_loan", folder)


def test_a_key_given_twice_is_refused_with_its_line(folder: Path) -> None:
    spoil(folder / "consumer.pre_loan.yaml", "product: consumer\n", "product: consumer\nproduct: consumer\n")
    with pytest.raises(ChecklistError, match=r"pre_loan\.yaml:4: the key product is given twice"):
        load_checklist("consumer", "pre_loan", folder)


def test_a_checklist_that_lacks_an_item_is_refused(folder: Path) -> None:
    spoil(folder / "consumer.pre_loan.yaml", "  - income\n", "")
    with pytest.raises(ChecklistError, match="lacks income"):
        load_checklist("consumer", "pre_loan", folder)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("items/common.yaml", "请先告知客户", "请告知客户"),
        ("consumer.pre_loan.yaml", "version:", "# changed\nversion:"),
        ("../taxonomy.yaml", "says that the call is recorded", "says that this call is recorded"),
    ],
)
def test_any_change_of_the_files_changes_the_version_of_the_next_call(
    folder: Path, file: str, old: str, new: str
) -> None:
    shutil.copy(checklists_folder().parent / "taxonomy.yaml", folder.parent)
    before = load_checklist("consumer", "pre_loan", folder).id
    assert load_checklist("consumer", "pre_loan", folder).id == before
    spoil(folder / file, old, new)
    assert load_checklist("consumer", "pre_loan", folder).id != before


def test_a_file_that_was_mended_is_taken_and_one_that_was_spoilt_is_refused(folder: Path) -> None:
    common = folder / "items" / "common.yaml"
    sound = common.read_text(encoding="utf-8")
    before = load_checklist("consumer", "pre_loan", folder)
    spoil(common, "  recording_notice:\n", "  recording_notize:\n")
    with pytest.raises(ChecklistError, match="no item recording_notize"):
        load_checklist("consumer", "pre_loan", folder)
    common.write_text(sound, encoding="utf-8")
    assert load_checklist("consumer", "pre_loan", folder) == before


def test_every_file_is_parsed_once_for_all_lists(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: Counter[Path] = Counter()

    def counted(path: Path, text: str) -> YamlFile:
        parsed[path] += 1
        return YamlFile(path, text)

    monkeypatch.setattr(load, "YamlFile", counted)
    assert list(all_checklists(folder)) == list(all_checklists(folder))
    assert parsed == dict.fromkeys(folder.rglob("*.yaml"), 1)


@pytest.mark.parametrize("file", ["items/common.yaml", "consumer.pre_loan.yaml", "../taxonomy.yaml"])
@pytest.mark.parametrize(
    "written",
    [
        *("", "[]", "- items", "7", "一", "items:", "items: []", "items: [1]", "items: 3", "items: {a: 1}"),
        *("items: {a: []}", "items: {1: {}}", "items: [[a]]", "items: {a: {name: 一, kind: [ask]}}", "version: {}"),
        *("&x [*x]", "? [a]\n: 1", "items: !foo {}", "items: {a: &x {}, b: *x}", "[" * 100_000, "items: \ufffe"),
        *("products: 3", "products: [consumer]", "stages: {pre_loan: []}", "items: {a: {stages: pre_loan}}"),
    ],
)
def test_a_file_of_whatever_form_is_refused_by_file_and_line(tmp_path: Path, file: str, written: str) -> None:
    own = Path(shutil.copytree(checklists_folder(), tmp_path / "checklists"))
    shutil.copy(checklists_folder().parent / "taxonomy.yaml", tmp_path / "taxonomy.yaml")
    (own / file).write_text(written, encoding="utf-8")
    with pytest.raises(ChecklistError) as refused:
        list(all_checklists(own))
    assert re.search(r"\.yaml:\d+$", refused.value.subject)
