"""Everything that reports say as a star schema in Parquet, written row group by row group.

A hundred thousand reports fit in memory, and so do a million.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.exports.call import ExportCall
from pipeline.exports.star_rows import COLUMNS, Row, call_rows, names

if TYPE_CHECKING:
    import pyarrow as pa

_GROUP: Final = 20_000  # rows of a table that are held back, and become a row group


def table_files(*, utterances: bool) -> tuple[str, ...]:
    """The names of the files."""
    return tuple(f"parquet/{table}.parquet" for table in COLUMNS if utterances or table != "utterances")


class StarTables:
    """The tables of many calls, each in a file of its own."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        """Files: by each of the names of table_files the file to write."""
        from pyarrow import parquet  # noqa: PLC0415 - costs start-up time

        paths = {Path(name).stem: path for name, path in files.items()}
        self._schemas = {table: _schema(table) for table in paths}
        self._writers = {
            table: parquet.ParquetWriter(path, self._schemas[table], compression="zstd")
            for table, path in paths.items()
        }
        self._rows: dict[str, list[Row]] = {table: [] for table in paths}
        self._calls = 0
        self._take("names", names())

    def add(self, call: ExportCall) -> None:
        """A call more; its number is the order in which it came, from 0."""
        for table, rows in call_rows(call, self._calls):
            if table in self._rows:
                self._take(table, rows)
        self._calls += 1

    def close(self) -> None:
        """Write what was held back."""
        for table, writer in self._writers.items():
            self._write(table)
            writer.close()

    def _take(self, table: str, rows: Iterable[Row]) -> None:
        self._rows[table] += rows
        if len(self._rows[table]) >= _GROUP:
            self._write(table)

    def _write(self, table: str) -> None:
        import pyarrow as pa  # noqa: PLC0415 - costs start-up time

        if self._rows[table]:
            self._writers[table].write_table(pa.Table.from_pylist(self._rows[table], schema=self._schemas[table]))
            self._rows[table] = []


def _schema(table: str) -> "pa.Schema":
    import pyarrow as pa  # noqa: PLC0415 - costs start-up time

    types = {
        "text": pa.string(),
        "word": pa.dictionary(pa.int32(), pa.string()),  # few values, many rows
        "texts": pa.list_(pa.string()),
        "time": pa.timestamp("us", "UTC"),
        "bool": pa.bool_(),
        **{name: getattr(pa, name)() for name in ("int16", "int32", "int64", "float64")},
    }
    return pa.schema([(name, types[kind]) for name, kind in COLUMNS[table].items()])
