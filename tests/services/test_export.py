"""Exports of folders and stores: what is written, what is left, what is logged, and what fails."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import fsspec
import pytest
from pydantic import SecretStr

from pipeline.domain.report import CallReport
from pipeline.errors import ExitStatus, StoreError, TingheError, UsageError
from pipeline.exports import webhook
from pipeline.exports.formats import CALL_FORMATS, CallFormat
from pipeline.exports.ledger import LEDGER
from pipeline.exports.webhook import WebhookOptions
from pipeline.reports.codec import from_json, to_json
from pipeline.services.export import Exported, export
from pipeline.settings import Settings
from pipeline.store.engine import url_of
from pipeline.store.log import user_of_machine
from pipeline.store.purging import purge
from pipeline.store.runs import stored_run
from tests.exports.test_webhook import KEY, Receiver, receiving
from tests.making import a_recording, a_report
from tests.privacy.telling import SECRETS, a_telling_report
from tests.services.batches import log_of

SETTINGS = Settings()


def _calls(*names: str) -> list[CallReport]:
    return [a_report(a_recording(name)) for name in names]


def _folder(path: Path, *reports: CallReport, store: bool = True) -> Path:
    """An output folder as a run leaves it."""
    path.mkdir(parents=True, exist_ok=True)
    for report in reports:
        (path / f"{report.recording.call_id}.json").write_text(to_json(report), encoding="utf-8")
    if store:
        with stored_run(url_of(path / "tinghe.db"), "run", str(path)) as run:
            for report in reports:
                run.report(to_json(report))
    return path


def _export(source: object, out: object, *formats: str, **more: Any) -> Exported:
    return export(str(source), formats, str(out), more.pop("settings", SETTINGS), **more)


def _files(out: Path) -> list[str]:
    return sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return _folder(tmp_path / "reports", *_calls("c-1", "c-2"))


def test_every_call_is_written_in_every_format_and_noted(source: Path, tmp_path: Path) -> None:
    exported = _export(source, tmp_path / "out", "srt", "txt", "jsonl")
    assert _files(tmp_path / "out") == [
        *(LEDGER, "reports.jsonl", "srt/c-1.srt", "srt/c-2.srt", "txt/c-1.txt", "txt/c-2.txt")
    ]
    assert (exported.done, exported.written, exported.exit_status) == (2, 5, ExitStatus.DONE)


def test_the_same_again_writes_nothing(source: Path, tmp_path: Path) -> None:
    _export(source, tmp_path / "out", "srt", "parquet")
    before = {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in _files(tmp_path / "out")}
    again = _export(source, tmp_path / "out", "srt", "parquet")
    assert (again.written, again.unchanged, again.done) == (0, 3, 2)
    assert {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in before} == before


def test_what_is_new_changed_or_was_spoilt_is_written(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _export(source, out, "txt", "jsonl")
    (out / "txt" / "c-2.txt").write_text("spoilt", encoding="utf-8")
    _folder(source, a_report(a_recording("c-1"), risks=("overdue",)), *_calls("c-3"))
    again = _export(source, out, "txt", "jsonl")
    assert (again.written, again.unchanged) == (4, 0)
    assert "spoilt" not in (out / "txt" / "c-2.txt").read_text(encoding="utf-8")
    assert len((out / "reports.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_one_that_was_stopped_goes_on(source: Path, tmp_path: Path) -> None:
    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _export(source, tmp_path / "out", "srt", "jsonl", progress=stop)
    assert _files(tmp_path / "out") == [LEDGER, "srt/c-1.srt"]
    assert _export(source, tmp_path / "out", "srt", "jsonl").unchanged == 1


def test_an_edited_report_is_a_failure_and_the_others_are_done(source: Path, tmp_path: Path) -> None:
    (source / "c-1.json").write_text(to_json(a_report(a_recording("c-1"), risks=("overdue",))), encoding="utf-8")
    exported = _export(source, tmp_path / "out", "srt")
    assert [(failure.call_id, failure.reason) for failure in exported.failures] == [
        ("c-1", "the store was never given this report: somebody changed it")
    ]
    assert (exported.done, exported.exit_status) == (1, ExitStatus.SOME_FAILED)
    assert _files(tmp_path / "out") == [LEDGER, "srt/c-2.srt"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{}", "is no call report|Field required|schema"),
        (b"\xff", "no UTF-8"),
        (to_json(a_report(a_recording("other"))).encode(), "of another call"),
    ],
)
def test_what_is_no_report_of_its_call_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    source = _folder(tmp_path / "reports", *_calls("c-1"), store=False)
    (source / "c-9.json").write_bytes(content)
    exported = _export(source, tmp_path / "out", "jsonl")
    (failure,) = exported.failures
    assert failure.call_id == "c-9"
    assert any(part in failure.reason for part in reason.split("|"))
    assert len((tmp_path / "out" / "reports.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert _export(source, tmp_path / "out", "jsonl").written == 1  # not taken for whole


def test_a_store_gives_the_reports_that_stand_as_their_files_have_them_or_made_of_rows(
    source: Path, tmp_path: Path
) -> None:
    (source / "c-2.json").unlink()
    exported = _export(source / "tinghe.db", tmp_path / "out", "jsonl", "txt")
    lines = (tmp_path / "out" / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    assert [from_json(line) for line in lines] == _calls("c-1", "c-2")
    assert exported.done == 2


def test_an_export_from_a_store_is_noted_with_the_hash_of_what_names_its_files(source: Path, tmp_path: Path) -> None:
    _export(url_of(source / "tinghe.db"), tmp_path / "out", "srt")
    (noted,) = log_of(source / "tinghe.db", "export")
    ledger = hashlib.sha256((tmp_path / "out" / LEDGER).read_bytes()).hexdigest()
    assert noted["files"] == {LEDGER: ledger}
    assert noted["said"] == {"formats": "srt", "to": str(tmp_path / "out"), "shows": "masked-3", "written": "2"}


def test_purged_calls_are_left_out_of_stores_and_folders(source: Path, tmp_path: Path) -> None:
    purge(url_of(source / "tinghe.db"), date(2100, 1, 1))
    with pytest.raises(TingheError, match="no judged call with its words"):
        _export(source, tmp_path / "out", "srt")
    _folder(source, *_calls("c-3"))
    for given in (source, source / "tinghe.db"):
        exported = _export(given, tmp_path / "out", "srt")
        assert (exported.done, exported.purged) == (1, 2)


def test_nothing_that_tells_who_somebody_is_leaves_unless_it_is_revealed_which_is_logged_first(tmp_path: Path) -> None:
    source, formats = _folder(tmp_path / "reports", a_telling_report()), ("srt", "vtt", "txt", "jsonl", "labelstudio")

    def leaked() -> list[bool]:
        texts = [path.read_bytes().decode() for path in (tmp_path / "out").rglob("*") if path.is_file()]
        return [any(secret in text for text in texts) for secret in SECRETS]

    _export(source, tmp_path / "out", *formats)
    assert leaked() == [False] * 3
    assert log_of(source / "tinghe.db", "reveal") == []
    _export(source, tmp_path / "out", *formats, reveal=True, reason="a complaint")
    assert leaked() == [True] * 3
    (noted,) = log_of(source / "tinghe.db", "reveal")
    assert noted == {"what": "export", "calls": 1, "user": user_of_machine(), "reason": "a complaint"}
    _export(source, tmp_path / "out", *formats)
    assert leaked() == [False] * 3


def test_what_cannot_be_noted_is_not_revealed(tmp_path: Path) -> None:
    source = _folder(tmp_path / "reports", *_calls("c-1"), store=False)
    with pytest.raises(UsageError, match="--reveal"):
        _export(source, tmp_path / "out", "srt", reveal=True)
    assert not (tmp_path / "out").exists()


def test_names_of_files_tell_no_telephone(tmp_path: Path) -> None:
    alike = [a_report(a_recording(f"1380013{n}000", sha256=f"{n}" * 64)) for n in (7, 8)]
    source = _folder(tmp_path / "reports", *alike)
    _export(source, tmp_path / "out", "srt")
    assert _files(tmp_path / "out")[1:] == ["srt/138xxxx7000-77777777.srt", "srt/138xxxx8000-88888888.srt"]


def test_some_calls_alone(source: Path, tmp_path: Path) -> None:
    exported = _export(source, tmp_path / "out", "srt", calls=("c-2", "c-9"))
    assert _files(tmp_path / "out") == [LEDGER, "srt/c-2.srt"]
    assert [(failure.call_id, failure.reason) for failure in exported.failures] == [("c-9", "no report of it is there")]


def test_a_single_report_is_a_source(source: Path, tmp_path: Path) -> None:
    assert _export(source / "c-1.json", tmp_path / "out", "txt").done == 1


def test_an_object_store_takes_what_a_folder_takes_and_goes_on(source: Path) -> None:
    formats = ("srt", "jsonl", "parquet")
    first = _export(source, "memory://bucket/night", *formats)
    kept = fsspec.filesystem("memory")
    assert (first.written, first.where) == (4, "memory://bucket/night")
    assert kept.cat_file("/bucket/night/srt/c-1.srt").startswith(b"1\n00:00:00,000 --> ")
    again = _export(source, "memory://bucket/night", *formats)
    assert (again.written, again.unchanged) == (0, 4)
    kept.store.clear()


def test_a_format_that_fails_is_named_and_the_others_are_written(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> bytes:
        raise TingheError("chromium", "it printed no page", "See that it runs.")

    monkeypatch.setitem(CALL_FORMATS, "pdf", CallFormat(fail))
    exported = _export(source, tmp_path / "out", "pdf", "srt", calls=("c-1",))
    assert [failure.reason for failure in exported.failures] == ["pdf: it printed no page"]
    assert (exported.done, exported.exit_status) == (0, ExitStatus.NOTHING_DONE)
    assert _files(tmp_path / "out") == [LEDGER, "srt/c-1.srt"]


@pytest.mark.parametrize(
    ("formats", "out", "more", "said"),
    [
        ((), "out", {}, "--format: none is named"),
        (("doc",), "out", {}, "doc is no format"),
        (("srt",), None, {}, "--out: no place"),
        (("srt",), "out", {"webhook": "http://bank"}, "takes no --format"),
        ((), None, {"webhook": "http://bank"}, "no key to sign"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    source: Path, formats: tuple[str, ...], out: str | None, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        export(str(source), formats, out, SETTINGS, **more)


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_source_without_reports_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no call report is there"):
        _export(tmp_path / name, tmp_path / "out", "srt")


def test_a_store_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        _export(url_of(tmp_path / "absent.db"), tmp_path / "out", "srt")
    assert not (tmp_path / "absent.db").exists()


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(webhook, "_FIRST_WAIT_S", 0.001)
    return Settings(webhook=WebhookOptions(key=SecretStr(KEY), retries=1))


def _ids(receiver: Receiver) -> list[str]:
    return [json.loads(body)["call_id"] for _, body in receiver.taken]


def test_a_webhook_is_sent_every_call_and_with_a_place_each_once(
    source: Path, tmp_path: Path, signed: Settings
) -> None:
    with receiving(Receiver(200)) as receiver:
        first = _export(source, tmp_path / "out", webhook=receiver.url, settings=signed)
        again = _export(source, tmp_path / "out", webhook=receiver.url, settings=signed)
        export(str(source), (), None, signed, webhook=receiver.url)
    assert (first.written, again.written, again.unchanged) == (2, 0, 2)
    assert _ids(receiver) == ["c-1", "c-2", "c-1", "c-2"]
    assert len({headers["webhook-id"] for headers, _ in receiver.taken}) == 2
    assert "secret" not in (tmp_path / "out" / LEDGER).read_text(encoding="utf-8")


def test_a_record_that_is_not_taken_is_named_and_sent_by_the_next_run(
    source: Path, tmp_path: Path, signed: Settings
) -> None:
    with receiving(Receiver(422, 200)) as receiver:
        first = _export(source, tmp_path / "out", webhook=receiver.url, settings=signed)
        again = _export(source, tmp_path / "out", webhook=receiver.url, settings=signed)
    assert [(failure.call_id, failure.reason) for failure in first.failures] == [
        ("c-1", "the record was not taken (HTTP 422)")
    ]
    assert (first.exit_status, again.exit_status) == (ExitStatus.SOME_FAILED, ExitStatus.DONE)
    assert _ids(receiver) == ["c-1", "c-2", "c-1"]
