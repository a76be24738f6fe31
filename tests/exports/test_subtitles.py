"""SubRip, WebVTT and plain text, read as other programs read them."""

import pysubs2
import pytest

from pipeline.domain.vocabulary import Role
from pipeline.exports.subtitles import srt, txt, vtt
from pipeline.privacy.masking import Disclosure
from tests.exports.calls import leaving
from tests.making import a_report, an_utterance
from tests.privacy.telling import SECRETS, a_telling_report

HOSTILE = "{\\an8}第一行\n\n2\n00:00:01,000 --> 00:00:02,000\n<b>粗</b>\x1b[31m & \u2028完"


def test_srt_has_every_utterance_with_its_speaker_and_seconds() -> None:
    call = leaving()
    read = pysubs2.SSAFile.from_string(srt(call).decode(), "srt")
    assert (read[0].start, read[0].plaintext[:6]) == (600, "坐席：您好，")
    spoken = "".join(cue.plaintext.split("：", 1)[1] for cue in read[:13])
    assert spoken == "".join(utterance.text for utterance in call.report.transcript[:12])


def test_vtt_names_the_speaker_as_the_voice() -> None:
    text = vtt(leaving()).decode()
    assert text.startswith("WEBVTT\n\n1\n00:00:00.600 --> ")
    assert "\n<v 客户>哎，你好。\n" in text


@pytest.mark.parametrize(("write", "kind"), [(srt, "srt"), (vtt, "vtt")])
def test_what_a_player_would_take_for_markup_stays_words(write: object, kind: str) -> None:
    report = a_report(transcript=(an_utterance(0, Role.CUSTOMER, HOSTILE, 5.0),))
    content = write(leaving(report)).decode()  # type: ignore[operator]
    read = pysubs2.SSAFile.from_string(content, kind, keep_html_tags=True)
    assert all(5000 <= cue.start < cue.end <= 7000 for cue in read)
    assert not any(sign in content for sign in ("{", "\\", "<b>", "\x1b", "\u2028"))
    assert ("&amp;" in content) == (kind == "vtt")


def test_an_utterance_that_lasts_no_time_is_shown_for_a_moment() -> None:
    said = an_utterance(0, Role.AGENT, "喂", 3.0).model_copy(update={"end": 3.0})
    (cue,) = pysubs2.SSAFile.from_string(srt(leaving(a_report(transcript=(said,)))).decode(), "srt")
    assert (cue.start, cue.end) == (3000, 3001)


def test_plain_text_tells_the_call_the_speakers_and_what_was_not_heard() -> None:
    lines = txt(leaving()).decode().splitlines()
    assert lines[0] == "通话 JW-2026-0417"
    assert lines[1].startswith("个人消费贷款 · 贷前调查，2026-04-17 15:08，坐席陆306，")
    assert lines[3] == "[0.6–5.9秒] 坐席：您好，这里是江湾银行个贷中心，我姓陆，工号三零六，本次通话会录音。"
    assert "[34.2–40.1秒] （语音未能识别：有语音，没有识别出文字）" in lines


@pytest.mark.parametrize("write", [srt, vtt, txt])
@pytest.mark.parametrize(("disclosure", "shown"), [(Disclosure.MASKED, False), (Disclosure.ALL, True)])
def test_what_tells_who_somebody_is_is_masked_unless_revealed(
    write: object, disclosure: Disclosure, shown: bool
) -> None:
    text = write(leaving(a_telling_report(), disclosure)).decode()  # type: ignore[operator]
    assert [secret in text for secret in SECRETS] == [shown] * len(SECRETS)
