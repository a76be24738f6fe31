"""YAML that people edit and the patterns in it: read as values, refused with file, line and what is allowed."""

from pathlib import Path

import pytest
from pydantic import Field, ValidationError

from pipeline.domain.base import Frozen
from pipeline.errors import ChecklistError
from pipeline.rulebook.yamlfile import AnyOf, Regex, YamlFile, load_yaml


class Term(Frozen):
    word: str
    weight: float = 1


class Book(Frozen):
    title: str
    terms: tuple[Term, ...] = ()
    named: dict[str, Term] = Field(default_factory=dict)
    last: Term | None = None
    notes: tuple[str, ...] = ()


WRITTEN = """\
# 注释
title: 词表
terms:
  - word: 月供
    weight: 2
  - {word: 首付,
     weight: 3}
named:
  first:
    word: 征信
notes: [甲, 乙]
"""


def a_file(folder: Path, text: str | bytes) -> Path:
    path = folder / "book.yaml"
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return path


def a_book(folder: Path, text: str = WRITTEN) -> YamlFile:
    return load_yaml(a_file(folder, text))


def test_a_document_becomes_a_value(tmp_path: Path) -> None:
    assert a_book(tmp_path).parse(Book) == Book(
        title="词表",
        terms=(Term(word="月供", weight=2), Term(word="首付", weight=3)),
        named={"first": Term(word="征信")},
        notes=("甲", "乙"),
    )


def test_the_text_and_the_data_are_there_as_they_were_read(tmp_path: Path) -> None:
    file = a_book(tmp_path)
    assert (file.path, file.text) == (tmp_path / "book.yaml", WRITTEN)
    assert file.data["terms"][1] == {"word": "首付", "weight": 3}


def test_a_mark_of_byte_order_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert a_book(tmp_path, "\ufefftitle: 词表\n").parse(Book) == Book(title="词表")


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ((), 1),
        (("title",), 2),
        (("terms",), 3),
        (("terms", 0), 4),
        (("terms", 0, "word"), 4),
        (("terms", 0, "weight"), 5),
        (("terms", 1, "word"), 6),
        (("terms", 1, "weight"), 7),
        (("named", "first", "word"), 10),
        (("notes", 1), 11),
        (("notes", 1, "deeper"), 11),
        (("terms", 2), 3),
        (("terms", "word"), 3),
        (("named", "second", "word"), 8),
        (("absent",), 1),
    ],
)
def test_the_line_of_an_entry_is_its_own_or_that_of_the_nearest_above_it(
    tmp_path: Path, location: tuple[int | str, ...], line: int
) -> None:
    assert a_book(tmp_path).line_of(location) == line


def test_a_number_as_a_key_is_found_by_its_digits(tmp_path: Path) -> None:
    assert a_book(tmp_path, "a: 1\n2: 两年\n").line_of((2,)) == 2


def test_a_refusal_names_file_and_line_and_says_what_to_do(tmp_path: Path) -> None:
    refused = a_book(tmp_path).refusal(("terms", 1), "首付 is none", "Take it out.")
    assert str(refused) == f"{tmp_path / 'book.yaml'}:6: 首付 is none. Take it out."


@pytest.mark.parametrize(
    ("text", "line", "cause", "remedy"),
    [
        ("", 1, "title: Field required", "Allowed keys here: title, terms, named, last, notes."),
        ("title: 一\ncolour: 红\n", 2, "colour: Extra inputs are not permitted", "Allowed keys here: title, terms"),
        ("title: [一]\n", 1, "title: Input should be a valid string", "Allowed keys here: title, terms"),
        ("title: 一\nterms:\n- word: 一\n- weight: 2\n", 4, "terms.1.word: Field required", "here: word, weight."),
        ("title: 一\nterms:\n- word: 一\n  weight: x\n", 4, "terms.0.weight: Input should be", "here: word, weight."),
        ("title: 一\nnamed:\n  a:\n    wort: 一\n", 3, "named.a.word: Field required", "here: word, weight."),
        ("title: 一\nlast:\n  word: 一\n  size: 1\n", 4, "last.size: Extra inputs", "here: word, weight."),
        (
            "title: 一\nnotes: [一, [二]]\n",
            2,
            "notes.1: Input should be a valid string",
            "See docs/checklist-authoring",
        ),
        ("title: 一\nterms: {}\n", 2, "terms: Input should be a valid tuple", "Allowed keys here: title"),
    ],
    ids=[
        "an empty file",
        "an unknown key",
        "a wrong form",
        "an absent key in a list",
        "a wrong form in a list",
        "an absent key under a name",
        "an unknown key of what may be absent",
        "where no keys are",
        "another form than a list",
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line_and_the_keys_that_are_allowed(
    tmp_path: Path, text: str, line: int, cause: str, remedy: str
) -> None:
    with pytest.raises(ChecklistError) as refused:
        a_book(tmp_path, text).parse(Book)
    assert refused.value.subject == f"{tmp_path / 'book.yaml'}:{line}"
    assert refused.value.cause.startswith(cause)
    assert remedy in refused.value.remedy


def test_of_several_mistakes_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError) as refused:
        a_book(tmp_path, "title: [一]\nterms: 一\nnotes: 一\n").parse(Book)
    assert str(refused.value).count("Input should be") == 1


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("title: 一\ntitle: 二\n", 2, "title"),
        ("title: 一\nlast:\n  word: 一\n  weight: 1\n  word: 二\n", 5, "word"),
        ("terms:\n  - word: 一\n  - {word: 二, word: 三}\n", 3, "word"),
        ("a: 1\nb:\n  - - a: 1\n      a: 2\n", 4, "a"),
    ],
    ids=["at the top", "in a mapping", "in a list", "in a list of lists"],
)
def test_a_key_given_twice_is_refused_with_the_line_of_the_second(
    tmp_path: Path, text: str, line: int, key: str
) -> None:
    with pytest.raises(ChecklistError) as refused:
        a_book(tmp_path, text)
    path = tmp_path / "book.yaml"
    assert str(refused.value) == f"{path}:{line}: the key {key} is given twice. Keep one of the two."


