"""The first tables: runs, calls, hearings, judgements and what they consist of, failures, the log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them, those that others refer to first."""
    _make_calls()
    _make_log()
    _make_runs()
    _make_failures()
    _make_hearings()
    _make_judgements()
    _make_utterances()
    _make_facts()
    _make_findings()
    _make_items()
    _make_mismatches()


def _make_calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=128), nullable=False),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("agent_id", sa.String(length=128), nullable=False),
        sa.Column("branch", sa.String(length=128), nullable=False),
        sa.Column("product", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.String(length=40), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("call_id", name=op.f("uq_calls_call_id")),
    )
    op.create_index(op.f("ix_calls_case_id"), "calls", ["case_id"], unique=False)
    op.create_index(op.f("ix_calls_product_stage"), "calls", ["product", "stage"], unique=False)


def _make_log() -> None:
    op.create_table(
        "log",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_log")),
    )


def _make_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )


def _make_failures() -> None:
    op.create_table(
        "failures",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=128), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_failures_run")),
        sa.PrimaryKeyConstraint("run", "call_id", name=op.f("pk_failures")),
    )


def _make_hearings() -> None:
    op.create_table(
        "hearings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call", sa.Integer(), nullable=False),
        sa.Column("recording_sha256", sa.String(length=64), nullable=False),
        sa.Column("recording", sa.JSON(), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("settings_sha256", sa.String(length=64), nullable=False),
        sa.Column("quality", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_hearings_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearings")),
        sa.UniqueConstraint("call", "sha256", name=op.f("uq_hearings_call_sha256")),
    )


def _make_judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call", sa.Integer(), nullable=False),
        sa.Column("hearing", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("tinghe", sa.String(length=32), nullable=False),
        sa.Column("checklist", sa.String(length=120), nullable=False),
        sa.Column("classifier", sa.String(length=64), nullable=False),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("follow_up", sa.JSON(), nullable=False),
        sa.Column("verdict_sha256", sa.String(length=64), nullable=False),
        sa.Column("words_sha256", sa.String(length=64), nullable=False),
        sa.Column("report_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_judgements_call")),
        sa.ForeignKeyConstraint(["hearing"], ["hearings.id"], name=op.f("fk_judgements_hearing")),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_judgements_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
        sa.UniqueConstraint("hearing", "report_sha256", name=op.f("uq_judgements_hearing_report_sha256")),
    )
    op.create_index(op.f("ix_judgements_call_stands"), "judgements", ["call", "stands"], unique=False)


def _make_utterances() -> None:
    op.create_table(
        "utterances",
        sa.Column("hearing", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["hearing"], ["hearings.id"], name=op.f("fk_utterances_hearing")),
        sa.PrimaryKeyConstraint("hearing", "number", name=op.f("pk_utterances")),
    )


def _make_facts() -> None:
    op.create_table(
        "facts",
        sa.Column("judgement", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["judgement"], ["judgements.id"], name=op.f("fk_facts_judgement")),
        sa.PrimaryKeyConstraint("judgement", "number", name=op.f("pk_facts")),
    )


def _make_findings() -> None:
    op.create_table(
        "findings",
        sa.Column("judgement", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=64), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["judgement"], ["judgements.id"], name=op.f("fk_findings_judgement")),
        sa.PrimaryKeyConstraint("judgement", "kind", "number", name=op.f("pk_findings")),
    )


def _make_items() -> None:
    op.create_table(
        "items",
        sa.Column("judgement", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["judgement"], ["judgements.id"], name=op.f("fk_items_judgement")),
        sa.PrimaryKeyConstraint("judgement", "number", name=op.f("pk_items")),
    )
    op.create_index(op.f("ix_items_item_status"), "items", ["item", "status"], unique=False)


def _make_mismatches() -> None:
    op.create_table(
        "mismatches",
        sa.Column("judgement", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.Column("application", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["judgement"], ["judgements.id"], name=op.f("fk_mismatches_judgement")),
        sa.PrimaryKeyConstraint("judgement", "number", name=op.f("pk_mismatches")),
    )
