"""What is put right by its sound, and what must stay as it was heard: terms, the customer's name, instalments."""

from pathlib import Path

import pytest

from pipeline.correction.repairs import (
    INSTALMENT_RULE,
    NAME_RULE,
    PHRASE_RULE,
    WORD_RULE,
    TermRepair,
    WordRule,
    instalments_by_sound,
    name_by_sound,
    read_term_rules,
)
from pipeline.errors import ChecklistError
from pipeline.rulebook.files import models_folder
from pipeline.text.edits import Edited
from pipeline.text.phonetics import PhoneticIndex

TERMS = TermRepair(read_term_rules(models_folder()))


def repaired(text: str) -> str:
    return TERMS.repair(Edited(text=text)).text


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("这边走受托支付", "这边走受托支付"),
        ("这边走收托支付", "这边走受托支付"),
        ("您选的是先洗后本", "您选的是先息后本"),
        ("您选的是先席后稳对吧", "您选的是先息后本对吧"),
        ("电话全程录影", "电话全程录音"),
        ("微跃进怎么算", "违约金怎么算"),
        ("有没有列为废止新人", "有没有列为被执行人"),
        ("报一下身份正后四维", "报一下身份证后四位"),
        ("他向全正出来了吗", "他项权证出来了吗"),
        ("我是帮别人带的", "我是帮别人贷的"),
        ("营业职照拍给我", "营业执照拍给我"),
    ],
)
def test_long_terms_are_found_by_sound_alone(heard: str, text: str) -> None:
    assert repaired(heard) == text


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("跟您合适一下身份信息", "跟您核实一下身份信息"),
        ("这个日子合适吗", "这个日子合适吗"),
        ("万一预期了会上征信", "万一逾期了会上征信"),
        ("销量没有达到预期", "销量没有达到预期"),
        ("与其租房不如买房", "与其租房不如买房"),
        ("贷款起先是多久", "贷款期限是多久"),
        ("起先我不同意", "起先我不同意"),
        ("房子已经在银行低压贷款了", "房子已经在银行抵押贷款了"),
        ("我低压有点高", "我低压有点高"),
        ("约个时间来面前合同", "约个时间来面签合同"),
        ("就在我面前说的", "就在我面前说的"),
        ("终结费收了两千", "中介费收了两千"),
        ("这事就终结了", "这事就终结了"),
        ("公号八零二六", "工号八零二六"),
        ("每月环款多少", "每月还款多少"),
    ],
)
def test_short_words_need_the_talk_around_them(heard: str, text: str) -> None:
    assert repaired(heard) == text


@pytest.mark.parametrize(
    "text",
    [
        "还款方式您清楚吗",
        "这个故事说来话长",
        "保证信息真实",
        "我保证今天还上",
        "说明下个月再办",
        "样板房带装修",
        "办公自动化软件",
        "供自己住的",
        "把钱付给供应商",
        "汇款账户发给我",
        "出资人是我哥",
        "竞争对手不少",
        "审批不下来怎么办",
        "请问您是本人吗",
        "身份证后十位不用报",
        "我在外面欠了点钱",
        "配合对方做个登记",
        "使用土地有手续",
        "记录因为没存丢了",
        "从关于期末的报表看",
        "后来又建立了新厂",
        "公司包裹丢了",
        "我想的是长期合作",
        "事业单位上班",
        "十月份开的工",
    ],
)
def test_ordinary_talk_stays_as_it_is(text: str) -> None:
    assert repaired(text) == text


def test_a_repair_names_its_rule_and_what_was_heard() -> None:
    edited = TERMS.repair(Edited(text="换款从公号转，先洗后本"))
    assert [(c.heard, c.text, c.rule) for c in edited.changes] == [
        ("换款", "还款", WORD_RULE),
        ("公号", "工号", WORD_RULE),
        ("先洗后本", "先息后本", PHRASE_RULE),
    ]


def test_every_listed_hearing_is_as_long_as_its_term() -> None:
    for rule in TERMS.rules.words:
        assert {len(heard) for heard in rule.heard | rule.everyday} <= {len(rule.term)}, rule.term


def test_every_hearing_that_is_always_repaired_is() -> None:
    for rule in TERMS.rules.words:
        for heard in sorted(rule.heard):
            assert repaired(f"，{heard}，") == f"，{rule.term}，"


def test_the_nearest_of_several_terms_is_taken_first() -> None:
    index = PhoneticIndex(["月利率", "年利率"])
    costs = {match.term: match.cost for match in index.matches("连利率")}
    assert costs == {"年利率": pytest.approx(0.2)}


