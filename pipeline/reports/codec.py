"""Call report ↔ JSON: the same report gives the same bytes."""

import json
from typing import Any

from pipeline.domain.report import CallReport

SECOND_DIGITS = 3  # milliseconds; finer is below what any recogniser times


def to_json(report: CallReport) -> str:
    """The report as contract.md lays it out: UTF-8 JSON, seconds and shares rounded to three digits."""
    return json.dumps(_rounded(report.model_dump(mode="json", by_alias=True)), ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> CallReport:
    """The report that a JSON text holds.

    Raises:
        ValueError: it is not JSON, or not a report of this schema.
    """
    return CallReport.model_validate_json(text)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, SECOND_DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return value
