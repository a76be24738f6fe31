"""A report as JSON and back, and the schema that it holds to."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.grounds import ConductAccount, Contribution, FactAccount, Grounds, ItemAccount
from pipeline.domain.report import CallReport, Fact, FactValue
from pipeline.errors import ExitStatus, RecordingError
from pipeline.reports.codec import from_json, grounds_path, grounds_to_json, json_schema, read_grounds, to_json
from tests.making import EVIDENCE, a_fact, a_report
from tests.reports.invented_call import invented_call

# As spec/contract.md names them, in its order.
PARTS = [
    *("schema", "recording", "quality", "transcript"),
    *("items", "facts", "risks", "violations", "mismatches"),
    *("metrics", "score", "follow_up", "versions"),
]
KEYS = {
    "quality": {"coverage", "unheard", "role_confidence", "warnings"},
    "metrics": {"talk_share", "silence_s", "longest_silence_s", "overlaps", "chars_per_minute"},
    "score": {"coverage", "points", "verdict"},
    "versions": {"tinghe", "checklist", "model", "settings_sha256"},
    "recording": {"call_id", "sha256", "file", "duration_s", "channels", "sample_rate_hz", "codec", "metadata"},
}
KEYS_OF_EACH = {
    "transcript": {"index", "role", "start", "end", "heard", "text", "confidence"},
    "items": {"id", "status", "reason", "confidence", "evidence"},
    "facts": {"name", "value", "unit", "status", "confidence", "evidence"},
    "risks": {"id", "confidence", "evidence"},
    "violations": {"id", "confidence", "evidence"},
    "mismatches": {"fact", "stated", "application", "evidence"},
    "follow_up": {"item", "question"},
}
values = st.one_of(
    st.text(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9).filter(lambda number: not number.is_integer()),
)
seconds = st.floats(0, 10_000)


def written(report: CallReport) -> Any:
    return json.loads(to_json(report))


def test_the_parts_stand_as_the_contract_names_them() -> None:
    report = written(invented_call())
    assert list(report) == PARTS
    assert report["schema"] == "tinghe.call-report/1"
    for part, keys in KEYS.items():
        assert report[part].keys() >= keys
    for part, keys in KEYS_OF_EACH.items():
        assert all(each.keys() >= keys for each in report[part])
        assert report[part]
    assert report["items"][0]["evidence"][0].keys() == {"utterance", "start", "end", "quote", "rule", "explanation"}


def test_chinese_is_written_as_chinese() -> None:
    assert "江湾银行个贷中心" in to_json(invented_call())


def test_seconds_and_confidences_are_rounded_and_what_was_said_is_not() -> None:
    evidence = EVIDENCE.model_copy(update={"start": 1.23456})
    rate = Fact(name="annual_rate", value=4.35678, unit="%", status="stated", confidence=0.123456, evidence=(evidence,))
    (fact,) = written(a_report().model_copy(update={"facts": (rate,)}))["facts"]
    assert (fact["evidence"][0]["start"], fact["confidence"], fact["value"]) == (1.235, 0.123, 4.35678)


def test_a_report_reads_back_as_it_was() -> None:
    assert from_json(to_json(invented_call())) == invented_call()


@given(values)
def test_a_value_keeps_its_kind(value: FactValue) -> None:
    report = a_report().model_copy(update={"facts": (a_fact("employer", value),)})
    read = from_json(to_json(report)).facts[0].value
    assert (type(read), read) == (type(value), value)


@given(seconds, seconds, st.text())
def test_what_was_read_is_written_to_the_same_bytes(start: float, end: float, quote: str) -> None:
    evidence = EVIDENCE.model_copy(update={"start": start, "end": end, "quote": quote})
    fact = a_fact("employer", quote).model_copy(update={"evidence": (evidence,)})
    text = to_json(a_report().model_copy(update={"facts": (fact,)}))
    assert to_json(from_json(text)) == text


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[]", "object"),
        ("{}", "recording: Field required"),
        (to_json(invented_call()).replace("call-report/1", "call-report/2"), "schema: Input should be"),
        (to_json(invented_call()).replace('"verified"', '"passed"', 1), "items.0.status"),
        (to_json(invented_call()).replace('"points": 31', '"points": 31, "stars": 5'), "score.stars: Extra"),
    ],
)
def test_what_is_no_report_is_refused_by_the_first_place_that_is_wrong(text: str, cause: str) -> None:
    with pytest.raises(RecordingError) as refused:
        from_json(text)
    assert cause in str(refused.value)
    assert refused.value.exit_status is ExitStatus.SOME_FAILED


@pytest.mark.parametrize("odd", ["../../../evil", "/etc/x", "a/b", "a\\b", "..", "", "a b", "a\n", "x" * 65, "<b>"])
@pytest.mark.parametrize(("part", "name"), [("items", "id"), ("facts", "name"), ("risks", "id"), ("violations", "id")])
def test_an_id_that_could_name_a_file_elsewhere_is_refused(part: str, name: str, odd: str) -> None:
    report = written(invented_call())
    report[part][0][name] = odd
    with pytest.raises(RecordingError, match=f"{part}: an id is none"):
        from_json(json.dumps(report))


def test_a_refusal_quotes_nothing_of_the_call() -> None:
    text = to_json(invented_call()).replace('"index": 3', '"index": "沈知远的身份证"')
    with pytest.raises(ValueError, match=r"transcript\.3\.index") as refused:
        from_json(text)
    assert "沈知远" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_no_value_that_json_lacks_is_written() -> None:
    endless = a_report().model_copy(update={"facts": (a_fact("loan_amount", float("inf")),)})
    with pytest.raises(ValueError, match="JSON"):
        to_json(endless)


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


GROUNDS = Grounds(
    items={
        "identity": ItemAccount(
            item="identity",
            statuses={"verified": 0.75, "missing": 0.25},
            contributions=(Contribution(utterance=3, does="answers", probability=0.5, weight=-0.125),),
        )
    },
    facts={"loan_amount": FactAccount(standing=200000, threshold=0.5, contributions=())},
    conduct={"overdue": ConductAccount(probability=0.1, reported_from=0.65, listed_from=0.2, contributions=())},
)


def kept(folder: Path) -> Path:
    """A report with its grounds beside it."""
    path, text = folder / "c-1.json", to_json(a_report())
    path.write_text(text, encoding="utf-8")
    grounds_path(path).parent.mkdir()
    grounds_path(path).write_text(grounds_to_json(GROUNDS, text), encoding="utf-8")
    return path


def test_grounds_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    assert read_grounds(kept(tmp_path)) == GROUNDS


def test_grounds_of_a_report_that_was_changed_since_are_not_its_own(tmp_path: Path) -> None:
    path = kept(tmp_path)
    path.write_text(f"{path.read_text(encoding='utf-8')} ", encoding="utf-8")
    assert read_grounds(path) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"schema": "tinghe.grounds/2", "report_sha256": ""}'])
def test_grounds_that_cannot_be_read_are_none(tmp_path: Path, content: str) -> None:
    path = kept(tmp_path)
    grounds_path(path).write_text(content, encoding="utf-8")
    assert read_grounds(path) is None


def test_where_no_grounds_were_kept_there_are_none(tmp_path: Path) -> None:
    path = kept(tmp_path)
    grounds_path(path).unlink()
    assert read_grounds(path) is None
