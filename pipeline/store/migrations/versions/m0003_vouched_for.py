"""What accounts read besides verdicts is vouched for: salts, and what stands there taken up into the log as it is."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from pipeline.store.rows import new_salt
from pipeline.store.taking_up import take_up

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEYS = {"calls": ("id",), "failures": ("run", "call_id")}


def upgrade() -> None:
    """Add the salts, then have the log say what the rows of an older version are from now on."""
    for table in _KEYS:
        op.add_column(table, sa.Column("salt", sa.String(length=32), server_default="", nullable=False))
    connection = op.get_bind()
    if connection.execute(sa.select(sa.table("log", sa.column("number"))).limit(1)).first() is None:
        return  # a store that is being made
    for table, keys in _KEYS.items():
        _fill_salts(connection, table, keys)
    take_up(connection)


def _fill_salts(connection: sa.Connection, table: str, keys: tuple[str, ...]) -> None:
    rows: Any = sa.table(table, *(sa.column(name) for name in (*keys, "salt")))
    found = connection.execute(sa.select(*(rows.c[key] for key in keys))).all()
    salts = [{**dict(zip((f"of_{key}" for key in keys), row, strict=True)), "new": new_salt()} for row in found]
    if salts:
        this = [rows.c[key] == sa.bindparam(f"of_{key}") for key in keys]
        connection.execute(sa.update(rows).where(*this).values(salt=sa.bindparam("new")), salts)
