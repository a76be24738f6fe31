"""The tables of the store. `pipeline/store/migrations/` builds them; a test compares the two.

A call has recognitions of its recordings (table and columns call them hearings), a recognition has utterances and
judgements, a judgement has the parts of its report. The latest judgement of a call stands; those before it are kept.
Indexes named …_account hold all columns that an account over every call reads, so that it need not read transcripts'
worth of pages for them.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import JSON, DateTime, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

Row = dict[str, Any]  # a row by its column names, as it is written or read
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A moment, kept as UTC wherever the database has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """To UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """From UTC."""
        if value is None or value.tzinfo:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables, with names for every constraint, so that migrations can speak of them."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar = {datetime: Instant}


class RunRow(Base):
    """One start of a command that wrote into the store.

    ended_at: NULL where it was killed. folder: where it wrote its reports and pages, empty where it wrote none.
    """

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    command: Mapped[str] = mapped_column(String(16))
    folder: Mapped[str] = mapped_column(Text, server_default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CallRow(Base):
    """One call by its id, as its manifest's row tells of it.

    started_at: as the manifest has it, with its zone. salt: random, so that nobody can guess from the log's digests
    what was purged; purged with details.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "product", "stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(String(128), unique=True)
    case_id: Mapped[str] = mapped_column(String(128))
    agent_id: Mapped[str] = mapped_column(String(128))
    branch: Mapped[str] = mapped_column(String(128))
    product: Mapped[str] = mapped_column(String(32))
    stage: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[str] = mapped_column(String(40))
    details: Mapped[Any] = mapped_column(JSON)
    salt: Mapped[str] = mapped_column(String(32), server_default="")


class RecognitionRow(Base):
    """One recording (or transcript) turned to text by one recogniser under certain settings.

    The table is called hearings. sha256: of the text and what is known of its quality (rows.recognition_sha256).
    source: where the recording was when it was transcribed. purged_at: when source and text were taken out, their
    retention being over; NULL while they are there.
    """

    __tablename__ = "hearings"
    __table_args__ = (UniqueConstraint("call", "sha256"), Index("ix_hearings_account", "id", "recording_sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    call: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    recording_sha256: Mapped[str] = mapped_column(String(64))
    recording: Mapped[Any] = mapped_column(JSON)
    model: Mapped[str] = mapped_column(String(200))
    settings_sha256: Mapped[str] = mapped_column(String(64))
    quality: Mapped[Any] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text, server_default="")
    purged_at: Mapped[datetime | None]


class UtteranceRow(Base):
    """One uninterrupted stretch of one speaker."""

    __tablename__ = "utterances"

    hearing: Mapped[int] = mapped_column(ForeignKey("hearings.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    start_s: Mapped[float]
    end_s: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    heard: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    channel: Mapped[int | None]
    changes: Mapped[Any] = mapped_column(JSON)


class JudgementRow(Base):
    """One report on one recognition.

    stands: whether no later judgement of the call took its place. verdict_sha256: of what was decided; words_sha256: of
    what was quoted for it (rows.py); report_sha256: of the report's JSON, as the file beside the page has it.
    """

    __tablename__ = "judgements"
    __table_args__ = (
        UniqueConstraint("hearing", "report_sha256"),
        Index(None, "call", "stands"),
        Index("ix_judgements_account", "stands", "call", "hearing", "run", "coverage", "points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    hearing: Mapped[int] = mapped_column(ForeignKey("hearings.id"))
    run: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    judged_at: Mapped[datetime]
    stands: Mapped[bool]
    tinghe: Mapped[str] = mapped_column(String(32))
    checklist: Mapped[str] = mapped_column(String(120))
    classifier: Mapped[str] = mapped_column(String(64))
    coverage: Mapped[float]
    points: Mapped[int]
    verdict: Mapped[str] = mapped_column(Text)
    metrics: Mapped[Any] = mapped_column(JSON)
    follow_up: Mapped[Any] = mapped_column(JSON)
    verdict_sha256: Mapped[str] = mapped_column(String(64))
    words_sha256: Mapped[str] = mapped_column(String(64))
    report_sha256: Mapped[str] = mapped_column(String(64))


class ItemRow(Base):
    """What became of one checklist item. at_s: the second of its last evidence, NULL where there is none."""

    __tablename__ = "items"
    __table_args__ = (Index("ix_items_account", "item", "status", "judgement", "confidence", "at_s"),)

    judgement: Mapped[int] = mapped_column(ForeignKey("judgements.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    at_s: Mapped[float | None]
    evidence: Mapped[Any] = mapped_column(JSON)


class FactRow(Base):
    """A value stated in the call. value: as the report has it, as JSON."""

    __tablename__ = "facts"

    judgement: Mapped[int] = mapped_column(ForeignKey("judgements.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    value: Mapped[Any] = mapped_column(JSON)
    unit: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[float]
    approximate: Mapped[bool]
    evidence: Mapped[Any] = mapped_column(JSON)


class FindingRow(Base):
    """A risk or a violation. kind: risk or violation."""

    __tablename__ = "findings"

    judgement: Mapped[int] = mapped_column(ForeignKey("judgements.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    finding: Mapped[str] = mapped_column(String(64))
    confidence: Mapped[float]
    evidence: Mapped[Any] = mapped_column(JSON)


class MismatchRow(Base):
    """A fact whose value in the call disagrees with the loan file."""

    __tablename__ = "mismatches"

    judgement: Mapped[int] = mapped_column(ForeignKey("judgements.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    fact: Mapped[str] = mapped_column(String(64))
    stated: Mapped[Any] = mapped_column(JSON)
    application: Mapped[Any] = mapped_column(JSON)
    evidence: Mapped[Any] = mapped_column(JSON)


class FailureRow(Base):
    """A call that came to nothing in a run, and why. salt: as that of a call; purged with file."""

    __tablename__ = "failures"

    run: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    call_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    file: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32), server_default="")


class JobRow(Base):
    """One recording that is to be heard and judged, or was. What is done or dropped keeps neither source nor job.

    key: SHA-256 of source and fingerprint: the same recording is taken in once. job: domain.job.Job as JSON.
    priority: the lowest first. state: domain.queue.State. due_at: not before. tries: how often it failed; losses: how
    often the worker that had it was lost. worker, beat: who has it, and a number that grows as long as that worker
    lives. reason, remedy: of the last failure.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(None, "state", "priority", "id"),
        Index(None, "source_sha256"),
        Index(None, "call_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    source_sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    call_id: Mapped[str] = mapped_column(String(128))
    job: Mapped[Any] = mapped_column(JSON)
    priority: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime]
    tries: Mapped[int]
    losses: Mapped[int]
    worker: Mapped[str] = mapped_column(String(128))
    beat: Mapped[int]
    queued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text)


class LogRow(Base):
    """One entry of the append-only log. said: canonical JSON; sha256: over the entry and the one before (log.py)."""

    __tablename__ = "log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(24))
    said: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))


PARTS: Final[dict[str, type[Base]]] = {  # what a judgement consists of
    "items": ItemRow,
    "facts": FactRow,
    "findings": FindingRow,
    "mismatches": MismatchRow,
}
