"""What tests of the audit put into a store, and what it says of one that was tampered with."""

from pathlib import Path

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Role, Status
from pipeline.services.audit import verify
from pipeline.store.engine import url_of
from tests.making import VERSIONS, a_recording, a_report, an_utterance

VERDICT, WORDS, HEARD = "its verdict was changed", "its evidence or facts were changed", "its transcript was changed"
CALL = "its case, agent, branch, product, stage or time was changed"
ROW, PLACE = "its manifest's row was changed", "where its judgement belongs was changed"
STANDS = "another judgement stands"
BELONGS, SOURCE = "what heard its recording, or where", "the place of its recording was changed"
UNREADABLE, RUN = "cannot be read any more", "run 1: was changed"
FAILURE, FILE = "its failure in run 1 was changed", "the file of its failure in run 1 was changed"
NOT_SOUND = "does not say what an entry"


def a_call(call_id: str, status: Status = Status.MISSING, year: int = 2026, checklist: str = "x@1") -> CallReport:
    about = {"case_id": "k-1", "agent_id": "a-7", "branch": "b-1", "started_at": f"{year}-05-01T10:00:00+08:00"}
    return a_report(
        a_recording(call_id, metadata={**about, "app.customer_name": "王小明"}),
        items={"loan_amount": Status.VERIFIED, "identity": status},
        facts={"loan_amount": 200000, "customer_name": "王小明"},
        risks=("overdue",),
        violations=("threat",),
        mismatches=("loan_term",),
        transcript=(an_utterance(0, Role.CUSTOMER, "我要贷二十万", 1.5), an_utterance(1, Role.AGENT, "好的", 4.0)),
        versions=VERSIONS.model_copy(update={"checklist": checklist}),
    )


def named(path: Path, against: str | None = None) -> list[str]:
    return [f"{breach.where}: {breach.what}" for breach in verify(url_of(path), against).breaches]
