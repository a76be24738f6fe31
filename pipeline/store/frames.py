"""The store as DataFrames, for analyses of one's own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from pipeline.privacy.masking import Disclosure, mask_of, masked_fact_value, masked_quote
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
            utterances=frame(_utterances()),
        )
        # What the manifests say of the calls, in which the customers' names are.
        manifests = select(CallRow.call_id, CallRow.details).join(JudgementRow, JudgementRow.call == CallRow.id)
        details = frame(manifests.where(JudgementRow.stands))
    if disclosure is Disclosure.ALL:
        note_reveal(url, "DataFrames", len(frames.calls), reason)
        return frames
    return _masked(frames, details)


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


def _utterances() -> Select[Any]:
    columns = ("number", "role", "start_s", "end_s", "text", "heard", "confidence", "channel")
    return (
        select(CallRow.call_id, *_columns(UtteranceRow, columns))
        .join(JudgementRow, JudgementRow.hearing == UtteranceRow.hearing)
        .join(CallRow, CallRow.id == JudgementRow.call)
        .where(JudgementRow.stands)
        .order_by(CallRow.call_id, UtteranceRow.number)
    )


def _columns(table: Any, names: tuple[str, ...]) -> list[Any]:
    return [getattr(table, name) for name in names]


def _masked(frames: Frames, details: "pd.DataFrame") -> Frames:
    """The frames as whoever may not know names and numbers sees them. details: what the manifests say, by call_id."""
    facts_of: dict[str, list[tuple[str, Any]]] = {}
    for call_id, name, value in _rows(frames.facts, "name", "value"):
        facts_of.setdefault(call_id, []).append((name, value))
    masks = {call_id: mask_of(known, facts_of.get(call_id, ())) for call_id, known in _rows(details, "details")}
    texts = {(call_id, number): text for call_id, number, text in _rows(frames.utterances, "number", "text")}
    masked_texts = {place: masks[place[0]].text(text) for place, text in texts.items()}

    def masked_piece(call_id: str, piece: Any) -> Any:
        place, mask = (call_id, piece["utterance"]), masks[call_id]
        quote = masked_quote(piece["quote"], texts.get(place, ""), masked_texts.get(place, ""), mask)
        return {**piece, "quote": quote, "explanation": mask.text(piece["explanation"])}

    def masked_column(table: "pd.DataFrame", column: str) -> list[Any]:
        return [masks[call_id].text(text) for call_id, text in _rows(table, column)]

    def with_masked_evidence(table: "pd.DataFrame") -> "pd.DataFrame":
        rows = _rows(table, "evidence")
        evidence: list[Any] = [[masked_piece(call_id, each) for each in pieces] for call_id, pieces in rows]
        return table.assign(evidence=evidence)

    values = [
        masked_fact_value(name, value, masks[call_id]) for call_id, name, value in _rows(frames.facts, "name", "value")
    ]
    heard = masked_column(frames.utterances, "heard")
    return Frames(
        calls=frames.calls,
        items=with_masked_evidence(frames.items).assign(reason=masked_column(frames.items, "reason")),
        facts=with_masked_evidence(frames.facts).assign(value=values),
        findings=with_masked_evidence(frames.findings),
        utterances=frames.utterances.assign(text=list(masked_texts.values()), heard=heard),
    )


def _rows(table: "pd.DataFrame", *names: str) -> Any:
    """Rows of the call_id and some columns."""
    return zip(*(table[name] for name in ("call_id", *names)), strict=True)
