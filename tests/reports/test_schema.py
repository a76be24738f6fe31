import json
from typing import Any

import pytest

from pipeline.reports.codec import json_schema, to_json
from tests.reports.invented_call import invented_call

SCHEMA: dict[str, Any] = json.loads(json_schema())
KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
}


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    return SCHEMA["$defs"][name] if name else schema


def breaches(value: Any, schema: dict[str, Any], where: str = "report") -> list[str]:
    """What of value the schema does not allow, as far as our schema's own words go."""
    schema = resolved(schema)
    if "anyOf" in schema:
        ways = [breaches(value, way, where) for way in schema["anyOf"]]
        return [] if [] in ways else ways[0]
    if value != schema.get("const", value) or value not in schema.get("enum", [value]):
        return [f"{where} is {value!r}"]
    if "type" in schema and schema["type"] != "null" and not isinstance(value, KINDS[schema["type"]]):
        return [f"{where} is no {schema['type']}"]
    if schema.get("type") == "null":
        return [] if value is None else [f"{where} is not null"]
    return [breach for name, part, rule in parts(value, schema) for breach in breaches(part, rule, f"{where}.{name}")]


def parts(value: Any, schema: dict[str, Any]) -> list[tuple[str, Any, dict[str, Any]]]:
    if isinstance(value, list):
        return [(str(n), each, schema["items"]) for n, each in enumerate(value)]
    if isinstance(value, dict) and "properties" in schema:
        absent = set(schema.get("required", ())) - value.keys()
        missing = [(name, None, {"type": "string"}) for name in absent]
        return missing + [(key, each, schema["properties"].get(key, {"enum": []})) for key, each in value.items()]
    return []


def test_a_written_report_holds_to_the_published_schema() -> None:
    assert breaches(json.loads(to_json(invented_call())), SCHEMA) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "tinghe.call-report/2"),
        (("items", 0, "status"), "passed"),
        (("score", "points"), "many"),
        (("transcript", 0, "role"), "robot"),
        (("surprise",), 1),
    ],
)
def test_the_schema_refuses_what_is_no_report(path: tuple[str | int, ...], value: Any) -> None:
    report = json.loads(to_json(invented_call()))
    part = report
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert breaches(report, SCHEMA)


def test_the_schema_names_itself_and_its_dialect() -> None:
    assert SCHEMA["$id"] == "tinghe.call-report/1"
    assert SCHEMA["$schema"].startswith("https://json-schema.org/draft/2020-12/")
    assert set(SCHEMA["required"]) == set(SCHEMA["properties"])
    assert SCHEMA["additionalProperties"] is False
