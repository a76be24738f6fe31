"""Read a list of the calls or loans that should be there."""

from pathlib import Path

from pipeline.batch.csv_rows import Row, one_of, rows_of, text_in
from pipeline.errors import ManifestError
from pipeline.population.accounting import Expected
from pipeline.rulebook.taxonomy import taxonomy


def read_expected(path: Path) -> tuple[Expected, ...]:
    """What is expected, in the list's order: calls where it has a column call_id, else loans by case_id.

    Raises:
        ManifestError: the file or a row cannot be meant; names the row as a spreadsheet counts it (1 is the header).
    """
    rows: dict[tuple[str, ...], Expected] = {}
    for number, row in rows_of(path, _check_header):
        expected = _expected(number, row, f"{path}, row {number}")
        former = rows.setdefault(expected.key, expected)
        if former is not expected:
            cause = f"what it expects ({' '.join(filter(None, expected.key))}) is expected in row {former.row} too"
            raise ManifestError(f"{path}, row {number}", cause, "Keep one of the two, or every sum counts it twice.")
    if not rows:
        raise ManifestError(path, "no row stands under the header", "Give a row for every call or loan expected.")
    return tuple(rows.values())


def _check_header(header: list[str], where: str) -> None:
    if "call_id" not in header and "case_id" not in header:
        remedy = "Name the columns in row 1: call_id where a row is a call, case_id where it is a loan."
        raise ManifestError(where, "there is no column 'call_id' nor 'case_id'", remedy)


def _expected(number: int, row: Row, where: str) -> Expected:
    if "call_id" in row:
        call_id = _key(row, "call_id", where)
        return Expected(row=number, call_id=call_id, case_id=text_in(row, "case_id"), cells=row)
    return Expected(
        row=number,
        case_id=_key(row, "case_id", where),
        stage=one_of(taxonomy().stages, row, "stage", where) or "",
        product=one_of(taxonomy().products, row, "product", where) or "",
        cells=row,
    )


def _key(row: Row, column: str, where: str) -> str:
    key = text_in(row, column)
    if not key:
        raise ManifestError(where, f"the column {column} is empty", f"Give its {column}, or take the row out.")
    if not key.isprintable():
        remedy = f"Write the {column} as the manifest has it, on one line."
        raise ManifestError(where, f"the {column} {key!r} holds an unprintable character", remedy)
    return key
