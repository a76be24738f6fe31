"""Transcripts made elsewhere: what is refused by turn and field, and what is judged with a warning."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.dialogue.transcript import transcript_from_turns
from pipeline.dialogue.turns import TranscriptLimits, read_turns
from pipeline.errors import RecordingError
from pipeline.rules import shipped_rules

TEXTS = ("您好，这里是中鼎银行，通话有录音。", "你好。", "请问您这次想贷多少？", "二十万。")


def turns(*times: tuple[Any, Any], texts: tuple[str, ...] = TEXTS) -> list[dict[str, Any]]:
    """Turns of both sides with these starts and ends."""
    roles = ("agent", "customer")
    pairs = zip(times, texts, strict=False)
    return [{"role": roles[n % 2], "start": a, "end": b, "text": text} for n, ((a, b), text) in enumerate(pairs)]


def written(folder: Path, content: object) -> Path:
    path = folder / "c-1.json"
    text = content if isinstance(content, str) else json.dumps({"turns": content})
    path.write_text(text, encoding="utf-8")
    return path


GOOD = turns((0.0, 4.0), (4.5, 5.0), (5.5, 8.0), (8.5, 9.5))
REFUSED = {
    "milliseconds": (
        turns((0, 4000), (4500, 5000), (5500, 8000), (8500, 9500)),
        "start and end of its turns are no se",
    ),
    "hundredths of a second": (turns((0, 2000), (2100, 2300), (2400, 3500), (3600, 4000)), "are no seconds: 3"),
    "seconds since 1970": (
        turns((1772691601.5, 1772691605.8)),
        "turn 1, start: 1772691602, which is not within the 24",
    ),
    "milliseconds since 1970": (turns((0, 4), (1772691606500, None)), "turn 2, start: 1.7726916"),
    "for ever": (turns((0, 1e12)), r"turn 1, end: 1e\+12, which is not within the 24 h"),
    "infinity": ('{"turns": [{"role": "agent", "text": "喂", "start": 0, "end": 1e999}]}', "turn 1, end: inf"),
    "310 digits": (
        f'{{"turns": [{{"role": "agent", "text": "喂", "start": {"1" * 310}}}]}}',
        "turn 1 is not of the for",
    ),
    "5000 digits": (f'{{"turns": [{{"role": "agent", "text": "喂", "start": {"1" * 5000}}}]}}', "is not JSON"),
    "a word for a time": (turns((0, 4), ("soon", None)), r"turn 2 is not of the form that is read \(start: "),
    "no words": ([{"role": "agent", "text": None}], r"turn 1 is not of the form that is read \(text: "),
    "a list for a role": ([{"role": ["agent"], "text": "喂"}], r"turn 1 is not of the form that is read \(role: "),
    "deep lists": ("[" * 100_000, "is nested too deeply"),
    "deep turns": ('{"turns": ' + "[" * 100_000 + "]" * 100_000 + "}", "is nested too deeply"),
    "deep objects": ('{"a":' * 100_000, "is nested too deeply"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_a_call_is_refused_by_its_place(tmp_path: Path, kind: str) -> None:
    content, cause = REFUSED[kind]
    with pytest.raises(RecordingError, match=cause) as caught:
        read_turns(written(tmp_path, content))
    assert caught.value.remedy
    assert len(str(caught.value)) < 500
    assert not any(text in str(caught.value) for text in TEXTS)


@pytest.mark.parametrize(
    ("limit", "much", "cause"),
    [
        ("most_turns", 3, "turns: 4, more than the 3"),
        ("longest_turn", 16, "turn 1, text: 17 characters, more than the 16"),
        ("most_characters", 33, "text of all turns: 34 characters, more than the 33"),
        ("most_bytes", 100, "bytes: more, more than the 100"),
        ("longest_s", 9.0, "turn 4, end: 9.5, which is not within the 0.0025 h"),
    ],
)
def test_each_limit_is_a_setting(tmp_path: Path, limit: str, much: float, cause: str) -> None:
    path = written(tmp_path, GOOD)
    assert len(read_turns(path)) == 4
    with pytest.raises(RecordingError, match=cause):
        read_turns(path, TranscriptLimits.model_validate({limit: much}))


WARNED = {
    "an end before its start": (turns((0, 4), (4.5, 5), (5.5, 3)), "有1句的起止时间不成立（如第3句）"),
    "an end at its start": (turns((0, 4), (4.5, 4.5), (5.5, 5.5)), "有2句的起止时间不成立（如第2句）"),
    "a start before the recording": (turns((-3, 4), (4.5, 5)), "有1句的起止时间不成立（如第1句）"),
    "a start that is no number": (
        '{"turns": [{"role": "agent", "text": "喂", "start": NaN, "end": 2}]}',
        "有1句的起止时间不成立（如第1句）",
    ),
    "starts in milliseconds": (turns((0, None), (4500, None), (5500, None), (8500, None)), "时间单位可能不是秒"),
    "minutes": (turns((0, 0.07), (0.08, 0.09), (0.1, 0.14)), "语速快得不可能"),
    "half of an emoji": (turns((0, 2), (3, 4), texts=("您好。", "好的\ud83d")), "有1个残缺字符"),
    "a character 0": (turns((0, 2), (3, 4), texts=("您好。", "好\0的")), "有1个残缺字符"),
}


@pytest.mark.parametrize("kind", WARNED)
def test_times_and_characters_that_cannot_be_are_told(tmp_path: Path, kind: str) -> None:
    content, warning = WARNED[kind]
    transcript = transcript_from_turns(read_turns(written(tmp_path, content)), shipped_rules().corrector)
    assert [warning in each for each in transcript.quality.warnings] == [True]
    assert all(utterance.end > utterance.start >= 0 for utterance in transcript.utterances)
    transcript.model_dump_json().encode()


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        turns((None, None), (None, None)),
        turns((0, 40), texts=("嗯。",)),
        turns((3000, 3004), (3005, 3006), (3007, 3010)),
        turns((0, 4), (700, 705), (706, 709), (710, 712)) * 3,
        turns((0, 2), (3, 4), texts=("您好。", "好的\ud83d\ude00")),
    ],
    ids=["ordinary", "no times", "one word drawn out", "the end of a long call", "on hold", "a whole emoji"],
)
def test_what_can_be_is_taken_without_a_word(tmp_path: Path, content: object) -> None:
    transcript = transcript_from_turns(read_turns(written(tmp_path, content)), shipped_rules().corrector)
    assert transcript.quality.warnings == ()
