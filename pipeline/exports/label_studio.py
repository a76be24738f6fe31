"""Tasks for Label Studio: a call's words, and its recording where it can be fetched, with the evidence marked."""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from pipeline.domain.report import Evidence
from pipeline.exports.call import ExportCall
from pipeline.exports.lines import json_line
from pipeline.reports.labels import finding_name, item_name, short
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.text.printable import printable

TASKS: Final = "labelstudio/tasks.json"
CONFIG: Final = "labelstudio/config.xml"
_COLOURS: Final = {"items": "#17517e", "risks": "#b7791f", "violations": "#b3261e"}


class Tasks:
    """A list of tasks, pre-annotated with what the machine found, and the labelling interface that shows them."""

    names = (TASKS, CONFIG)

    def __init__(self, files: Mapping[str, Path], audio: str = "") -> None:
        """Files: by each of the names the file to write. audio: an address that the names of recordings follow."""
        self._audio = audio
        self._file = files[TASKS].open("wb")
        self._begun = False
        files[CONFIG].write_text(_config(with_audio=bool(audio)), encoding="utf-8")

    def add(self, call: ExportCall) -> None:
        """A call more."""
        self._file.write((b",\n" if self._begun else b"[\n") + json_line(task(call, self._audio)))
        self._begun = True

    def close(self) -> None:
        """End the list."""
        self._file.write(b"\n]\n" if self._begun else b"[]\n")
        self._file.close()


def task(call: ExportCall, audio: str = "") -> dict[str, Any]:
    """One call as a task; its marks are a prediction, which annotators take over, move or delete."""
    report = call.report
    lines = [f"{utterance.role.name_zh}：{printable(utterance.text)}" for utterance in report.transcript]
    data = {"text": "\n".join(lines), "call_id": call.call_id, "report_sha256": call.report_sha256}
    data |= {"product": report.recording.product, "stage": report.recording.stage, "shows": call.shows.value}
    if audio:
        data["audio"] = f"{audio.rstrip('/')}/{quote(report.recording.file)}"
    marks = [mark for number, found in enumerate(_found(call)) for mark in _marks(call, number, found)]
    result = [mark for mark in marks if audio or mark["to_name"] == "text"]
    return {
        "data": data,
        "predictions": [{"model_version": report.versions.classifier or report.versions.tinghe, "result": result}],
    }


class _Found(NamedTuple):
    """A piece of evidence. says: what the machine makes of it, in Chinese; confidence: how sure it is."""

    label: str
    piece: Evidence
    says: str
    confidence: float


def _found(call: ExportCall) -> Iterator[_Found]:
    for item in call.report.items:
        for piece in item.evidence:
            yield _Found(item.id, piece, item.status.name_zh, item.confidence)
    for finding in (*call.report.risks, *call.report.violations):
        for piece in finding.evidence:
            yield _Found(finding.id, piece, short(finding_name(finding.id)), finding.confidence)


def _marks(call: ExportCall, number: int, found: _Found) -> Iterator[dict[str, Any]]:
    """The quote in the text where it stands there, and its seconds in the recording."""
    piece, labels = found.piece, [found.label]
    meta = {"text": [found.says, printable(piece.explanation)]}
    known = {"type": "labels", "score": found.confidence, "meta": meta}
    place = _place(call, piece)
    if place:
        value = {"start": place[0], "end": place[1], "text": printable(piece.quote), "labels": labels}
        yield {"id": f"t{number}", "from_name": "evidence", "to_name": "text", **known, "value": value}
    seconds = {"start": piece.start, "end": max(piece.end, piece.start), "labels": labels}
    yield {"id": f"a{number}", "from_name": "heard", "to_name": "audio", **known, "value": seconds}


def _place(call: ExportCall, piece: Evidence) -> tuple[int, int] | None:
    """Where a quote stands in the task's text, in the units in which a browser counts; None where it does not."""
    reached = 0
    for utterance in call.report.transcript:
        said = f"{utterance.role.name_zh}："
        if utterance.index == piece.utterance:
            at = utterance.text.find(piece.quote) if piece.quote else -1
            if at < 0 or not utterance.text.isprintable():
                return None  # control sequences were taken out, and places with them
            start = reached + len(said) + _units(utterance.text[:at])
            return start, start + _units(piece.quote)
        reached += len(said) + _units(printable(utterance.text)) + 1
    return None


def _units(text: str) -> int:
    """UTF-16 units, as JavaScript counts: a rare character is two."""
    return len(text.encode("utf-16-le")) // 2


def _config(*, with_audio: bool) -> str:
    """The labelling interface, with every item, risk and violation of the taxonomy as a label."""
    audio = ['<Audio name="audio" value="$audio"/>', *_labels("heard", "audio")] if with_audio else []
    text = [*_labels("evidence", "text"), '<Text name="text" value="$text" granularity="symbol"/>']
    return "\n".join(("<View>", *(f"  {line}" for line in (*audio, *text)), "</View>", ""))


def _labels(name: str, of: str) -> Iterator[str]:
    known = taxonomy()
    yield f'<Labels name="{name}" toName="{of}" showInline="true">'
    for kind, ids in (("items", known.items), ("risks", known.risks), ("violations", known.violations)):
        for id_ in ids:
            shown = escape(item_name(id_) if kind == "items" else short(finding_name(id_)), quote=True)
            yield f'  <Label value="{shown}" alias="{escape(id_, quote=True)}" background="{_COLOURS[kind]}"/>'
    yield "</Labels>"
