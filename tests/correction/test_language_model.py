"""How likely a character is in the talk of bank calls, and what that talk is counted from."""

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.correction.language_model import CharacterModel, corpus_lines, signs_of
from pipeline.errors import ChecklistError
from pipeline.rulebook.files import models_folder
from tests.snippets import read_snippets

RUN = 11  # characters in a row that two people hardly write by chance
LINES = ["还款日", "还款方式", "还钱"]
WORDS = {"环境": 10}


def runs(text: str) -> set[str]:
    plain = re.sub(r"\W", "", text)
    return {plain[at : at + RUN] for at in range(len(plain) - RUN + 1)}


def test_no_line_of_the_corpus_repeats_a_snippet() -> None:
    kept = {
        run for part in ("open", "held_out") for s in read_snippets(part) for _, text in s.lines for run in runs(text)
    }
    assert kept
    # Only their number is told: whoever reads a failure must not come to know what was held out.
    assert sum(1 for line in corpus_lines(models_folder()) if runs(line) & kept) == 0


def test_the_corpus_holds_talk_without_its_speakers() -> None:
    lines = corpus_lines(models_folder())
    assert len(lines) > 3000
    assert not any(line.startswith(("坐：", "客：", "旁：")) for line in lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A models folder with two dialogues and one file of phrases."""
    (tmp_path / "corpus" / "phrases").mkdir(parents=True)
    for name, said in {
        "b.txt": "坐：您好\n\n  客：还款 \n旁：他在\n坐：\n没有说话人\n",
        "a.txt": "客：先到的文件\n",
        "README.md": "坐：没人说的\n",
        "phrases/c.yaml": "income:\n  ask: [挣多少, 到手多少]\n  tell: 八千\n",
    }.items():
        (tmp_path / "corpus" / name).write_text(said, encoding="utf-8")
    return tmp_path


def test_dialogues_come_before_phrases_file_after_file_line_after_line(folder: Path) -> None:
    assert corpus_lines(folder) == (
        *("先到的文件", "您好", "还款", "他在", "没有说话人"),
        *("挣多少", "到手多少", "八千"),
    )


def test_a_folder_without_a_corpus_has_no_talk(tmp_path: Path) -> None:
    assert corpus_lines(tmp_path) == ()


@pytest.mark.parametrize(
    ("file", "written", "cause"),
    [
        ("b.txt", "坐：您好".encode("gb18030"), r"b\.txt:1: cannot be read"),
        ("phrases/c.yaml", b"a: [1\n", r"c\.yaml:2: "),
        ("phrases/c.yaml", b"a: [x]\na: [y]\n", r"c\.yaml:2: the key a is given twice"),
    ],
)
def test_a_file_of_the_corpus_that_cannot_be_read_is_refused_by_name(
    folder: Path, file: str, written: bytes, cause: str
) -> None:
    (folder / "corpus" / file).write_bytes(written)
    with pytest.raises(ChecklistError, match=cause):
        corpus_lines(folder)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("还款，好。真的？行！甲、乙", "还款，好。真的？行！甲、乙"),
        ("贷20万", "贷||万"),
        ("LPR加点", "|||加点"),
        ("好 的…；:", "好|的|||"),
        ("", ""),
    ],
)
def test_whatever_is_no_character_and_no_pause_is_one_sign(text: str, signs: str) -> None:
    assert signs_of(text) == signs


@given(st.text(max_size=20))
def test_a_text_has_as_many_signs_as_characters(text: str) -> None:
    assert len(signs_of(text)) == len(text)


def test_the_characters_of_the_talk_are_its_chinese_ones_without_those_of_general_words() -> None:
    assert CharacterModel(["还款，A1好。", "还"], WORDS).characters == frozenset("还款好")
    assert CharacterModel([], WORDS).characters == frozenset()


def test_what_was_heard_more_often_costs_less() -> None:
    model = CharacterModel(LINES, WORDS)
    assert model.cost("^^", "还") < model.cost("^^", "环")
    assert model.cost("^还", "款") < model.cost("^还", "钱") < model.cost("^还", "境")
    assert model.rarity("还") < model.rarity("款") < model.rarity("日") < model.rarity("环") < model.rarity("猫")


def test_a_character_alone_is_weighed_by_the_talk_and_two_thousand_characters_of_general_words() -> None:
    model = CharacterModel(["还款"], {"环境": 10})
    general = 20 + 21_000
    assert model.rarity("还") == pytest.approx(-math.log((1 + 2000 * 1 / general) / 2002))
    assert model.rarity("环") == pytest.approx(-math.log((2000 * 11 / general) / 2002))
    assert model.rarity("猫") == pytest.approx(-math.log((2000 * 1 / general) / 2002))


def test_a_context_gives_its_longer_and_shorter_part_a_say_each() -> None:
    model = CharacterModel(["还款"], {})
    alone = (1 + 2000 / 21_000) / 2002
    after_one = (1 + 1 * alone) / 2
    after_two = (1 + 1 * after_one) / 2
    assert model.cost("^还", "款") == pytest.approx(-math.log(after_two))


def test_a_context_that_nobody_used_says_nothing() -> None:
    model = CharacterModel(LINES, {})
    assert model.cost("猫狗", "款") == model.rarity("款")
    assert model.cost("猫还", "款") < model.rarity("款")


def test_general_words_decide_two_fifths_of_what_follows_where_the_talk_has_no_example() -> None:
    model = CharacterModel([], {"环境": 10, "环保": 30})
    alone = 11 / (80 + 21_000)
    inside = (10 + 2000 * alone) / (40 + 2000)
    assert model.cost("一环", "境") == pytest.approx(-math.log(0.6 * alone + 0.4 * inside))
    assert model.cost("一环", "保") < model.cost("一环", "境") < model.cost("一环", "款")


def test_words_that_are_never_used_or_not_chinese_count_for_nothing() -> None:
    assert CharacterModel([], {"环境": 0, "K线": 50, "4S店": 9}).rarity("线") == CharacterModel([], {}).rarity("线")
    assert CharacterModel([], {}).rarity("线") == pytest.approx(math.log(21_000))


def test_the_same_question_gets_the_same_answer() -> None:
    model = CharacterModel(LINES, WORDS)
    assert model.cost("还款", "日") == model.cost("还款", "日") == CharacterModel(LINES, WORDS).cost("还款", "日")


@given(
    st.lists(st.text(alphabet="还款日方式钱，A", max_size=6), max_size=5),
    st.dictionaries(st.text(alphabet="还款环境", min_size=2, max_size=3), st.integers(0, 50), max_size=3),
    st.text(alphabet="还款环^，|", min_size=2, max_size=2),
)
def test_the_probabilities_after_a_context_are_positive_and_do_not_exceed_one(
    lines: list[str], words: dict[str, int], before: str
) -> None:
    model = CharacterModel(lines, words)
    chances = [math.exp(-model.cost(before, sign)) for sign in "还款日方式钱，|环境"]
    assert all(chance > 0 for chance in chances)
    assert sum(chances) <= 1 + 1e-9
