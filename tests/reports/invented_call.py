"""One invented call, whole: every status, a repaired word, an unheard stretch, and strings that mean harm."""

from pipeline.domain.report import (
    CallReport,
    Evidence,
    Fact,
    Finding,
    FollowUp,
    ItemResult,
    Metrics,
    Mismatch,
    Score,
    SpeechRate,
    TalkShare,
    Versions,
)
from pipeline.domain.transcript import Change, Quality, Unheard, Utterance
from pipeline.domain.vocabulary import Role, Status
from tests.making import a_recording

SCRIPT = "<script>document.title='owned'</script>"
CLOSING = "</script></style><img src=x onerror=\"document.title='owned'\">"
FORMULA = "=cmd()|'/C calc'!A1"
ATTRIBUTE = "\" autofocus onfocus=\"document.title='owned'"
BELL = "\x07"  # a character that XML, and so XLSX, cannot hold

_AGENT, _CUSTOMER = Role.AGENT, Role.CUSTOMER
_SAID = (
    (_AGENT, 0.6, 5.9, "您好，这里是江湾银行个贷中心，我姓陆，工号三零六，本次通话会录音。"),
    (_CUSTOMER, 6.4, 7.6, "哎，你好。"),
    (_AGENT, 8.1, 12.7, "先和您核实一下身份，您的姓名和身份证后四位是？"),
    (_CUSTOMER, 13.2, 17.8, "沈知远，后四位不太方便说。"),
    (_AGENT, 18.3, 22.4, "好的。这次申请的是二十五万，分三年还，对吧？"),
    (_CUSTOMER, 22.2, 27.9, "对，二十五万，三年。哦不对，家里商量过，改成三十万了。"),
    (_AGENT, 28.4, 31.2, "那这笔钱打算用在什么地方？"),
    (_CUSTOMER, 31.8, 33.9, "就是自己周转一下吧。"),
    (_CUSTOMER, 40.3, 44.1, "这个月厂里停了，工资只发了一半。"),
    (_AGENT, 44.6, 49.5, "没事，收入那栏您就写一万二，系统不会细查的。"),
    (_AGENT, 50.2, 53.4, "您现在别处还有没有贷款？"),
    (_CUSTOMER, 53.8, 55.0, "喂？信号不好。"),
    (_CUSTOMER, 55.6, 59.3, f"我在{SCRIPT}上班。"),
    (_AGENT, 60.0, 62.8, f"备注{CLOSING}"),
    (_CUSTOMER, 63.5, 66.0, FORMULA),
)
_HEARD = {2: "先和您合时一下身份，您的姓名和身份证后四位是？"}
_CHANGES = {2: (Change(start=3, end=5, heard="合时", text="核实", rule="同音修复"),)}


def invented_call(call_id: str = "JW-2026-0417") -> CallReport:
    """A mono recording of 72 s in which roles are uncertain and 6 s were not heard."""
    return CallReport(
        recording=a_recording(call_id, duration_s=72.4, channels=1, codec="opus", metadata=_MANIFEST_ROW),
        quality=_quality(),
        transcript=tuple(_utterance(n, *said) for n, said in enumerate(_SAID)),
        items=_items(),
        facts=_facts(),
        risks=(Finding(id="income_loss", confidence=0.82, evidence=(_evidence(8, "工资只发了一半"),)),),
        violations=(
            Finding(id="leading_answer", confidence=0.9, evidence=(_evidence(9, "您就写一万二"),)),
            Finding(id="misleading_rate", confidence=0.41, evidence=(_evidence(13, CLOSING),)),
        ),
        mismatches=(
            Mismatch(fact="loan_amount", stated=300_000, application="250000", evidence=(_evidence(5, "改成三十万"),)),
        ),
        metrics=Metrics(
            talk_share=TalkShare(agent=0.527, customer=0.473),
            silence_s=17.3,
            longest_silence_s=6.4,
            overlaps=1,
            chars_per_minute=SpeechRate(agent=262.5, customer=214.1),
        ),
        score=Score(coverage=0.4, points=31, verdict="核实严重不足，6项待补核；坐席违规2项；风险信号1项"),
        follow_up=(
            FollowUp(item="income", question="请问您现在每个月的收入大概是多少？"),
            FollowUp(item="loan_purpose", question="请说明贷款的具体用途，例如装修、购车。"),
        ),
        versions=Versions(
            tinghe="0.1.0", checklist="consumer.pre_loan@2026.11", model="whisper-base", settings_sha256="5e" * 32
        ),
    )


