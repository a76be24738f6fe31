import pytest

from pipeline.asr.audit import CROWDED, DOUBTFUL, LOOP, REPORTED_FROM_S, SILENT, STOCK, fault, is_loop, unheard
from pipeline.domain.transcript import HeardSegment


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
    assert fault(segment(text)) == reason


def test_more_text_than_anybody_can_say_is_not_trusted() -> None:
    text = "这一句话要用三秒钟才能说得完"
    assert fault(segment(text, seconds=0.6)) == CROWDED
    assert fault(segment(text, seconds=3.0)) is None


def test_a_text_that_the_recogniser_itself_doubts_is_not_trusted() -> None:
    assert fault(segment("我想贷款", confidence=0.1)) == DOUBTFUL


def test_a_stretch_worth_listening_to_keeps_its_seconds_and_a_click_is_not_reported() -> None:
    lost = unheard(segment("", seconds=2.0), SILENT)
    assert lost is not None
    assert (lost.start, lost.end, lost.reason) == (10.0, 12.0, SILENT)
    assert unheard(segment("", seconds=REPORTED_FROM_S / 2), SILENT) is None


def test_long_ordinary_speech_is_no_loop() -> None:
    text = "您好这里是中鼎银行信贷部给您核实一下贷款申请的信息请问您现在方便接听电话吗大概占用您三分钟时间"
    assert not is_loop(text)
    assert is_loop(text * 3)
