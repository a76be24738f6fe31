"""Bring a store to this version's tables, or say that it is of another."""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, column, inspect, select, table

from pipeline.errors import StoreError

# In their order; a test holds them to versions/. Written down, so that reading a store imports no Alembic.
REVISIONS: Final = ("0001", "0002", "0003", "0004")
_HERE = Path(__file__).parent
_VERSION_TABLE: Final = "alembic_version"


def upgrade(connection: Connection, url: str) -> None:
    """Take the steps that are missing, within the caller's transaction.

    Raises:
        StoreError: a newer version of tinghe made the store.
    """
    if _known_revision(connection, url) == REVISIONS[-1]:
        return
    from alembic.migration import MigrationContext  # noqa: PLC0415 - a quarter of a second of start-up
    from alembic.operations import Operations  # noqa: PLC0415 - likewise
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - likewise

    script = ScriptDirectory(str(_HERE))

    def missing(revision: Any, _: MigrationContext) -> Any:
        return script._upgrade_revs("head", revision)

    context = MigrationContext.configure(connection, opts={"fn": missing})
    with Operations.context(context):
        context.run_migrations()


def check_current(connection: Connection, url: str, *, older: bool = False) -> None:
    """See that a store has this version's tables; older: or those of an earlier one.

    Raises:
        StoreError: it is newer, older where that is not wanted, or none.
    """
    found = _known_revision(connection, url)
    if found != REVISIONS[-1] and not (older and found):
        remedy = "Run `tinghe run` or `tinghe judge` with this --store once: it brings the store up to date."
        raise StoreError(url, "it is of an older version of tinghe, or no store", remedy)


def _known_revision(connection: Connection, url: str) -> str | None:
    """The last step that a store took, None where it took none; refuses one that this version does not know."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found: str | None = connection.execute(select(column("version_num")).select_from(table(_VERSION_TABLE))).scalar()
    if found is not None and found not in REVISIONS:
        raise StoreError(url, "a newer version of tinghe made it", "Install that version, or give another --store.")
    return found
