"""A store of another version is brought up to date, or refused and left alone."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect

from pipeline.errors import StoreError
from pipeline.store.audit import breaches
from pipeline.store.engine import reading, url_of, writing
from pipeline.store.migrations import steps
from pipeline.store.migrations.steps import REVISIONS
from pipeline.store.tables import Base
from tests.store.forging import as_an_earlier_version_wrote_it
from tests.store.reading import change, content, rows
from tests.store.saved import a_full_report, save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "tinghe.db"
    save(path, a_full_report())
    return path


def test_the_migrations_make_the_tables_that_the_code_speaks_of(path: Path) -> None:
    """Same tables, columns, keys and indexes."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with create_engine(url_of(path)).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
        assert "alembic_version" in inspect(connection).get_table_names()


def test_the_revisions_that_are_known_are_those_of_the_migrations() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(Path(steps.__file__).parent))
    assert list(REVISIONS) == [step.revision for step in script.walk_revisions()][::-1]


@pytest.mark.parametrize("opened", [reading, writing])
def test_a_newer_store_is_left_alone(path: Path, opened: Any) -> None:
    change(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="a newer version of tinghe made it"), opened(url_of(path)):
        pass


def test_a_database_without_the_tables_is_not_read_and_is_filled_by_writing(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    path.touch()
    with pytest.raises(StoreError, match="an older version of tinghe, or no store"), reading(url_of(path)):
        pass
    save(path, a_full_report())
    with reading(url_of(path)):
        pass


_BACK_TO_0001 = (
    "ALTER TABLE runs DROP COLUMN folder",
    "ALTER TABLE hearings DROP COLUMN source",
    "ALTER TABLE hearings DROP COLUMN purged_at",
    *(f"DROP INDEX ix_{table}_account" for table in ("items", "judgements", "hearings")),
    "ALTER TABLE items DROP COLUMN at_s",
    "CREATE INDEX ix_items_item_status ON items (item, status)",
    "UPDATE alembic_version SET version_num = '0001'",
)


def test_an_older_store_is_not_read_and_is_brought_up_to_date_by_writing(path: Path) -> None:
    before = content(path)
    as_an_earlier_version_wrote_it(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in _BACK_TO_0001:
            connection.execute(statement)
    with pytest.raises(StoreError, match="an older version of tinghe") as refused, reading(url_of(path)):
        pass
    assert str(refused.value).count("\n") == 0
    save(path, a_full_report())
    assert content(path) == before


def test_an_older_store_keeps_its_proof_and_gets_the_seconds_of_its_items(path: Path) -> None:
    as_an_earlier_version_wrote_it(path)
    with closing(sqlite3.connect(path)) as file, file:
        for statement in _BACK_TO_0001:
            file.execute(statement)
    save(path)
    assert [row["version_num"] for row in rows(path, "SELECT * FROM alembic_version")] == [REVISIONS[-1]]
    seconds = [(json.loads(row["evidence"]), row["at_s"]) for row in rows(path, "SELECT evidence, at_s FROM items")]
    assert [at_s for _, at_s in seconds] == [evidence[-1]["start"] if evidence else None for evidence, _ in seconds]
    with reading(url_of(path)) as connection:
        assert list(breaches(connection)) == []


@pytest.mark.parametrize(
    ("revision", "remedy"), [("9999", "Install that version"), ("0001", "it brings the store up to date")]
)
def test_whoever_reads_another_versions_store_is_told_what_to_do(path: Path, revision: str, remedy: str) -> None:
    change(path, f"UPDATE alembic_version SET version_num = '{revision}'")
    with pytest.raises(StoreError, match=remedy), reading(url_of(path)):
        pass
