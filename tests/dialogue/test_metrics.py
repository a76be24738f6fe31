from pipeline.dialogue.metrics import conversation_metrics
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role


def utterance(index: int, role: Role, start: float, end: float, text: str = "一二三四五六") -> Utterance:
    return Utterance(index=index, role=role, start=start, end=end, heard=text, text=text)


CALL = Transcript(
    utterances=(
        utterance(0, Role.AGENT, 1.0, 4.0),
        utterance(1, Role.CUSTOMER, 3.5, 4.5),
        utterance(2, Role.AGENT, 8.0, 9.0, "你好，再见！"),
    )
)


def test_talk_shares_silence_overlaps_and_rates() -> None:
    metrics = conversation_metrics(CALL, 12.0)
    assert metrics.talk_share.agent == 0.8
    assert metrics.talk_share.customer == 0.2
    assert metrics.silence_s == 7.5
    assert metrics.longest_silence_s == 3.5
    assert metrics.overlaps == 1
    assert metrics.chars_per_minute.customer == 360


def test_punctuation_is_no_speech() -> None:
    assert conversation_metrics(CALL, 12.0).chars_per_minute.agent == 150


def test_a_silent_call_is_all_silence() -> None:
    metrics = conversation_metrics(Transcript(utterances=()), 30.0)
    assert (metrics.silence_s, metrics.longest_silence_s, metrics.talk_share.agent) == (30.0, 30.0, 0.0)
