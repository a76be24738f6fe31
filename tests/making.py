"""Values that tests of several rooms begin from: whole, small, and the same every time."""

from pathlib import Path
from typing import Any

from pipeline.domain.job import Job
from pipeline.domain.report import (
    CallReport,
    Evidence,
    Fact,
    FactValue,
    Finding,
    ItemResult,
    Metrics,
    Mismatch,
    RecordingInfo,
    Score,
    SpeechRate,
    TalkShare,
    Versions,
)
from pipeline.domain.transcript import Quality, Utterance
from pipeline.domain.vocabulary import Role, Status

VERSIONS = Versions(tinghe="0.1.0", checklist="consumer.pre_loan@1", model="fake", settings_sha256="0" * 64)
EVIDENCE = Evidence(utterance=0, start=0.0, end=2.0, quote="录音", rule="测试", explanation="测试")


def a_job(path: Path, call_id: str | None = None, **more: Any) -> Job:
    """A job for a file, called by its stem."""
    return Job(call_id=call_id or path.stem, path=path, **more)


def a_recording(call_id: str = "c-1", **more: Any) -> RecordingInfo:
    """What a report says about its recording."""
    said: dict[str, Any] = {
        "sha256": "0" * 64,
        "file": f"{call_id}.wav",
        "duration_s": 60.0,
        "channels": 2,
        "sample_rate_hz": 8000,
        "codec": "pcm_alaw",
        "metadata": {},
        "product": "consumer",
        "stage": "pre_loan",
    }
    return RecordingInfo(call_id=call_id, **{**said, **more})


def an_utterance(index: int, role: Role, text: str, start: float) -> Utterance:
    """Two seconds of speech."""
    return Utterance(index=index, role=role, heard=text, text=text, start=start, end=start + 2)


def a_report(
    recording: RecordingInfo | None = None,
    *,
    items: dict[str, Status] | None = None,
    facts: dict[str, FactValue] | None = None,
    risks: tuple[str, ...] = (),
    violations: tuple[str, ...] = (),
    mismatches: tuple[str, ...] = (),
    transcript: tuple[Utterance, ...] = (),
    versions: Versions = VERSIONS,
) -> CallReport:
    """A whole report with these findings, each with one evidence."""
    return CallReport(
        recording=recording or a_recording(),
        quality=Quality(),
        transcript=transcript or (an_utterance(0, Role.AGENT, "本次通话有录音", 0.0),),
        items=tuple(an_item(name, status) for name, status in (items or {}).items()),
        facts=tuple(a_fact(name, value) for name, value in (facts or {}).items()),
        risks=tuple(a_finding(name) for name in risks),
        violations=tuple(a_finding(name) for name in violations),
        mismatches=tuple(Mismatch(fact=f, stated="1", application="2", evidence=(EVIDENCE,)) for f in mismatches),
        metrics=Metrics(
            talk_share=TalkShare(agent=0.5, customer=0.5),
            silence_s=1.0,
            longest_silence_s=1.0,
            overlaps=0,
            chars_per_minute=SpeechRate(agent=200, customer=180),
        ),
        score=Score(coverage=0.5, points=50, verdict="测试"),
        follow_up=(),
        versions=versions,
    )


def an_item(name: str, status: Status) -> ItemResult:
    """One item with its status."""
    evidence = () if status is Status.MISSING else (EVIDENCE,)
    return ItemResult(id=name, status=status, reason="测试", confidence=0.9, evidence=evidence)


def a_fact(name: str, value: FactValue) -> Fact:
    """One stated fact."""
    return Fact(name=name, value=value, unit="", status="stated", confidence=0.9, evidence=(EVIDENCE,))


def a_finding(name: str) -> Finding:
    """One risk or violation."""
    return Finding(id=name, confidence=0.9, evidence=(EVIDENCE,))
