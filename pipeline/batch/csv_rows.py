"""Read a CSV of people's making row by row, each with its number, for manifests and lists of what is expected."""

import csv
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path

from pipeline.errors import ManifestError

Row = dict[str, str]
CheckHeader = Callable[[list[str], str], None]  # takes the names of the columns and where they stand


def rows_of(path: Path, check_header: CheckHeader) -> Iterator[tuple[int, Row]]:
    """The rows that are not blank, each with its number as a spreadsheet counts it (1 is the header).

    Cells left out at a row's end are empty.

    Raises:
        ManifestError: the file cannot be read or is no such CSV, or check_header raised it.
    """
    lines = _read_csv(path)
    header = [cell.strip() for cell in lines[0]] if lines else []
    check_header(header, f"{path}, row 1")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ManifestError(f"{path}, row 1", f"the column {twice[0]} stands there twice", "Keep one of the two.")
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() and not name for name, cell in zip_longest(header, cells, fillvalue="")):
            remedy = "Name every column in row 1, and put values that hold a comma into double quotes."
            raise ManifestError(f"{path}, row {number}", "a value stands under no column name", remedy)
        yield number, {name: cell for name, cell in zip_longest(header, cells, fillvalue="") if name}


def text_in(row: Row, column: str) -> str:
    """What the row says in a column, without spaces around it; empty where the column is not there."""
    return row.get(column, "").strip()


def one_of(allowed: dict[str, str], row: Row, column: str, where: str) -> str | None:
    """What the row says in a column of the taxonomy's words, None where it says nothing.

    Raises:
        ManifestError: it says something that is not among them.
    """
    word = text_in(row, column)
    if word and word not in allowed:
        raise ManifestError(where, f"the {column} {word!r} is not in the taxonomy", f"Allowed: {', '.join(allowed)}.")
    return word or None


def _read_csv(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, strict=True))
    except UnicodeDecodeError as error:
        remedy = "Save it as 'CSV UTF-8', or run: iconv -f GB18030 -t UTF-8 OLD > NEW."
        raise ManifestError(path, "is not UTF-8", remedy) from error
    except csv.Error as error:
        raise ManifestError(path, f"is not CSV ({error})", "Save it as CSV with commas and double quotes.") from error
    except OSError as error:
        raise ManifestError(path, f"cannot be read ({error.strerror})", "Give a file that you may read.") from error
