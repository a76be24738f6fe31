import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.report import ItemResult
from pipeline.domain.transcript import Transcript
from pipeline.language.homophones import in_sound
from tests.checklist.dialogue import call, judged


def heard(*lines: str) -> Transcript:
    """The lines as a recogniser's, who may have misheard them."""
    written = call(*lines)
    utterances = tuple(u.model_copy(update={"channel": 0, "confidence": 0.7}) for u in written.utterances)
    return written.model_copy(update={"utterances": utterances})


def result(transcript: Transcript, item: str, stage: str = "in_review") -> ItemResult:
    return judged(transcript, "consumer", stage)[item]


@pytest.mark.parametrize(
    ("lines", "item"),
    [
        (["坐：环款方是是先洗后本，可以吧？", "客：可以。"], "repayment_method"),
        (["坐：于期会上真信的。", "客：知道。"], "overdue_consequence"),
    ],
)
def test_what_sounds_like_an_item_is_found_in_recognised_speech_and_says_so(lines: list[str], item: str) -> None:
    found = result(heard(*lines), item)
    assert found.status == "verified"
    assert "按读音辨认" in found.evidence[0].explanation
    assert result(call(*lines), item).status == "missing"


def test_a_yes_that_was_misheard_is_a_yes_to_what_was_stated_only() -> None:
    stated = heard("坐：这笔钱我们直接付给装修公司，您看呢？", "客：每一件，就这么办。")
    asked = heard("坐：您打算贷多少？", "客：每一件，就这么办。")
    found = result(stated, "disbursement")
    assert found.status == "verified"
    assert "按读音辨认" in found.evidence[-1].explanation
    assert result(asked, "loan_amount").status == "unanswered"


def test_sound_weighs_less_than_words() -> None:
    by_sound = result(heard("坐：于期会上真信的。", "客：知道。"), "overdue_consequence")
    by_word = result(heard("坐：逾期会上征信的。", "客：知道。"), "overdue_consequence")
    assert by_sound.confidence < by_word.confidence


def test_words_that_are_there_are_not_overruled_by_sounds() -> None:
    found = result(heard("坐：还款方式是等额本息，可以吧？", "客：可以。"), "repayment_method")
    assert all("按读音辨认" not in evidence.explanation for evidence in found.evidence)


def test_two_syllables_alike_are_chance() -> None:
    assert result(heard("坐：这个方是不错。", "客：好。"), "purpose_commitment").status == "missing"


def test_an_answer_is_understood_by_its_sound_under_its_question() -> None:
    transcript = heard("坐：您靠什么还款？", "客：拱资。")
    assert judged(transcript, "consumer", "pre_loan")["repayment_source"].status == "verified"


@given(st.text(alphabet="等额本息了本星abc，。12", max_size=30))
def test_a_text_in_sound_keeps_its_length_and_what_is_not_chinese(text: str) -> None:
    sound = in_sound(text)
    assert len(sound) == len(text)
    assert all(a == b for a, b in zip(text, sound, strict=True) if not "\u4e00" <= a <= "\u9fff")


@pytest.mark.parametrize(("one", "other"), [("核实", "合适"), ("逾期", "鱼汽"), ("贷款", "带款"), ("男", "兰")])
def test_homophones_are_written_alike(one: str, other: str) -> None:
    assert in_sound(one) == in_sound(other)


def test_other_sounds_are_written_otherwise() -> None:
    assert in_sound("签字") != in_sound("先字")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("坐：那就不念了，您前几天来我们网点，申请了一笔20万的信用贷是吧", "unanswered"),
        ("坐：申请多少钱，系统里有，我就不问了，您在家等消息", "missing"),
    ],
)
def test_in_speech_without_full_stops_a_skip_counts_for_what_stands_beside_it(line: str, status: str) -> None:
    assert result(heard(line, "客：哦。"), "loan_amount", "pre_loan").status == status


@pytest.mark.parametrize(
    "line",
    [
        "坐：您好我是金河农商行贷后管理科的焦强文",
        "坐：您好，长乐银行服务部的汤银给您做个回访",
        "坐：白河银行客户经理政府，跟您过一遍资料",
    ],
)
def test_a_mangled_name_where_the_agents_name_stands_is_taken_for_it(line: str) -> None:
    assert result(heard(line), "agent_identity").status == "verified"
    assert result(heard("坐：我们是白河银行的客户经理"), "agent_identity").status == "insufficient"
