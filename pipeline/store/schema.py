"""What in a database is not of the store: triggers and views, and what its own check finds."""

from collections.abc import Iterator

from sqlalchemy import Connection

from pipeline.store.tables import Base

_SQLITE_PARTS = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name"
_POSTGRESQL_PARTS = """
SELECT 'trigger', t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND c.relname = ANY(%s)
UNION ALL SELECT 'rule', rulename FROM pg_rules WHERE tablename = ANY(%s)
UNION ALL SELECT 'view', viewname FROM pg_views WHERE viewname = ANY(%s)
"""


def foreign_parts(connection: Connection) -> Iterator[tuple[str, str]]:
    """Each part with what is wrong about it; a trigger may change what is written, a view what is read."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(_SQLITE_PARTS).all()
        # An index that says otherwise than its table: accounts are read off indexes.
        checked = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if checked != "ok":
            yield "the database file", "is damaged, or was changed past the database"
    else:
        tables = sorted(Base.metadata.tables)
        found = connection.exec_driver_sql(_POSTGRESQL_PARTS, (tables, tables, tables)).all()
    for kind, name in found:
        yield f"{kind} {name}", "is not of the store and may change what is written or read"
