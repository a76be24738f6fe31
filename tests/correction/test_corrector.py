"""From what was heard to the text that the rules read."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.correction.corrector import Corrector
from pipeline.numbers.find import quantities
from pipeline.numbers.itn import write_numbers
from pipeline.rules import shipped_rules
from pipeline.text.edits import Edited
from pipeline.text.script import simplified, tidy


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("贷五十万", "贷50万"),
        ("一共三万五", "一共3.5万"),
        ("要还一万零八十块", "要还10080块"),
        ("大概一百二十来万", "大概120来万"),
        ("年化百分之四点三五", "年化4.35%"),
        ("一万六到一万七", "1.6万~1.7万"),
        ("两三千块钱", "2000~3000块钱"),
        ("三十六期", "36期"),
        ("每月二十号扣", "每月20号扣"),
        ("八八年五月十六号", "88年5月16号"),
        ("二零二五年三月", "2025年3月"),
        ("后四位四三幺九", "后四位4319"),
        ("尾号一二三叉", "尾号123X"),
        ("幺三八，零零幺三，八零零零", "13800138000"),
        ("到手八千五", "到手8500"),
    ],
)
def test_numbers_are_written_in_digits(spoken: str, written: str) -> None:
    assert shipped_rules().corrector.written(spoken).text == written


@pytest.mark.parametrize(
    "text",
    [
        "做了三年",
        "就一个房贷",
        "两口子一起还",
        "十七八万吧",
        "大几十万",
        "一万二三",
        "第一次办",
        "说了一下",
        "半年就够",
        "月息四厘五",
        "占六成",
        "总投资两个亿",
        "万一逾期了呢",
    ],
)
def test_what_reads_best_in_words_stays_in_words(text: str) -> None:
    assert shipped_rules().corrector.written(text) == Edited(text=text)


def test_every_change_stands_for_what_was_heard() -> None:
    edited = shipped_rules().corrector.written("您的換款方式是先洗后本，三萬五，分三十六期")
    assert edited.text == "您的还款方式是先息后本，3.5万，分36期"
    assert [(c.heard, c.text) for c in edited.changes] == [
        ("换款方式", "还款方式"),
        ("先洗后本", "先息后本"),
        ("三万五", "3.5万"),
        ("三十六期", "36期"),
    ]
    assert all(edited.text[c.start : c.end] == c.text for c in edited.changes)


@pytest.mark.parametrize(
    ("heard", "text", "changes"),
    [
        ("每月環款多少", "每月还款多少", ["环"]),
        ("您好 成志墙先生", "您好，陈志强先生", ["成志墙"]),
        ("分三十六七还", "分三十六期还", ["七"]),
        ("贷款的七线是多久", "贷款的期限是多久", ["七线"]),
        ("先洗后本，贷五十万", "先息后本，贷50万", ["洗", "五十万"]),
        ("", "", []),
    ],
)
def test_what_a_recogniser_wrote_is_put_right_by_name_sound_terms_and_numbers(
    heard: str, text: str, changes: list[str]
) -> None:
    edited = shipped_rules().corrector.heard(heard, [(heard, 0.5)] if heard else [], "陈志强")
    assert edited.text == text
    assert sorted(change.heard for change in edited.changes) == sorted(changes)
    assert all(edited.text[c.start : c.end] == c.text for c in edited.changes)


@pytest.fixture(scope="module")
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder whose talk knows 王房 far better than 王芳."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "lexicon").mkdir()
    (folder / "corpus").mkdir()
    (folder / "lexicon" / "repairs.yaml").write_text("phrases: [先息后本]\nwords: []\n", encoding="utf-8")
    (folder / "corpus" / "talk.txt").write_text("客：姓王房\n" * 40 + "客：姓王芳\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("certainties", "text"),
    [
        ([("姓王", 1.0), ("芳", 0.0)], "姓王房"),
        ([("姓王", 0.0), ("芳", 1.0)], "姓王芳"),
        ([(" 姓", 0.0), ("，王", 0.0), ("芳。", 1.0)], "姓王芳"),
        ([("姓", 1.0)], "姓王芳"),
        ([("姓", 0.0)], "姓王房"),
        ([("姓王芳啊", 0.0)], "姓王房"),
        ([], "姓王芳"),
    ],
    ids=[
        *("an unsure character", "a sure one", "marks do not count", "words too few, sure", "words too few, unsure"),
        *("words too many", "no words are sure ones"),
    ],
)
def test_each_character_is_as_sure_as_its_word_or_as_all_words_where_they_do_not_fit(
    own_folder: Path, certainties: list[tuple[str, float]], text: str
) -> None:
    assert Corrector(own_folder).heard("姓王芳", certainties, "").text == text


_PIECES = """
三万五 五十个 四五十万 一百二十来万 百分之三点八 三十六期 每月二十号 四三幺九 一万六到一万七 八千五 一个月 三年 十几万
， 。 我 贷 还 吧 大概 左右 LPR 一下 不到
"""
_TALK = st.lists(st.sampled_from(_PIECES.split()), max_size=8).map("".join)


@settings(max_examples=60)
@given(_TALK)
def test_writing_numbers_keeps_every_value(text: str) -> None:
    before, after = quantities(text), quantities(write_numbers(Edited(text=text)).text)
    assert [q.value_text for q in before] == [
        q.digits if b.kind == "digits" else q.value_text for b, q in zip(before, after, strict=True)
    ]


@settings(max_examples=60)
@given(st.text(alphabet="還款貸合时逾预期征信三万五十号，。 a1,.", max_size=24))
def test_undoing_the_changes_gives_the_tidied_text(heard: str) -> None:
    edited = shipped_rules().corrector.written(heard)
    text = edited.text
    for change in reversed(edited.changes):
        text = text[: change.start] + change.heard + text[change.end :]
    assert text == tidy(simplified(heard))
