"""The report's JSON Schema, for the programs that read reports."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from pipeline.domain.report import SCHEMA_ID, CallReport

_DIALECT = GenerateJsonSchema.schema_dialect


class _AsWritten(GenerateJsonSchema):
    """A written report holds every key, those with defaults too."""

    def field_is_required(self, *_: Any, **__: Any) -> bool:
        return True


def json_schema() -> str:
    """The JSON Schema (draft 2020-12) of a call report as codec.to_json writes it, as indented JSON."""
    schema = CallReport.model_json_schema(by_alias=True, mode="serialization", schema_generator=_AsWritten)
    return json.dumps({"$schema": _DIALECT, "$id": SCHEMA_ID, **schema}, ensure_ascii=False, indent=2) + "\n"
