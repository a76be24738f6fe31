"""The words of a call with their speakers and seconds: SubRip, WebVTT, and plain text for people."""

from collections.abc import Callable, Iterator
from typing import Final

from pipeline.domain.transcript import Unheard, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.exports.call import ExportCall
from pipeline.exports.cues import cues_of
from pipeline.reports.labels import kind_name, local_time
from pipeline.text.printable import printable

# What a player would take for markup, and pysubs2 for a style, is shown as its full-width twin: nobody says it.
_PLAIN: Final = str.maketrans("{}\\<>", "｛｝＼＜＞")


def srt(call: ExportCall) -> bytes:
    """SubRip (.srt): a cue a few words, each beginning with its speaker."""
    return _subtitles(call, "srt", lambda role, text: f"{role.name_zh}：{text}")


def vtt(call: ExportCall) -> bytes:
    """WebVTT (.vtt): the speaker as the cue's voice, which players show and programs read."""
    return _subtitles(call, "vtt", lambda role, text: f"<v {role.name_zh}>{text.replace('&', '&amp;')}")


def _subtitles(call: ExportCall, kind: str, spoken: Callable[[Role, str], str]) -> bytes:
    from pysubs2 import SSAEvent, SSAFile  # noqa: PLC0415 - costs start-up time

    file = SSAFile()
    for cue in cues_of(call.report.transcript):
        start = round(cue.start * 1000)
        end = max(start + 1, round(cue.end * 1000))  # a player leaves out what lasts no time
        file.append(SSAEvent(start=start, end=end, text=spoken(cue.role, cue.text.translate(_PLAIN))))
    return file.to_string(kind).encode("utf-8")


def txt(call: ExportCall) -> bytes:
    """Plain text in Chinese: what call it is, then a line an utterance with its seconds; what was not heard as well."""
    return "".join(f"{printable(line)}\n" for line in _lines(call)).encode("utf-8")


def _lines(call: ExportCall) -> Iterator[str]:
    recording = call.report.recording
    yield f"通话 {recording.call_id}"
    known = (("坐席", "agent_id"), ("案件", "case_id"))
    about = [kind_name(recording.product, recording.stage), local_time(recording.metadata.get("started_at", ""))]
    about += [f"{name}{value}" for name, key in known if (value := recording.metadata.get(key, ""))]
    yield "，".join(filter(None, (*about, f"{recording.duration_s:.0f}秒")))
    yield ""
    entries: list[Utterance | Unheard] = [*call.report.transcript, *call.report.quality.unheard]
    for entry in sorted(entries, key=lambda entry: entry.start):
        yield f"[{entry.start:.1f}–{entry.end:.1f}秒] {_said(entry)}"


def _said(entry: Utterance | Unheard) -> str:
    if isinstance(entry, Utterance):
        return f"{entry.role.name_zh}：{entry.text}"
    return f"（语音未能识别：{entry.reason}）"
