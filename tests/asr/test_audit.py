import re
from pathlib import Path

import pytest

from pipeline.asr.audit import (
    CROWDED,
    DOUBTFUL,
    LOOP,
    REPORTED_FROM_S,
    SILENT,
    STOCK,
    fault,
    is_loop,
    read_stock_phrases,
    unheard,
)
from pipeline.domain.transcript import HeardSegment
from pipeline.errors import ChecklistError
from pipeline.rulebook.files import models_folder

SHIPPED = read_stock_phrases(models_folder())


def segment(text: str, seconds: float = 5.0, confidence: float = 0.8) -> HeardSegment:
    return HeardSegment(channel=0, start=10.0, end=10.0 + seconds, text=text, confidence=confidence)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("我想贷三十万，用三年。", None),
        ("对对对，是我。", None),
        ("没有没有没有", None),
        ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", STOCK),
        ("字幕由志愿者提供", STOCK),
        ("谢谢观看", STOCK),
        ("好的" * 30, LOOP),
        ("我们这个" * 9, LOOP),
        ("", SILENT),
        ("，。", SILENT),
    ],
)
def test_what_nobody_said_is_told_from_what_somebody_did(text: str, reason: str | None) -> None:
    assert fault(segment(text), SHIPPED) == reason


def test_more_text_than_anybody_can_say_is_not_trusted() -> None:
    text = "这一句话要用三秒钟才能说得完"
    assert fault(segment(text, seconds=0.6), SHIPPED) == CROWDED
    assert fault(segment(text, seconds=3.0), SHIPPED) is None


def test_a_text_that_the_recogniser_itself_doubts_is_not_trusted() -> None:
    assert fault(segment("我想贷款", confidence=0.1), SHIPPED) == DOUBTFUL


def test_a_stretch_worth_listening_to_keeps_its_seconds_and_a_click_is_not_reported() -> None:
    lost = unheard(segment("", seconds=2.0), SILENT)
    assert lost is not None
    assert (lost.start, lost.end, lost.reason) == (10.0, 12.0, SILENT)
    assert unheard(segment("", seconds=REPORTED_FROM_S / 2), SILENT) is None


def test_long_ordinary_speech_is_no_loop() -> None:
    text = "您好这里是中鼎银行信贷部给您核实一下贷款申请的信息请问您现在方便接听电话吗大概占用您三分钟时间"
    assert not is_loop(text)
    assert is_loop(text * 3)


@pytest.mark.parametrize(("written", "reason"), [("求关注", None), ("点个赞|求 关注", None), ("求.注|再会", STOCK)])
def test_only_the_stock_phrases_that_are_given_are_distrusted(tmp_path: Path, written: str, reason: str | None) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "stock_phrases.yaml").write_text(f"phrases: ['{written}', OK]\n", encoding="utf-8")
    own = read_stock_phrases(tmp_path)
    assert fault(segment("谢谢观看"), own) is None
    assert fault(segment("ok，再见"), own) == STOCK  # whatever the case
    assert fault(segment("求 点 注"), own) == reason  # spaces are no text


def test_a_stock_phrase_file_of_another_form_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "stock_phrases.yaml").write_text("words: [OK]\n", encoding="utf-8")
    with pytest.raises(ChecklistError, match=re.escape("stock_phrases.yaml:")):
        read_stock_phrases(tmp_path)
