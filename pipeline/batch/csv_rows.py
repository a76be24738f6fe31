"""Read a table of people's making row by row, each with its number, for manifests and lists of what is expected."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process, utils

from pipeline.batch.cells import cells_of
from pipeline.errors import ManifestError

Row = dict[str, str]
CheckHeader = Callable[[list[str], str], None]  # takes the names of the columns and where they stand
_ALIKE: Final = 75.0  # of 100, from which on one word is likely a misspelling of another
_SHORTEST_PART: Final = 2  # characters of a Chinese name that are enough to mean it


class Line(NamedTuple):
    """One row that is not blank. number: as a spreadsheet counts (1 is the header). fault: why it cannot be meant."""

    number: int
    row: Row
    fault: str = ""


def lines_of(path: Path, check_header: CheckHeader) -> Iterator[Line]:
    """The rows that are not blank, those that cannot be meant with their fault.

    Cells left out at a row's end are empty. CSV in UTF-8 with or without its mark, else GB18030; XLSX and Parquet too.

    Raises:
        ManifestError: the file cannot be read or is no such table, or check_header raised it.
    """
    yield from lines_in(cells_of(path), str(path), check_header)


def lines_in(lines: list[list[str]], where: str, check_header: CheckHeader) -> Iterator[Line]:
    """As lines_of, of cells that are read already. where: what they are of, as messages name it."""
    header = [cell.strip() for cell in lines[0]] if lines else []
    check_header(header, f"{where}, row 1")
    twice = sorted(name for name, count in Counter(header).items() if name and count > 1)
    if twice:
        raise ManifestError(f"{where}, row 1", f"the column {twice[0]} stands there twice", "Keep one of the two.")
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            under = list(zip_longest(header, cells, fillvalue=""))
            yield Line(number, {name: cell for name, cell in under if name}, _fault(under))


def rows_of(path: Path, check_header: CheckHeader) -> Iterator[tuple[int, Row]]:
    """The same for a list in which every row has to be right: the first that cannot be meant is refused.

    Raises:
        ManifestError: as lines_of does, or a row cannot be meant.
    """
    for number, row, fault in lines_of(path, check_header):
        if fault:
            raise ManifestError(f"{path}, row {number}", fault, ROW_REMEDY)
        yield number, row


ROW_REMEDY: Final = "Name every column in row 1, and put values that hold a comma into double quotes."


def text_in(row: Row, column: str) -> str:
    """What the row says in a column, without spaces around it; empty where the column is not there."""
    return row.get(column, "").strip()


def one_of(allowed: dict[str, str], row: Row, column: str, where: str) -> str | None:
    """What the row says in a column of the taxonomy's words, None where it says nothing.

    allowed: Chinese names by id. Taken are the id, in any case, and the name or a part of it that no other has.

    Raises:
        ManifestError: it says something that is not among them; what it says is not quoted, for where columns are
            shifted it is a person's name.
    """
    word = text_in(row, column)
    if not word:
        return None
    plain = word.casefold().replace("-", "_").replace(" ", "_")
    if plain in allowed:
        return plain
    named = [id_ for id_, name in allowed.items() if len(word) >= _SHORTEST_PART and word in name]
    if len(named) == 1:
        return named[0]
    likely = nearest(plain, tuple(allowed))
    remedy = f"{did_you_mean(likely)}Allowed: {', '.join(allowed)}, or their Chinese names."
    raise ManifestError(where, f"the {column} is not in the taxonomy", remedy)


def nearest(word: str, known: Collection[str]) -> str:
    """The known word that another is likely a misspelling of, empty where there is none."""
    found = process.extractOne(word, known, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_ALIKE)
    return str(found[0]) if found else ""


def did_you_mean(likely: str) -> str:
    """The beginning of a remedy, empty where there is no likely word."""
    return f"Did you mean {likely}? " if likely else ""


def _fault(under: list[tuple[str, str]]) -> str:
    if any(cell.strip() and not name for name, cell in under):
        return "a value stands under no column name"
    return "a cell holds the character 0" if any("\0" in cell for _, cell in under) else ""
