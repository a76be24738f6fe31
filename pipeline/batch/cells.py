"""The cells of a table of people's making as text, whatever program wrote it: CSV, XLSX or Parquet."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from pipeline.errors import ManifestError

_UNDECODED: Final = "\ufffd"
_GIVE: Final = "Give a file that you may read."


def cells_of(path: Path) -> list[list[str]]:
    """Row by row, the names of the columns first; by the file's ending XLSX (its first sheet), Parquet, or else CSV.

    Raises:
        ManifestError: the file cannot be read, or is not what its ending says.
    """
    return _READERS.get(path.suffix.lower(), _csv_cells)(path)


def as_cells(rows: Iterable[Iterable[Any]]) -> list[list[str]]:
    """Values as people would write them into a table: nothing as an empty cell, 7.0 as 7, times as ISO 8601."""
    return [[_as_cell(value) for value in row] for row in rows]


def _as_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def csv_cells(content: bytes, where: object) -> list[list[str]]:
    """The cells of a CSV that was read already; raises ManifestError as cells_of does. where: as messages call it."""
    try:
        return list(csv.reader(io.StringIO(_decoded(content, where), newline=""), strict=True))
    except csv.Error as error:
        raise ManifestError(where, f"is not CSV ({error})", "Save it as CSV with commas and double quotes.") from error


def _csv_cells(path: Path) -> list[list[str]]:
    try:
        return csv_cells(path.read_bytes(), path)
    except OSError as error:
        raise ManifestError(path, f"cannot be read ({error.strerror})", _GIVE) from error


def _xlsx_cells(path: Path) -> list[list[str]]:
    from zipfile import BadZipFile  # noqa: PLC0415 - as below

    from openpyxl import load_workbook  # noqa: PLC0415 - costs start-up time
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            return as_cells(book.worksheets[0].iter_rows(values_only=True))
        finally:
            book.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise ManifestError(path, "is no workbook that can be read", "Save it as XLSX, or as CSV.") from error
    except OSError as error:
        raise ManifestError(path, f"cannot be read ({error.strerror})", _GIVE) from error


def _parquet_cells(path: Path) -> list[list[str]]:
    import pyarrow as pa  # noqa: PLC0415 - costs start-up time
    from pyarrow import parquet  # noqa: PLC0415 - as above

    try:
        table = parquet.ParquetFile(path).read()
    except pa.ArrowException as error:
        raise ManifestError(path, "is no Parquet that can be read", "Write it again, or as CSV.") from error
    except OSError as error:
        raise ManifestError(path, f"cannot be read ({error.strerror})", _GIVE) from error
    columns = [column.to_pylist() for column in table.columns]
    return [list(table.column_names), *as_cells(zip(*columns, strict=True))]


def _decoded(content: bytes, where: object) -> str:
    """UTF-8, or GB18030 as spreadsheets in China write it.

    Nearly every text can be read as GB18030, and UTF-8 with one broken character becomes other words in it: what holds
    more whole characters of UTF-8 than broken ones is refused, not guessed at.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        remedy = "Save it as 'CSV UTF-8', or mend that row."
        as_utf8 = content.decode("utf-8", errors="replace")
        broken = as_utf8.count(_UNDECODED)
        if sum(not letter.isascii() for letter in as_utf8) - broken >= broken:
            row = content.count(b"\n", 0, error.start) + 1
            raise ManifestError(f"{where}, row {row}", "a character is broken (not UTF-8)", remedy) from error
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError:
            raise ManifestError(where, "is neither UTF-8 nor GB18030", "Save it as 'CSV UTF-8'.") from error


_READERS: Final[dict[str, Callable[[Path], list[list[str]]]]] = {".xlsx": _xlsx_cells, ".parquet": _parquet_cells}
