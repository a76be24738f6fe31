import pytest

from pipeline.domain.time import TimeSpan
from pipeline.domain.transcript import Quality, Unheard
from pipeline.domain.vocabulary import Status
from tests.checklist.dialogue import call, judged

PRE, REVIEW, POST = "pre_loan", "in_review", "post_loan"

# Each row: what it shows, product, stage, the lines, the item, the status that a careful listener gives.
CASES = [
    ("asked and answered", "consumer", PRE, ["坐：您打算贷几年？", "客：3年吧。"], "loan_term", "verified"),
    (
        "the agent's figure agreed to",
        "consumer",
        PRE,
        ["坐：额度是20万，对吧？", "客：对。"],
        "loan_amount",
        "verified",
    ),
    ("a yes without any figure", "consumer", PRE, ["坐：您这次想贷多少？", "客：嗯。"], "loan_amount", "unanswered"),
    ("brought up unasked", "consumer", PRE, ["坐：您好。", "客：我要贷30万，急用。"], "loan_amount", "verified"),
    ("vague", "consumer", PRE, ["坐：每个月收入多少？", "客：还可以吧。"], "income", "insufficient"),
    ("passed on", "business", PRE, ["坐：一年营业额多少？", "客：这个我得问会计。"], "revenue", "insufficient"),
    ("declined", "consumer", PRE, ["坐：外面还有别的贷款吗？", "客：这个不方便说。"], "existing_debt", "refused"),
    (
        "no consent",
        "consumer",
        PRE,
        ["坐：我们查一下您的征信，同意吗？", "客：不行。"],
        "credit_authorization",
        "refused",
    ),
    ("none is an answer", "consumer", PRE, ["坐：有没有中介收您钱？", "客：没有。"], "intermediary", "verified"),
    (
        "there is one after all",
        "consumer",
        PRE,
        ["坐：还有别的贷款没？", "客：没有没有，就一个房贷。"],
        "existing_debt",
        "verified",
    ),
    (
        "the talk moves on",
        "consumer",
        PRE,
        ["坐：您结婚了吗？", "客：你们什么时候放款？", "坐：下周。您在哪上班？", "客：在电子厂。"],
        "marital_status",
        "unanswered",
    ),
    (
        "named only to be skipped",
        "consumer",
        PRE,
        ["坐：用途系统里都有，我就不问了。", "客：好。"],
        "loan_purpose",
        "missing",
    ),
    (
        "two questions, one answer",
        "consumer",
        PRE,
        ["坐：您靠什么还款？还有，联系不上您我们找谁？", "客：靠工资呗。"],
        "emergency_contact",
        "unanswered",
    ),
    (
        "two questions, the first answered",
        "consumer",
        PRE,
        ["坐：您靠什么还款？还有，联系不上您我们找谁？", "客：靠工资呗。"],
        "repayment_source",
        "verified",
    ),
    (
        "an interruption is no yes",
        "consumer",
        REVIEW,
        ["坐：还款方式是等额本息，可以吧？", "客：等我一下，来人了……好了，你说。"],
        "repayment_method",
        "unanswered",
    ),
    (
        "asked back, then agreed",
        "consumer",
        REVIEW,
        ["坐：还款方式是先息后本。", "客：先息后本啥意思？", "坐：平时还利息，到期还本金，可以吗？", "客：可以。"],
        "repayment_method",
        "verified",
    ),
    (
        "several statements, one yes",
        "consumer",
        REVIEW,
        ["坐：批了20万，36期，等额本息，每月15号扣款，没问题吧？", "客：没问题。"],
        "repayment_method",
        "verified",
    ),
    ("informed", "consumer", REVIEW, ["坐：逾期会有罚息，还上征信。", "客：哦。"], "overdue_consequence", "verified"),
    (
        "promised by text message",
        "consumer",
        REVIEW,
        ["坐：提前还款的事短信发您。", "客：好。"],
        "prepayment_terms",
        "insufficient",
    ),
    (
        "asked by the customer, never stated",
        "consumer",
        REVIEW,
        ["坐：您好。", "客：能不能早点还清？", "坐：您忙吧。"],
        "prepayment_terms",
        "missing",
    ),
    (
        "prohibition after its object",
        "consumer",
        REVIEW,
        ["坐：买房炒股都不行，能保证吗？", "客：能。"],
        "purpose_commitment",
        "verified",
    ),
    (
        "a daily price is no rate",
        "consumer",
        REVIEW,
        ["坐：利息一天才两块钱。", "客：哦。"],
        "rate_disclosure",
        "insufficient",
    ),
    (
        "no collateral on a credit loan",
        "business",
        PRE,
        ["坐：您这个是纯信用的，不用抵押。", "客：好。"],
        "collateral",
        "not_applicable",
    ),
    ("settled", "consumer", POST, ["坐：您这笔已经结清了。", "客：对。"], "repayment_reminder", "not_applicable"),
    (
        "one of two parts",
        "consumer",
        PRE,
        ["坐：您好，我是中鼎银行的。", "客：你好。"],
        "agent_identity",
        "insufficient",
    ),
    ("both parts", "consumer", PRE, ["坐：您好，我是中鼎银行的小周。", "客：你好。"], "agent_identity", "verified"),
    (
        "somebody else answers",
        "consumer",
        POST,
        ["坐：请问是赵强先生吗？", "客：我是他爱人，他不在。", "坐：身份证后四位？", "客：4319。"],
        "identity",
        "insufficient",
    ),
    (
        "first withheld, then given",
        "consumer",
        PRE,
        [
            "坐：请问是赵强先生吗？",
            "客：我是。",
            "坐：身份证后四位报一下？",
            "客：电话里不方便说。",
            "坐：您看短信里有我工号。",
            "客：行吧，后四位4319。",
        ],
        "identity",
        "verified",
    ),
]