def test_one_key_may_stand_in_several_entries(tmp_path: Path) -> None:
    assert a_book(tmp_path, "a: {word: 一}\nb: {word: 二}\n").data == {"a": {"word": "一"}, "b": {"word": "二"}}


@pytest.mark.parametrize(
    "text",
    ["title: 一\nnotes: ]\n", "title: 一\nterms: 一: 二\n", "title: 一\n\t- 一\n", "title: 一\n---\ntitle: 二\n"],
    ids=["a stray bracket", "two colons", "a tab", "two documents"],
)
def test_what_is_not_yaml_is_refused_with_the_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ChecklistError) as refused:
        a_book(tmp_path, text)
    assert refused.value.subject == str(tmp_path / "book.yaml")
    assert refused.value.cause.startswith("line 2: ")
    assert refused.value.remedy == "Mend the YAML at that line."


def test_a_character_that_yaml_does_not_allow_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError) as refused:
        a_book(tmp_path, "title: \x00\n")
    assert refused.value.subject == str(tmp_path / "book.yaml")
    assert refused.value.cause
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError, match=r"absent\.yaml: cannot be read"):
        load_yaml(tmp_path / "absent.yaml")
    with pytest.raises(ChecklistError, match=r"book\.yaml: cannot be read"):
        load_yaml(a_file(tmp_path, "title: 词表".encode("gb18030")))


@pytest.mark.parametrize("text", ["? [q]\n: 1\n", "a: !foo 1\n", "day: 2026-02-30\n", "&x [*x]\n"])
def test_what_yaml_allows_and_nobody_can_mean_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ChecklistError, match=r"own\.yaml"):
        load_yaml(path)


class One(Frozen):
    pattern: Regex


class Many(Frozen):
    patterns: AnyOf


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("逾期", "要是逾期了呢", "逾期"),
        ("征.{0,2}信", "征什么信", "征什么信"),
        ("征.{0,2}信", "征来征去的好信", None),
        (r"(.)\1", "好好的", "好好"),
        ("^还款$", "还款日", None),
        ("lpr", "LPR", None),
        ("(?i)lpr", "LPR加点", "LPR"),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: str, text: str, found: str | None) -> None:
    match = One.model_validate({"pattern": pattern}).pattern.search(text)
    assert (match and match[0]) == found


@pytest.mark.parametrize(
    ("patterns", "text", "found"),
    [
        (["逾期"], "要是逾期了呢", "逾期"),
        (["逾期", "晚还"], "晚还几天", "晚还"),
        (["逾期", "晚还"], "按时还", None),
        (["^甲|乙", "丙$"], "丁乙", "乙"),
        (["^甲|乙", "丙$"], "丁甲", None),
        (["^甲|乙", "丙$"], "甲丙丁", "甲"),
        (["丙$", "^甲|乙"], "丁丙", "丙"),
        (["一年", "一年半"], "一年半", "一年"),
    ],
)
def test_any_of_a_list_finds_what_one_of_them_does(patterns: list[str], text: str, found: str | None) -> None:
    match = Many.model_validate({"patterns": patterns}).patterns.search(text)
    assert (match and match[0]) == found


@pytest.mark.parametrize(
    ("pattern", "cause"),
    [
        ("(逾期", r"\(逾期 does not compile \(missing \), unterminated subpattern at position 0\)"),
        ("*逾期", r"\*逾期 does not compile \(nothing to repeat at position 0\)"),
        (12, "a pattern is a text"),
        (None, "a pattern is a text"),
        (["逾期"], "a pattern is a text"),
    ],
)
def test_what_is_no_pattern_is_refused_with_what_is_wrong(pattern: object, cause: str) -> None:
    with pytest.raises(ValidationError, match=cause):
        One.model_validate({"pattern": pattern})


@pytest.mark.parametrize(
    ("patterns", "cause"),
    [
        (["逾期", "晚还[", "("], r"晚还\[ does not compile"),
        (["逾期", 12], "a pattern is a text"),
        ("逾期", "a list of patterns is wanted"),
        (None, "a list of patterns is wanted"),
    ],
)
def test_a_list_is_refused_for_its_first_bad_pattern(patterns: object, cause: str) -> None:
    with pytest.raises(ValidationError, match=cause):
        Many.model_validate({"patterns": patterns})


@pytest.mark.parametrize(
    ("patterns", "cause"),
    [
        (["贷", "(?i)abc"], "does not compile"),
        (["(?P<a>贷)", "(?P<a>款)"], "does not compile"),
        (["(贷)款", r"(还)\1"], "refers back to a group"),
        (["贷", r"(?P<x>还)(?P=x)"], "refers back to a group"),
    ],
)
def test_patterns_that_do_not_go_together_are_refused(patterns: list[str], cause: str) -> None:
    with pytest.raises(ValidationError, match=cause):
        Many.model_validate({"patterns": patterns})


def test_an_empty_list_of_patterns_finds_nothing() -> None:
    assert Many.model_validate({"patterns": []}).patterns.search("贷款") is None
