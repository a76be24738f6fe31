"""The rows of a store read one by one as they stand, in a store of an earlier version too."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, bindparam, inspect, select

from pipeline.store.tables import PARTS, Base, Row


class StoredRows:
    """Rows by their keys; columns that an earlier version's store does not have are not in them.

    A row whose values cannot be read as their columns' types raises ValueError, and no other row with it.
    """

    def __init__(self, connection: Connection) -> None:
        """Take the store's connection; nothing is read yet."""
        self._connection = connection
        self._questions: dict[tuple[str, ...], Select[Any]] = {}
        self._columns: dict[str, list[Any]] = {}

    def keys(self, table: type[Base]) -> list[tuple[Any, ...]]:
        """The keys of all rows, in their order."""
        key = _key_of(table)
        return [tuple(row) for row in self._connection.execute(select(*key).order_by(*key))]

    def one(self, table: type[Base], *key: Any) -> Row | None:
        """The row of a key; None where there is none."""
        names = tuple(column.name for column in _key_of(table))
        found = self._connection.execute(self._question(table, names), dict(zip(names, key, strict=True)))
        row = found.mappings().first()
        return dict(row) if row else None

    def of(self, table: type[Base], owner: str, number: int) -> list[Row]:
        """The rows of a judgement or recognition, in the order of their keys. owner: the column that names it."""
        found = self._connection.execute(self._question(table, (owner,)), {owner: number})
        return [dict(row) for row in found.mappings()]

    def parts(self, judgement: int) -> dict[str, list[Row]]:
        """What a judgement consists of, by table."""
        return {name: self.of(table, "judgement", judgement) for name, table in PARTS.items()}

    def strays(self, table: type[Base], owner: str, owners: type[Base]) -> Iterator[int]:
        """The numbers of owners that rows name and that are not there."""
        named: Any = table.__table__.c[owner]
        there: Any = owners.__table__.c.id
        question = select(named).distinct().where(named.not_in(select(there))).order_by(named)
        yield from self._connection.execute(question).scalars()

    def unnamed(self, table: type[Base], owner: str, named_by: type[Base]) -> Iterator[int]:
        """The numbers of rows that no row of another table names. owner: the column there."""
        number: Any = table.__table__.c.id
        named: Any = named_by.__table__.c[owner]
        question = select(number).where(number.not_in(select(named))).order_by(number)
        yield from self._connection.execute(question).scalars()

    def _question(self, table: type[Base], names: tuple[str, ...]) -> Select[Any]:
        """Built once: building a statement takes longer than the database takes to answer it."""
        key = (table.__tablename__, *names)
        if key not in self._questions:
            whole = table.__table__
            limits = [whole.c[name] == bindparam(name) for name in names]
            question = select(*self._columns_of(table)).where(*limits)
            self._questions[key] = question.order_by(*_key_of(table))
        return self._questions[key]

    def _columns_of(self, table: type[Base]) -> list[Any]:
        name = table.__tablename__
        if name not in self._columns:
            there = {column["name"] for column in inspect(self._connection).get_columns(name)}
            self._columns[name] = [column for column in table.__table__.columns if column.name in there]
        return self._columns[name]


def _key_of(table: type[Base]) -> list[Any]:
    whole: Any = table.__table__
    return list(whole.primary_key.columns)
