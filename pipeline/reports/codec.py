"""Call report and its grounds ↔ JSON: the same report gives the same bytes; and the JSON Schema that it holds to."""

import hashlib
import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.json_schema import GenerateJsonSchema

from pipeline.domain.base import DIGITS, IDENTIFIER
from pipeline.domain.grounds import Grounds
from pipeline.domain.report import SCHEMA_ID, CallReport
from pipeline.errors import ReportError

# What was said, and what the loan file holds, is not ours to round.
_EXACT = frozenset({"value", "stated", "application"})

GROUNDS_ID, GROUNDS_FOLDER = "tinghe.grounds/1", "grounds"

_DIALECT = GenerateJsonSchema.schema_dialect


def to_json(report: CallReport) -> str:
    """The report as contract.md lays it out: JSON with `schema` first, seconds and shares rounded to three digits."""
    return json.dumps(to_plain(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def to_plain(report: CallReport) -> dict[str, Any]:
    """The same as dicts, lists and scalars, for those who lay out JSON in another way."""
    plain: dict[str, Any] = _rounded(report.model_dump(mode="json", by_alias=True))
    return plain


def from_json(text: str) -> CallReport:
    """The report that a JSON text holds.

    Raises:
        ReportError: it is not JSON, or not a report of this schema; names the first place, quotes nothing.
    """
    try:
        report = CallReport.model_validate_json(text)
    except ValidationError as error:
        first, *others = error.errors(include_url=False, include_context=False, include_input=False)
        where = ".".join(map(str, first["loc"]))
        cause = f"{where}: {first['msg']}" if where else first["msg"]
        more = f" (and {len(others)} more)" if others else ""
        refusal = ReportError("call report", cause + more, "Make it anew with this version of tinghe.")
        raise refusal from None  # the original would quote what was said in the call
    _check_ids(report)
    return report


def _check_ids(report: CallReport) -> None:
    """Ids name files and addresses; a report whose ids are none was written by somebody else."""
    ids = {
        "items": (item.id for item in report.items),
        "facts": (fact.name for fact in report.facts),
        "risks": (finding.id for finding in report.risks),
        "violations": (finding.id for finding in report.violations),
        "mismatches": (mismatch.fact for mismatch in report.mismatches),
        "recording": (report.recording.product, report.recording.stage),
    }
    for where, found in ids.items():
        if not all(map(IDENTIFIER.fullmatch, found)):
            raise ReportError("call report", f"{where}: an id is none", "Make it anew with this version of tinghe.")


def read_report(path: Path) -> CallReport:
    """The report in a file.

    Raises:
        ReportError: the file cannot be read, or holds no report of this schema; names the file.
    """
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(path, f"cannot be read ({type(error).__name__})", "Give a call report (JSON).") from error
    except ReportError as error:
        raise ReportError(path, f"is no call report ({error.cause})", error.remedy) from None


def grounds_path(report: Path) -> Path:
    """Where the grounds of a report stand: beside it, in a folder of their own, so that *.json are reports alone."""
    return report.parent / GROUNDS_FOLDER / report.name


def grounds_to_json(grounds: Grounds, report: str) -> str:
    """The grounds of a report as one JSON text that names the report by the SHA-256 of its text."""
    laid_out = {"schema": GROUNDS_ID, "report_sha256": _sha256(report), **grounds.model_dump(mode="json")}
    return json.dumps(_rounded(laid_out), ensure_ascii=False, allow_nan=False) + "\n"


def read_grounds(report: Path) -> Grounds | None:
    """What the verdicts of the report in a file rest on; None where nothing was kept, or it is another report's."""
    try:
        kept = json.loads(grounds_path(report).read_text(encoding="utf-8"))
        if (kept.pop("schema"), kept.pop("report_sha256")) != (GROUNDS_ID, _sha256(report.read_text(encoding="utf-8"))):
            return None
        return Grounds.model_validate(kept)
    except (OSError, ValueError, TypeError, KeyError):  # absent or spoilt: the account can be made anew
        return None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: each if key in _EXACT else _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return value


class _AsWritten(GenerateJsonSchema):
    """A written report holds every key, those with defaults too."""

    def field_is_required(self, *_: Any, **__: Any) -> bool:
        return True


def json_schema() -> str:
    """The JSON Schema (draft 2020-12) of a call report as codec.to_json writes it, as indented JSON."""
    schema = CallReport.model_json_schema(by_alias=True, mode="serialization", schema_generator=_AsWritten)
    return json.dumps({"$schema": _DIALECT, "$id": SCHEMA_ID, **schema}, ensure_ascii=False, indent=2) + "\n"
