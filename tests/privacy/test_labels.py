"""Ids and names of files as they are shown."""

import pytest

from pipeline.privacy.labels import masked_label
from pipeline.privacy.mask import Mask


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("15800316629_王某", "158****6629_王*"),
        ("20260407-15800316629", "20260407-158****6629"),
        ("158-0031-6629.wav", "158-****-6629.wav"),
        ("110101199003070038.json", "110***********0038.json"),
        ("王建国15800316629.json", "王**158****6629.json"),
        ("recordings/李秀梅/c-1.wav", "recordings/李**/c-1.wav"),
        ("6222021234567890128", "622************0128"),
        ("张三_贷前", "张*_贷前"),
        ("张三-贷前-01", "张*-贷前-01"),
        ("张三贷前", "张*贷前"),
        ("贷前回访欧阳锋", "贷前回访欧阳*"),
        ("客户李秀梅", "客户李**"),
        ("李秀梅先生贷后", "李**先生贷后"),
        ("王先生房贷.wav", "王**房贷.wav"),
        ("客户王某_贷前", "客户王*_贷前"),
        ("张三、李四（共同借款）", "张*、李*（共同借款）"),
        ("张三李四", "张*李*"),
        ("成都支行_张三_20260407", "成都支行_张*_20260407"),
        ("张三成都支行", "张*成都支行"),
    ],
)
def test_numbers_and_names_in_a_label_are_masked(label: str, shown: str) -> None:
    assert masked_label(label) == shown
    assert masked_label(shown) == shown


@pytest.mark.parametrize(
    "label",
    [
        *("c-1", "20260407103015", "2026040710301512345", "k-00012", "华东分行-0012", "录音-3", "客户经理", ""),
        *(
            "贷前_01",
            "房贷",
            "车贷贷后",
            "消费贷_贷中",
            "经营性贷款贷后管理",
            "个人住房按揭贷款",
            "还款提醒01",
            "逾期催收",
        ),
        *(
            "王府井支行",
            "张江支行_0012",
            "萧山支行",
            "余杭支行贷前",
            "单笔贷前",
            "终审",
            "关联方",
            "周一上午",
            "白名单",
        ),
        *("主叫_被叫", "左声道", "普通话", "第一批", "徐州常州苏州", "和平路-3"),
    ],
)
def test_running_numbers_and_dates_stay(label: str) -> None:
    assert masked_label(label) == label


def test_what_the_call_knows_is_masked_in_its_label() -> None:
    assert masked_label("call-林晓梅-3821", Mask(frozenset({"林晓梅"}), frozenset({"3821"}))) == "call-林**-****"


def test_given_names_that_are_words_stay_in_a_label_as_a_stated_limit() -> None:
    assert masked_label("许可_贷前") == "许可_贷前"
