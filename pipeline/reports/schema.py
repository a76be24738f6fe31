"""The report's JSON Schema, for the programs that read reports."""

import json

from pipeline.domain.report import SCHEMA_ID, CallReport


def json_schema() -> str:
    """The JSON Schema (draft 2020-12) of a call report, as indented JSON."""
    schema = CallReport.model_json_schema(by_alias=True, mode="serialization")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID}
    return json.dumps({**head, **schema}, ensure_ascii=False, indent=2) + "\n"
