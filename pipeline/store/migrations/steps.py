"""Bring a store to this version's tables, or say that it is of another."""

from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from pipeline.errors import StoreError

_HERE = Path(__file__).parent


def upgrade(connection: Connection, url: str) -> None:
    """Take the steps that are missing, within the caller's transaction.

    Raises:
        StoreError: a newer version of tinghe made the store.
    """
    script = ScriptDirectory(str(_HERE))
    _refuse_newer(connection, url, script)

    def missing(revision: Any, _: MigrationContext) -> Any:
        return script._upgrade_revs("head", revision)

    context = MigrationContext.configure(connection, opts={"fn": missing})
    with Operations.context(context):
        context.run_migrations()


def check_current(connection: Connection, url: str) -> None:
    """See that a store has this version's tables.

    Raises:
        StoreError: it is newer, older, or none.
    """
    script = ScriptDirectory(str(_HERE))
    _refuse_newer(connection, url, script)
    if _revision(connection) != script.get_current_head():
        remedy = "Run `tinghe run` or `tinghe judge` with this --store once: it brings the store up to date."
        raise StoreError(url, "it is of an older version of tinghe, or no store", remedy)


def _refuse_newer(connection: Connection, url: str, script: ScriptDirectory) -> None:
    revision = _revision(connection)
    if revision is not None and revision not in {step.revision for step in script.walk_revisions()}:
        raise StoreError(url, "a newer version of tinghe made it", "Install that version, or give another --store.")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
