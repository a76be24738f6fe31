"""A report that tells who the customer is, wherever a report can."""

from pipeline.domain.report import CallReport, Evidence, Fact
from pipeline.domain.vocabulary import Role, Status
from tests.making import a_recording, a_report, an_utterance

SECRETS = ("王小明", "13800138000", "3821")


def a_telling_report() -> CallReport:
    said = "我叫王小明，电话13800138000，身份证后四位3821"
    quote = Evidence(utterance=0, start=0, end=2, quote="3821", rule="r", explanation="客户说王小明")
    report = a_report(
        a_recording("c-1", file="王小明.wav", metadata={"app.customer_name": "王小明", "app.phone": "13800138000"}),
        items={"identity": Status.VERIFIED},
        mismatches=("phone",),
        transcript=(an_utterance(0, Role.CUSTOMER, said, 0.0),),
    )
    item = report.items[0].model_copy(update={"reason": "客户王小明说明了身份", "evidence": (quote,)})
    facts = tuple(
        Fact(name=name, value=value, unit="", status="stated", confidence=0.9, evidence=(quote,))
        for name, value in (("customer_name", "王小明"), ("id_tail", "3821"), ("phone", "13800138000"))
    )
    mismatch = report.mismatches[0].model_copy(update={"stated": "13800138000", "application": "13800138000"})
    return report.model_copy(update={"items": (item,), "facts": facts, "mismatches": (mismatch,)})
