"""What is masked in texts and reports, what is not, and that places in a text stay what they were."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.report import CallReport, FollowUp
from pipeline.domain.transcript import Change, Quality
from pipeline.domain.vocabulary import Role, Status
from pipeline.privacy.mask import Mask, mask_of, masked_value
from pipeline.privacy.masking import Disclosure, masked_call, masked_fact_value
from pipeline.reports.codec import to_json
from pipeline.reports.page import render_page
from tests.making import a_recording, a_report, an_utterance
from tests.privacy.telling import SECRETS, a_telling_report

ID_NUMBER = "110101199003070038"  # made up; its check digit holds
CARD = "6222021234567890128"  # likewise


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"身份证号{ID_NUMBER}。", "身份证号110***********0038。"),
        ("身份证号110101199003070039。", "身份证号110***********0039。"),
        ("11010119900307003X", "110***********003X"),
        ("幺幺零幺零幺幺九九零零三零七零零三八", "幺幺零***********零零三八"),
        (f"卡号{CARD}，", "卡号622************0128，"),
        ("卡号6222 0212 3456 7890 128", "卡号622* **** **** ***0 128"),
        ("电话13800138000", "电话138****8000"),
        ("电话138-0013-8000", "电话138-****-8000"),
        ("电话一三八零零一三八零零零", "电话一三八****八零零零"),
        ("１３８００１３８０００", "１３８****８０００"),
        ("打010-88886666", "打010-****6666"),
        ("尾号是六六八八对吧", "尾号是****对吧"),
        ("身份证后四位1234", "身份证后四位****"),
        ("我叫王小明，", "我叫王**，"),
        ("请问是李建国先生吗", "请问是李**先生吗"),
        ("联系人叫陈志强。", "联系人叫陈**。"),
    ],
)
def test_what_tells_who_somebody_is_is_masked(text: str, masked: str) -> None:
    assert Mask().text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        *("贷款200000元，20万，120,000.00", "2026年11月24日", "二零二六年三月", "20261124", "DY-20260407-031 C20418"),
        *(
            "三四十万吧",
            "每个月三千五，两千四",
            "年利率4.35%，分36期",
            "一二三四五",
            "10:15到11:30",
            "总投资一千二百三十万",
        ),
        *("您是本人吗", "您是江苏人吗", "我是白领。", "您是王先生吗", "我叫他来。", "你是说方便吗", "联系人是我爱人。"),
    ],
)
def test_what_tells_nobody_stays(text: str) -> None:
    assert Mask().text(text) == text


def test_a_name_that_is_known_is_masked_wherever_it_stands() -> None:
    assert Mask(frozenset({"林晓梅"})).text("好的林晓梅那就这样") == "好的林**那就这样"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("3821。", "****。"),
        ("是3821吧", "是****吧"),
        ("每月3821元", "每月3821元"),
        ("13821个", "13821个"),
        ("共3821.50", "共3821.50"),
    ],
)
def test_a_number_that_is_known_is_masked_where_it_is_no_amount(text: str, masked: str) -> None:
    assert Mask(numbers=frozenset({"3821"})).text(text) == masked


@pytest.mark.parametrize(
    ("value", "masked"), [("王小明", "王**"), ("13800138000", "138****8000"), ("3821", "****"), ("", "")]
)
def test_a_whole_value_is_masked(value: str, masked: str) -> None:
    assert masked_value(value) == masked


_TALK = st.text(alphabet="我你是叫王李小明号码零一二三幺0123456789X ，。-尾后四位身份证*", max_size=40)


@settings(deadline=None)
@given(_TALK)
def test_masking_keeps_the_length_and_comes_to_an_end(text: str) -> None:
    mask = Mask(frozenset({"王小明"}))
    once = mask.text(text)
    assert len(once) == len(text)
    assert mask.text(once) == once


@settings(deadline=None)
@given(st.text(alphabet="我的身份证号码是，。呢", max_size=8), st.text(alphabet="，。对吧嗯", max_size=8))
def test_no_identity_number_survives_what_is_said_around_it(before: str, after: str) -> None:
    assert ID_NUMBER[3:14] not in Mask().text(f"{before}{ID_NUMBER}{after}")


def test_nothing_of_it_is_left_in_the_report_or_its_page() -> None:
    shown = Disclosure.MASKED.of(a_telling_report())
    for secret in SECRETS:
        assert secret in to_json(a_telling_report())
        assert secret not in to_json(shown)
        assert secret not in render_page(shown, None)


def test_quotes_still_stand_in_their_utterances() -> None:
    shown = Disclosure.MASKED.of(a_telling_report())
    pieces = [piece for fact in shown.facts for piece in fact.evidence]
    assert [piece.quote for piece in pieces] == ["****"] * 3
    assert all(piece.quote in shown.transcript[0].text for piece in pieces)


def test_what_is_masked_is_not_masked_further() -> None:
    shown = Disclosure.MASKED.of(a_telling_report())
    assert Disclosure.MASKED.of(shown) == shown


def test_a_report_that_tells_nothing_stays_as_it_is() -> None:
    report = a_report(items={"loan_amount": Status.VERIFIED}, facts={"loan_amount": 200000})
    assert Disclosure.MASKED.of(report) == report


@pytest.mark.parametrize(("disclosure", "masked"), [(Disclosure.MASKED, True), (Disclosure.ALL, False)])
def test_a_report_is_shown_as_it_was_asked_for(disclosure: Disclosure, masked: bool) -> None:
    report = a_telling_report()
    assert (disclosure.of(report) != report) == masked
    assert (disclosure.shown(report).mask is not None) == masked


@pytest.mark.parametrize(
    ("metadata", "facts", "text", "masked"),
    [
        ({"app.customer_name": " 林晓梅 "}, [], "林晓梅在吗", "林**在吗"),
        ({"customer_name": "林晓梅"}, [], "林晓梅在吗", "林**在吗"),
        ({}, [("customer_name", "林晓梅")], "林晓梅在吗", "林**在吗"),
        ({"agent_name": "方便"}, [], "方便吗", "方便吗"),
        ({"app.id_tail": "3821"}, [], "3821。", "****。"),
        ({}, [("id_tail", 3821)], "3821。", "****。"),
        ({}, [("loan_amount", 3821)], "3821。", "3821。"),
        ({"app.customer_name": ""}, [("id_tail", "")], "好的", "好的"),
    ],
)
def test_a_mask_knows_the_loan_file_and_the_facts(
    metadata: dict[str, str], facts: list[tuple[str, str | int]], text: str, masked: str
) -> None:
    assert mask_of(metadata, facts).text(text) == masked


@pytest.mark.parametrize(
    ("name", "value", "masked"),
    [
        ("customer_name", "王小明", "王**"),
        ("id_tail", "3821", "****"),
        ("phone", 13800138000, "138****8000"),
        ("loan_amount", 200000, 200000),
        ("intermediary_used", False, False),
        ("employer", "我叫王小明，", "我叫王**，"),
    ],
)
def test_a_facts_value_is_masked_whole_where_the_fact_tells_who_somebody_is(
    name: str, value: str | int | bool, masked: str | int | bool
) -> None:
    assert masked_fact_value(name, value, Mask()) == masked


@pytest.mark.parametrize(
    ("quote", "text", "quoted"),
    [
        ("3821", "尾号是3821对吧", "****"),
        ("是3821对", "尾号是3821对吧", "是****对"),
        ("不在其中", "尾号是3821对吧", "不在其中"),
    ],
)
def test_a_quote_is_cut_from_its_masked_utterance(quote: str, text: str, quoted: str) -> None:
    said = an_utterance(0, Role.AGENT, text, 0.0)
    call = masked_call((said,), Mask())
    assert call.quote(quote, 0) == quoted
    assert call.quote("尾号3821", 1) == "尾号****"


def test_every_column_of_the_loan_file_is_masked_by_what_it_is() -> None:
    metadata = {
        "app.customer_name": "王小明",
        "agent_id": "a-7",
        "note": "王小明13800138000",
        "app.phone": "13800138000",
    }
    shown = Disclosure.MASKED.of(a_report(a_recording(metadata=metadata))).recording.metadata
    assert shown == {
        "app.customer_name": "王**",
        "agent_id": "a-7",
        "note": "王**138****8000",
        "app.phone": "138****8000",
    }


def test_a_report_whose_evidence_stands_in_no_utterance_is_masked_all_the_same() -> None:
    report = a_telling_report().model_copy(update={"transcript": (an_utterance(9, Role.AGENT, "好的", 0.0),)})
    assert SECRETS[1] not in to_json(Disclosure.MASKED.of(report))
    assert {piece.quote for fact in Disclosure.MASKED.of(report).facts for piece in fact.evidence} == {"****"}


def a_mended_report() -> CallReport:
    """Numbers were put in digits, and a name was mended by its sound."""
    utterance = an_utterance(0, Role.AGENT, "请问是林晓梅女士吗，手机15800316629", 0.0).model_copy(
        update={
            "heard": "请问是李小美女士吗，手机幺五八零零三幺六六二九",
            "changes": (
                Change(start=3, end=6, heard="李小美", text="林晓梅", rule="name of the loan file by sound"),
                Change(start=12, end=23, heard="幺五八零零三幺六六二九", text="15800316629", rule="digits"),
            ),
        }
    )
    quality = Quality(role_evidence=("如1秒处“请问是李小美女士吗”像坐席",), warnings=("与15800316629的通话有回声",))
    report = a_report(a_recording("15800316629_林某", file="林晓梅15800316629.wav"))
    score = report.score.model_copy(update={"verdict": "林晓梅已核实"})
    follow_up = (FollowUp(item="identity", question="请林晓梅确认15800316629"),)
    later = {"transcript": (utterance,), "quality": quality, "score": score, "follow_up": follow_up}
    return report.model_copy(update=later)


@pytest.mark.parametrize("secret", ["晓梅", "小美", "0031", "零零三幺", "林某"])
def test_what_is_masked_in_the_text_is_in_no_other_part_of_report_or_page(secret: str) -> None:
    shown = Disclosure.MASKED.of(a_mended_report())
    assert secret in to_json(a_mended_report())
    assert secret not in to_json(shown)
    assert secret not in render_page(shown, None)


@pytest.mark.alone
def test_masking_a_call_of_eighty_lines_is_quick() -> None:
    """A bound far above what it takes (about 15 ms), so that only another order of magnitude fails it."""
    lines = [f"您好，第{n}次跟您确认，贷款二十万分三十六期，手机15800316{n:03d}，联系人李秀梅" for n in range(80)]
    call = tuple(an_utterance(n, Role.AGENT, text, float(n)) for n, text in enumerate(lines))
    masked_call(call[:1], Mask())
    began = time.process_time()
    masked_call(call, Mask())
    assert time.process_time() - began < 1.0
