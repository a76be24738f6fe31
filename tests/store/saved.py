"""Reports and failures put into a store, as tests of several rooms begin from them."""

from pathlib import Path

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.codec import to_json
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run
from tests.making import VERSIONS, a_recording, a_report, an_utterance


def a_full_report(status: Status = Status.MISSING, text: str = "我要贷二十万", checklist: str = "x@1") -> CallReport:
    return a_report(
        a_recording("c-1", metadata={"case_id": "k-1", "agent_id": "a-7", "app.loan_amount": "200000"}),
        items={"loan_amount": Status.VERIFIED, "identity": status},
        facts={"loan_amount": 200000, "intermediary_used": False, "customer_name": "王某"},
        risks=("overdue",),
        violations=("threat",),
        mismatches=("loan_term",),
        transcript=(an_utterance(0, Role.CUSTOMER, text, 1.5),),
        versions=VERSIONS.model_copy(update={"checklist": checklist}),
    )


def silent(report: CallReport) -> CallReport:
    """The report with nothing in its transcript."""
    return report.model_copy(update={"transcript": ()})


def save(path: Path, *reports: CallReport) -> None:
    save_at(url_of(path), *reports)


def save_at(url: str, *reports: CallReport) -> None:
    with stored_run(url, "run") as run:
        for report in reports:
            run.report(to_json(report))


def fail(path: Path, call_id: str, reason: str) -> None:
    with stored_run(url_of(path), "run") as run:
        run.failure({"call_id": call_id, "file": f"{call_id}.wav", "reason": reason, "remedy": "Export it again."})
