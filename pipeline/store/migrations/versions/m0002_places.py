"""Where things stand: the folder of a run, the recording of a hearing, the second of an item; and what was purged."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the seconds of items that are there already are read off their evidence."""
    op.add_column("runs", sa.Column("folder", sa.Text(), server_default="", nullable=False))
    op.add_column("hearings", sa.Column("source", sa.Text(), server_default="", nullable=False))
    op.add_column("hearings", sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("items", sa.Column("at_s", sa.Float(), nullable=True))
    _fill_seconds()
    op.drop_index("ix_items_item_status", "items")
    _index("items", "item", "status", "judgement", "confidence", "at_s")
    _index("judgements", "stands", "call", "hearing", "run", "coverage", "points")
    _index("hearings", "id", "recording_sha256")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_account", table, list(columns))


def _fill_seconds() -> None:
    names = ("judgement", "number", "at_s")
    items = sa.table("items", *(sa.column(name) for name in names), sa.column("evidence", sa.JSON()))
    connection = op.get_bind()
    rows = connection.execute(sa.select(items.c.judgement, items.c.number, items.c.evidence)).all()
    seconds = [
        {"of_judgement": judgement, "of_number": number, "second": evidence[-1]["start"]}
        for judgement, number, evidence in rows
        if evidence
    ]
    if seconds:
        this = (items.c.judgement == sa.bindparam("of_judgement"), items.c.number == sa.bindparam("of_number"))
        connection.execute(sa.update(items).where(*this).values(at_s=sa.bindparam("second")), seconds)
