"""YAML that people edit: read as values, refused with file, line and what is allowed."""

import os
from pathlib import Path

import pytest
from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.errors import ChecklistError
from pipeline.rulebook.files import MOST_BYTES
from pipeline.rulebook.yamlfile import DEEPEST, MOST_ENTRIES, YamlFile, load_yaml


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
    assert refused.value.subject == f"{tmp_path / 'book.yaml'}:2"
    assert refused.value.remedy == "Mend the YAML at that line."


def test_a_character_that_yaml_does_not_allow_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError) as refused:
        a_book(tmp_path, "title: \x00\n")
    assert refused.value.subject == f"{tmp_path / 'book.yaml'}:1"
    assert refused.value.cause
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError, match=r"absent\.yaml: cannot be read"):
        load_yaml(tmp_path / "absent.yaml")
    with pytest.raises(ChecklistError, match=r"book\.yaml:1: cannot be read \(not UTF-8\)"):
        load_yaml(a_file(tmp_path, "title: 词表".encode("gb18030")))


def nine_by_nine() -> str:
    """A billion laughs: nine levels, each nine times the one before."""
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(["l0: &l0 ha", *levels])


# What YAML allows and nobody can mean, or what was made to take for ever: its line, and a word of the cause.
MALICIOUS = {
    "a list as a key": ("a: 1\n? [q]\n: 1\n", 2, "as a key"),
    "a mapping as a key": ("a: 1\n? {q: 1}\n: 1\n", 2, "as a key"),
    "a tag of somebody's own": ("b: 2\na: !foo 1\n", 2, "tag !foo"),
    "a tag of Python's": ("a: !!python/object/apply:os.system ['true']\n", 1, "tag"),
    "a tag of YAML's": ("a: !!binary gA==\n", 1, "tag"),
    "a set": ("a: !!set {一, 二}\n", 1, "tag"),
    "a day that there is not": ("\nday: 2026-02-30\n", 2, "cannot be meant"),
    "a number of 5 000 digits": (f"a: 1\nb: {'9' * 5000}\n", 2, "cannot be meant"),
    "no number": ("a: 1\nb: .nan\n", 2, "no number"),
    "a number without end": ("a: 1\nb: -.inf\n", 2, "no number"),
    "a list that holds itself": ("&x [*x]\n", 1, "alias"),
    "a mapping that holds itself": ("a: &x\n  b: *x\n", 2, "alias"),
    "an alias": ("a: &x 一\nb: *x\n", 2, "alias"),
    "an alias as a key": ("a: &x 一\n*x : 1\n", 2, "alias"),
    "a merge": ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, "alias"),
    "a merge of a number": ("a: 1\n<<: 2\n", 2, "mapping"),
    "an alias to nothing": ("a: 1\nb: *gone\n", 2, "alias"),
    "aliases, nine by nine": (nine_by_nine(), 2, "alias"),
    "1 000 levels by indentation": ("".join(f"{' ' * n}a:\n" for n in range(1000)), DEEPEST + 1, "deep"),
    "100 000 brackets": ("a: 1\nb: " + "[" * 100_000, 2, "deep"),
    "100 000 braces": ("{a: " * 100_000, 1, "deep"),
    "100 000 dashes": ("- " * 100_000, 1, "deep"),
    "100 000 question marks": ("? " * 100_000, 1, "deep"),
    "too many entries": ("a:\n" + "- 1\n" * MOST_ENTRIES, MOST_ENTRIES - 2, "entries"),
    "a control character": ("a: 1\nb: \x07\n", 2, "unacceptable character"),
    "half of an emoji": ('a: 1\nb: "\\ud83d"\n', 2, "Unicode"),
    "a directive": ("%YAML 9.9\n---\na: 1\n", 1, "incompatible"),
    "two documents": ("a: 1\n---\nb: 1\n", 2, "document"),
    "an end that is missing": ("a: 1\nb: 'one\n", 3, "end of stream"),
}


@pytest.mark.parametrize(("text", "line", "cause"), MALICIOUS.values(), ids=MALICIOUS.keys())
def test_what_nobody_can_mean_is_refused_by_file_and_line_at_once(
    tmp_path: Path, text: str, line: int, cause: str
) -> None:
    with pytest.raises(ChecklistError) as refused:
        a_book(tmp_path, text)
    assert refused.value.subject == f"{tmp_path / 'book.yaml'}:{line}"
    assert cause in refused.value.cause
    assert len(str(refused.value)) < len(str(tmp_path)) + 300


@pytest.mark.parametrize("root", ["[]", "- title: 一", "0", "一", "true", "2026-03-01", "''", "[[]]"])
def test_a_file_that_is_no_mapping_is_refused_with_the_keys_that_are_allowed(tmp_path: Path, root: str) -> None:
    with pytest.raises(ChecklistError, match=r"book\.yaml:1: keys with values are wanted.*Allowed keys here: title"):
        a_book(tmp_path, root).parse(Book)


def test_a_byte_that_is_not_utf_8_is_refused_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError, match=r"book\.yaml:3: cannot be read \(not UTF-8\)"):
        load_yaml(a_file(tmp_path, b"title: a\nnotes:\n- \xff\n"))


def test_a_file_that_is_too_large_or_no_file_is_refused_before_it_is_read_to_its_end(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError, match="larger than 4 MB"):
        load_yaml(a_file(tmp_path, "#" * (MOST_BYTES + 1)))
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(ChecklistError, match="it is no file"):
        load_yaml(tmp_path / "pipe.yaml")
    with pytest.raises(ChecklistError, match="it is no file"):
        load_yaml(tmp_path)
