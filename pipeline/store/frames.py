"""The store as DataFrames, for analyses of one's own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from pipeline.privacy.disclosure import Disclosure, mask_of, masked_fact_value, masked_quote
from pipeline.privacy.masking import Mask
from pipeline.store.engine import reading
from pipeline.store.runs import note_reveal
from pipeline.store.tables import CallRow, FactRow, FindingRow, HearingRow, ItemRow, JudgementRow, UtteranceRow

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


def load(url: str, disclosure: Disclosure = Disclosure.MASKED) -> Frames:
    """Read a store into DataFrames; every one has the call_id in its first column.

    What tells who somebody is, is masked; Disclosure.ALL leaves it, and an entry in the store's log.

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
            items=frame(_standing(ItemRow, ("item", "status", "reason", "confidence", "evidence"))),
            facts=frame(
                _standing(FactRow, ("name", "value", "unit", "status", "confidence", "approximate", "evidence"))
            ),
            findings=frame(_standing(FindingRow, ("kind", "finding", "confidence", "evidence"))),
            utterances=frame(_utterances()),
        )
        names = frame(_names())
    if disclosure is Disclosure.ALL:
        note_reveal(url, "DataFrames", len(frames.calls))
        return frames
    return _masked(frames, names)


def _calls() -> Select[Any]:
    known = ("call_id", "case_id", "agent_id", "branch", "product", "stage", "started_at")
    judged = ("coverage", "points", "verdict", "tinghe", "checklist", "classifier", "judged_at", "report_sha256")
    return (
        select(
            *_columns(CallRow, known), HearingRow.model, HearingRow.recording_sha256, *_columns(JudgementRow, judged)
        )
        .join(JudgementRow, JudgementRow.call == CallRow.id)
        .join(HearingRow, HearingRow.id == JudgementRow.hearing)
        .where(JudgementRow.stands)
        .order_by(CallRow.call_id)
    )


def _standing(part: Any, columns: tuple[str, ...]) -> Select[Any]:
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


def _names() -> Select[Any]:
    """What the manifests say of the calls, in which the customers' names are."""
    return (
        select(CallRow.call_id, CallRow.details)
        .join(JudgementRow, JudgementRow.call == CallRow.id)
        .where(JudgementRow.stands)
    )


def _masked(frames: Frames, details: "pd.DataFrame") -> Frames:
    masks = _masks(frames, details)
    said = {(call_id, number): text for call_id, number, text in _columns_of(frames.utterances, "number", "text")}
    spoken = {place: masks[place[0]].text(text) for place, text in said.items()}

    def evidence(call_id: str, pieces: Any) -> Any:
        return [_masked_piece(piece, call_id, masks[call_id], said, spoken) for piece in pieces]

    def told(table: "pd.DataFrame", column: str) -> list[Any]:
        return [masks[call_id].text(text) for call_id, text in _columns_of(table, column)]

    def proven(table: "pd.DataFrame") -> "pd.DataFrame":
        return table.assign(evidence=[evidence(*row) for row in _columns_of(table, "evidence")])

    facts = [
        masked_fact_value(name, value, masks[call_id])
        for call_id, name, value in _columns_of(frames.facts, "name", "value")
    ]
    return Frames(
        calls=frames.calls,
        items=proven(frames.items).assign(reason=told(frames.items, "reason")),
        facts=proven(frames.facts).assign(value=facts),
        findings=proven(frames.findings),
        utterances=frames.utterances.assign(text=list(spoken.values()), heard=told(frames.utterances, "heard")),
    )


def _masks(frames: Frames, details: "pd.DataFrame") -> dict[str, Mask]:
    """A mask a call, which knows what its manifest and its facts tell of it."""
    told: dict[str, list[tuple[str, Any]]] = {}
    for call_id, name, value in _columns_of(frames.facts, "name", "value"):
        told.setdefault(call_id, []).append((name, value))
    return {call_id: mask_of(known, told.get(call_id, ())) for call_id, known in _columns_of(details, "details")}


def _masked_piece(piece: Any, call_id: str, mask: Mask, said: Any, spoken: Any) -> Any:
    place = (call_id, piece["utterance"])
    quote = masked_quote(piece["quote"], said.get(place, ""), spoken.get(place, ""), mask)
    return {**piece, "quote": quote, "explanation": mask.text(piece["explanation"])}


def _columns_of(table: "pd.DataFrame", *names: str) -> Any:
    """Rows of the call_id and some columns."""
    return zip(*(table[name] for name in ("call_id", *names)), strict=True)