RULE = WordRule.model_validate(
    {"term": "逾期", "heard": ["与期"], "everyday": ["预期"], "cues": ["□了", "贷.*□"], "strict": ["□.*征信"]}
)


@pytest.mark.parametrize(
    ("written", "surroundings", "accepted"),
    [
        ("与期", "□", True),
        ("雨季", "□", False),
        ("雨季", "要是□了", True),
        ("雨季", "贷款没有□", True),
        ("雨季", "□会上征信", False),
        ("预期", "要是□了", False),
        ("预期", "□会上征信", True),
    ],
    ids=[
        *("listed", "no cue", "one cue", "another cue", "the cue of everyday words alone"),
        *("an everyday word with another's cue", "an everyday word with its own"),
    ],
)
def test_a_word_of_the_sound_is_the_term_by_list_or_by_its_cues(
    written: str, surroundings: str, accepted: bool
) -> None:
    assert RULE.accepts(written, surroundings) == accepted


def test_the_lexicons_longer_terms_are_phrases_once_each() -> None:
    phrases = read_term_rules(models_folder()).phrases
    assert "被执行人" in phrases
    assert len(set(phrases)) == len(phrases)
    assert min(map(len, phrases)) >= 3


def test_a_pattern_that_does_not_compile_is_refused_with_its_line(tmp_path: Path) -> None:
    lexicon = tmp_path / "lexicon"
    lexicon.mkdir()
    (lexicon / "repairs.yaml").write_text(
        "phrases: [先息后本]\nwords:\n  - term: 逾期\n    cues: ['(还款']\n", encoding="utf-8"
    )
    with pytest.raises(ChecklistError, match=r"repairs\.yaml:4: .*\(还款 does not compile"):
        read_term_rules(tmp_path)


@pytest.mark.parametrize(
    ("heard", "name", "text"),
    [
        ("你好，成志墙先生吗", "陈志强", "你好，陈志强先生吗"),
        ("请问是赵庭女士吧", "赵婷", "请问是赵婷女士吧"),
        ("我就是欧阳静呀", "欧阳晶", "我就是欧阳晶呀"),
        ("您贵姓", "陈志强", "您贵姓"),
        ("陈志强先生", "陈志强", "陈志强先生"),
        ("你好", "陈", "你好"),
        ("你好", "", "你好"),
        ("hello", "Chen Zhiqiang", "hello"),
    ],
)
def test_what_sounds_like_the_name_in_the_file_is_written_as_there(heard: str, name: str, text: str) -> None:
    assert name_by_sound(Edited(text=heard), name).text == text


def test_a_name_is_on_record_with_what_was_heard() -> None:
    (change,) = name_by_sound(Edited(text="是赵庭吗"), "赵婷").changes
    assert (change.heard, change.text, change.rule) == ("赵庭", "赵婷", NAME_RULE)


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("分三十六七还", "分三十六期还"),
        ("一共367，每月还", "一共36期，每月还"),
        ("贷款的七线是多久", "贷款的期限是多久"),
    ],
)
def test_a_seven_after_a_usual_number_of_instalments_is_a_term_on_record(heard: str, text: str) -> None:
    edited = instalments_by_sound(Edited(text=heard))
    (change,) = edited.changes
    assert (edited.text, change.rule) == (text, INSTALMENT_RULE)
    assert edited.text[change.start : change.end] == change.text


@pytest.mark.parametrize("heard", ["二十七", "一百三十六七", "1367", "十二七八", "三十六七千块", "十八七号"])
def test_other_sevens_stay(heard: str) -> None:
    assert instalments_by_sound(Edited(text=heard)) == Edited(text=heard)


@pytest.mark.parametrize(
    ("heard", "name", "text"),
    [
        ("赵庭来过", "赵婷", "赵婷来过"),
        ("叫赵停", "赵婷", "叫赵婷"),
        ("曹庭来过", "赵婷", "曹庭来过"),
        ("姓曹庭", "赵婷", "姓赵婷"),
        ("曹庭女士", "赵婷", "赵婷女士"),
        ("赵，庭", "赵婷", "赵，庭"),
    ],
    ids=["anywhere", "behind 叫", "too unlike", "less unlike where a name stands", "before a title", "with a pause"],
)
def test_where_a_name_stands_it_may_sound_less_like_it(heard: str, name: str, text: str) -> None:
    assert name_by_sound(Edited(text=heard), name).text == text