@pytest.mark.parametrize(
    ("product", "stage", "lines", "item", "status"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_an_item_gets_the_status_that_a_careful_listener_gives(
    product: str, stage: str, lines: list[str], item: str, status: str
) -> None:
    assert judged(call(*lines), product, stage)[item].status == status


def test_every_status_but_missing_shows_its_evidence() -> None:
    results = judged(
        call(
            "坐：您好，我是中鼎银行的小周，电话录音。",
            "客：你好。",
            "坐：贷几年？",
            "客：再看吧。",
            "坐：贷多少？",
            "客：5万。",
        )
    )
    assert {r.status for r in results.values()} >= {Status.VERIFIED, Status.INSUFFICIENT, Status.MISSING}
    for result in results.values():
        assert bool(result.evidence) is (result.status is not Status.MISSING)


def test_a_quote_is_a_piece_of_its_utterance_and_has_its_seconds() -> None:
    transcript = call("坐：哎，您打算贷几年呢，先说个数？", "客：我想想，3年吧，不多。")
    evidence = judged(transcript)["loan_term"].evidence
    assert [e.quote for e in evidence] == ["您打算贷几年呢", "3年吧"]
    for each in evidence:
        utterance = transcript.utterances[each.utterance]
        assert each.quote in utterance.text
        assert (each.start, each.end) == (utterance.start, utterance.end)


def test_a_missing_item_says_what_was_searched() -> None:
    assert "检索了全部2句话" in judged(call("坐：您好。", "客：你好。"))["income"].reason


def test_a_skipped_item_says_so() -> None:
    assert "点到" in judged(call("坐：收入系统里都有，我就不问了。", "客：好。"))["income"].reason


def test_missing_becomes_not_evaluable_where_much_was_not_heard() -> None:
    lost = Quality(coverage=0.6, unheard=(Unheard(start=40, end=61, reason="语音无法识别"),))
    result = judged(call("坐：您好。", "客：你好。", quality=lost))["income"]
    assert result.status is Status.NOT_EVALUABLE
    assert "40–61秒" in result.reason


def test_an_answer_that_was_not_heard_is_not_evaluable() -> None:
    lost = Quality(coverage=0.95, unheard=(Unheard(start=3.0, end=5.5, reason="语音无法识别"),))
    transcript = call("坐：您每个月收入多少？", "客：……", quality=lost)
    assert judged(transcript)["income"].status is Status.NOT_EVALUABLE
    assert transcript.quality.unheard[0].overlap(TimeSpan(start=3, end=4)) == 1


def test_uncertain_roles_lower_every_confidence() -> None:
    lines = ("坐：您打算贷几年？", "客：3年。")
    sure, unsure = judged(call(*lines)), judged(call(*lines, quality=Quality(role_confidence=0.4)))
    assert all(unsure[item].confidence < sure[item].confidence for item in sure)


@pytest.mark.parametrize(
    "lines",
    [[], ["客：喂？"], ["坐：您好。"], ["客：hello who is it", "客：no thanks"]],
    ids=["empty", "one word", "one side", "English"],
)
def test_an_odd_transcript_is_judged_all_the_same(lines: list[str]) -> None:
    assert all(r.status in {Status.MISSING, Status.INSUFFICIENT} for r in judged(call(*lines)).values())