_MANIFEST_ROW = {
    "file": "jw-0417.ogg",
    "started_at": "2026-04-17T15:08:00+08:00",
    "agent_id": "陆306",
    "case_id": ATTRIBUTE,
    "app.loan_amount": "250000",
    "app.customer_name": "沈知远",
}


def _quality() -> Quality:
    return Quality(
        coverage=0.893,
        unheard=(Unheard(start=34.2, end=40.1, channel=0, reason="有语音，没有识别出文字"),),
        role_confidence=0.58,
        role_evidence=("说话人甲像坐席：自报银行和工号（1处）", "说话人乙像客户：以应答开头（2处）"),
        warnings=("未注明产品或阶段，按通话内容推断为个人消费贷款、贷前调查·信息核实，请核对",),
    )


def _utterance(index: int, role: Role, start: float, end: float, text: str) -> Utterance:
    return Utterance(
        index=index,
        role=role,
        start=start,
        end=end,
        heard=_HEARD.get(index, text),
        text=text,
        confidence=0.38 if index == 8 else 0.91,
        channel=0,
        changes=_CHANGES.get(index, ()),
    )


def _evidence(utterance: int, quote: str, explanation: str = "客户说明了具体内容") -> Evidence:
    _, start, end, _ = _SAID[utterance]
    return Evidence(
        utterance=utterance, start=start, end=end, quote=quote, rule="phrases.example", explanation=explanation
    )


def _items() -> tuple[ItemResult, ...]:
    return (
        _item("recording_notice", Status.VERIFIED, 0.97, "坐席已告知", _evidence(0, "本次通话会录音", "坐席告知录音")),
        _item("agent_identity", Status.VERIFIED, 0.95, "坐席已表明身份", _evidence(0, "江湾银行个贷中心，我姓陆")),
        _item("identity", Status.REFUSED, 0.88, "客户报了姓名，拒绝提供证件号", _evidence(3, "后四位不太方便说")),
        _item("loan_amount", Status.VERIFIED, 0.93, "已得到答复", _evidence(4, "二十五万"), _evidence(5, "改成三十万")),
        _item("loan_term", Status.VERIFIED, 0.9, "已提出并得到答复", _evidence(5, "三年")),
        _item("loan_purpose", Status.INSUFFICIENT, 0.74, "只说周转，没有具体用途", _evidence(7, "自己周转一下")),
        _item("employment", Status.INSUFFICIENT, 0.33, "单位名称听不清", _evidence(12, SCRIPT)),
        _item("income", Status.MISSING, 0.8, "检索了全部15句话和该事项的18种说法，坐席没有提出，客户也没有主动说明"),
        _item("existing_debt", Status.UNANSWERED, 0.69, "坐席已问，客户没有答复", _evidence(10, "别处还有没有贷款")),
        _item("residence", Status.NOT_EVALUABLE, 0.2, "34秒到40秒的语音未能识别", _evidence(7, "周转一下吧")),
        _item("emergency_contact", Status.NOT_APPLICABLE, 0.6, "本次通话不需要核实该事项", _evidence(1, "你好")),
    )


def _item(id_: str, status: Status, confidence: float, reason: str, *evidence: Evidence) -> ItemResult:
    return ItemResult(id=id_, status=status, confidence=confidence, reason=reason, evidence=evidence)


def _facts() -> tuple[Fact, ...]:
    said = (_evidence(5, "三十万"),)
    return (
        Fact(name="customer_name", value="沈知远", unit="", status="stated", confidence=0.9, evidence=said),
        Fact(name="loan_amount", value=300_000, unit="元", status="corrected", confidence=0.86, evidence=said),
        Fact(name="loan_term", value=36, unit="个月", status="confirmed", confidence=0.92, evidence=said),
        Fact(name="annual_rate", value=4.35, unit="%", status="disputed", confidence=0.4, evidence=said),
        Fact(
            name="monthly_income",
            value="12000~15000",
            unit="元",
            status="stated",
            confidence=0.66,
            evidence=said,
            approximate=True,
        ),
        Fact(name="marital_status", value="married", unit="", status="stated", confidence=0.8, evidence=said),
        Fact(name="intermediary_used", value=False, unit="", status="stated", confidence=0.71, evidence=said),
        Fact(name="employer", value=FORMULA + BELL, unit="", status="stated", confidence=0.3, evidence=said),
    )
