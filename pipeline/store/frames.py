"""The store as DataFrames, for analyses of one's own."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from pipeline.domain.transcript import Utterance
from pipeline.privacy.labels import masked_label
from pipeline.privacy.masking import Disclosure, MaskedCall, masked_fact_value
from pipeline.store.engine import reading
from pipeline.store.runs import note_reveal
from pipeline.store.tables import CallRow, FactRow, FindingRow, ItemRow, JudgementRow, RecognitionRow, UtteranceRow

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Frames:
    """What stands in a store: the latest judgement of every call, a row each; docs/store.md has the columns."""

    calls: "pd.DataFrame"
    items: "pd.DataFrame"
    facts: "pd.DataFrame"
    findings: "pd.DataFrame"
    utterances: "pd.DataFrame"


def load(url: str, disclosure: Disclosure = Disclosure.MASKED, reason: str = "") -> Frames:
    """Read a store into DataFrames; every one has the call_id in its first column.

    What tells who somebody is, is masked; Disclosure.ALL leaves it, and an entry in the store's log with the
    reason.

    Raises:
        StoreUrlError: the URL names no store that this version can use.
        StoreError: it is not there, cannot be read, or is of another version.
    """
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    with reading(url) as connection:

        def frame(question: Select[Any]) -> "pd.DataFrame":
            return pd.read_sql(question, connection)

        frames = Frames(
            calls=frame(_calls()),
            items=frame(_parts(ItemRow, "item", "status", "reason", "confidence", "evidence")),
            facts=frame(
                _parts(FactRow, "name", "value", "unit", "status", "confidence", "approximate", "evidence"),
            ),
            findings=frame(_parts(FindingRow, "kind", "finding", "confidence", "evidence")),
            utterances=frame(
                _utterances("number", "role", "start_s", "end_s", "text", "heard", "confidence", "channel"),
            ),
        )
        # What the manifests say of the calls, in which the customers' names are.
        manifests = select(CallRow.call_id, CallRow.details).join(JudgementRow, JudgementRow.call == CallRow.id)
        details = frame(manifests.where(JudgementRow.stands))
        changes = frame(_utterances("changes"))
    if disclosure is Disclosure.ALL:
        note_reveal(url, "DataFrames", len(frames.calls), reason)
        return frames
    return _masked(frames, details, changes, disclosure)


def _calls() -> Select[Any]:
    known = ("call_id", "case_id", "agent_id", "branch", "product", "stage", "started_at")
    judged = ("coverage", "points", "verdict", "tinghe", "checklist", "classifier", "judged_at", "report_sha256")
    recognised = (RecognitionRow.model, RecognitionRow.recording_sha256)
    return (
        select(*_columns(CallRow, known), *recognised, *_columns(JudgementRow, judged))
        .join(JudgementRow, JudgementRow.call == CallRow.id)
        .join(RecognitionRow, RecognitionRow.id == JudgementRow.hearing)
        .where(JudgementRow.stands)
        .order_by(CallRow.call_id)
    )


def _parts(part: Any, *columns: str) -> Select[Any]:
    """The rows of the judgements that stand in one of their tables."""
    return (
        select(CallRow.call_id, *_columns(part, columns))
        .join(JudgementRow, JudgementRow.id == part.judgement)
        .join(CallRow, CallRow.id == JudgementRow.call)
        .where(JudgementRow.stands)
        .order_by(CallRow.call_id, *part.__table__.primary_key.columns)
    )


def _utterances(*columns: str) -> Select[Any]:
    """The utterances of the judgements that stand, in the same order whatever is asked of them."""
    return (
        select(CallRow.call_id, *_columns(UtteranceRow, columns))
        .join(JudgementRow, JudgementRow.hearing == UtteranceRow.hearing)
        .join(CallRow, CallRow.id == JudgementRow.call)
        .where(JudgementRow.stands)
        .order_by(CallRow.call_id, UtteranceRow.number)
    )


def _columns(table: Any, names: tuple[str, ...]) -> list[Any]:
    return [getattr(table, name) for name in names]


def _masked(frames: Frames, details: "pd.DataFrame", changes: "pd.DataFrame", disclosure: Disclosure) -> Frames:
    """The frames as whoever may not know names and numbers sees them.

    details: what the manifests say, by call_id. changes: what was put right of each utterance, in their order.
    """
    facts_of: defaultdict[str, list[tuple[str, Any]]] = defaultdict(list)
    for call_id, name, value in _rows(frames.facts, "name", "value"):
        facts_of[call_id].append((name, value))
    said: defaultdict[str, list[Utterance]] = defaultdict(list)
    texts = _rows(frames.utterances.assign(changes=changes["changes"]), "number", "role", "text", "heard", "changes")
    for call_id, number, role, text, heard, changed in texts:
        utterance = {"index": number, "role": role, "text": text, "heard": heard, "changes": changed or ()}
        said[call_id].append(Utterance.model_validate({"start": 0.0, "end": 0.0, **utterance}))
    calls: dict[str, MaskedCall] = {}
    for call_id, known in _rows(details, "details"):
        calls[call_id] = disclosure.call(said[call_id], known, facts_of[call_id])

    def masked_piece(call_id: str, piece: Any) -> Any:
        call = calls[call_id]
        quote = call.quote(piece["quote"], piece["utterance"])
        return {**piece, "quote": quote, "explanation": call.mask.text(piece["explanation"])}

    def with_masked_evidence(table: "pd.DataFrame") -> "pd.DataFrame":
        rows = _rows(table, "evidence")
        evidence: list[Any] = [[masked_piece(call_id, each) for each in pieces] for call_id, pieces in rows]
        return table.assign(evidence=evidence)

    values = [
        masked_fact_value(name, value, calls[call_id].mask)
        for call_id, name, value in _rows(frames.facts, "name", "value")
    ]
    reasons = [calls[call_id].mask.text(reason) for call_id, reason in _rows(frames.items, "reason")]
    spoken = [calls[call_id].shown[number] for call_id, number in _rows(frames.utterances, "number")]
    masked = {
        "calls": frames.calls.assign(case_id=[_masked_id(case_id) for case_id in frames.calls["case_id"]]),
        "items": with_masked_evidence(frames.items).assign(reason=reasons),
        "facts": with_masked_evidence(frames.facts).assign(value=values),
        "findings": with_masked_evidence(frames.findings),
        "utterances": frames.utterances.assign(
            text=[utterance.text for utterance in spoken], heard=[utterance.heard for utterance in spoken]
        ),
    }
    labels = _labels(frames.calls["call_id"])
    return Frames(**{name: frame.assign(call_id=frame["call_id"].map(labels)) for name, frame in masked.items()})


def _masked_id(case_id: Any) -> Any:
    return masked_label(case_id) if isinstance(case_id, str) else case_id


def _labels(call_ids: Iterable[str]) -> dict[str, str]:
    """What stands for each call_id, in all frames alike; two calls whose labels are alike are counted."""
    labels: dict[str, str] = {}
    used: Counter[str] = Counter()
    for call_id in call_ids:
        label = masked_label(call_id)
        used[label] += 1
        labels[call_id] = label if used[label] == 1 else f"{label} ({used[label]})"
    return labels


def _rows(table: "pd.DataFrame", *names: str) -> Any:
    """Rows of the call_id and some columns."""
    return zip(*(table[name] for name in ("call_id", *names)), strict=True)
