"""One call done or failed; whether its file can be used is said before an engine is put to it."""

import hashlib
import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipeline.batch.folder import OutputFolder
from pipeline.batch.work import CallWork, Done, Failure, check_usable, recording_sha256
from pipeline.domain.base import TimeSpan
from pipeline.domain.job import Job
from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import Role
from pipeline.errors import ExitStatus, RecordingError, WeightsError
from pipeline.privacy.masking import Disclosure
from tests.batch.working import SECRET, analyse, build
from tests.making import a_job, a_report, an_utterance


def test_a_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    assert recording_sha256(tmp_path / "a.wav") == hashlib.sha256(b"RIFF").hexdigest()
    check_usable(tmp_path / "a.wav")


def test_an_absent_an_empty_and_a_folder_are_each_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    for name, cause, remedy in [
        ("none.wav", "the file is not there", "column file"),
        ("empty.wav", "the file is empty", "export the call again"),
        (".", "may not be read", "the right to read"),
    ]:
        with pytest.raises(RecordingError) as caught:
            check_usable(tmp_path / name)
        assert cause in caught.value.cause
        assert remedy in caught.value.remedy
        assert caught.value.exit_status is ExitStatus.SOME_FAILED


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))


NO_FILES: list[tuple[Callable[[Path], None], str]] = [
    (os.mkfifo, "a named pipe"),
    (lambda path: path.symlink_to("/dev/zero"), "a device"),
    (lambda path: path.symlink_to("/dev/null"), "a device"),
    (a_socket, "a socket"),
]


@pytest.mark.parametrize("name", ["a.wav", "a.json"])
@pytest.mark.parametrize(("make", "kind"), NO_FILES)
def test_what_is_no_file_is_refused_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, make: Callable[[Path], None], kind: str
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    make(Path(name))
    for asked in (check_usable, recording_sha256):
        with pytest.raises(RecordingError, match=kind):
            asked(Path(name))


@pytest.mark.parametrize(
    ("target", "within", "refused"),
    [
        ("../secret.wav", "calls", True),
        ("/etc/hostname", "calls", True),
        ("hop.wav", "calls", True),  # a link to a link
        ("north/b.wav", "calls", False),
        ("../secret.wav", None, False),  # named itself
        ("../secret.wav", ".", False),
    ],
)
def test_a_link_may_not_lead_out_of_the_folder_that_was_given(
    tmp_path: Path, target: str, within: str | None, *, refused: bool
) -> None:
    (tmp_path / "calls" / "north").mkdir(parents=True)
    (tmp_path / "calls" / "north" / "b.wav").write_bytes(b"RIFF")
    (tmp_path / "secret.wav").write_bytes(b"RIFF")
    (tmp_path / "calls" / "hop.wav").symlink_to("../secret.wav")
    link = tmp_path / "calls" / "a.wav"
    link.symlink_to(target)
    folder = tmp_path / within if within else None
    for asked in (check_usable, recording_sha256):
        if refused:
            with pytest.raises(RecordingError, match="leads out of the folder"):
                asked(link, within=folder)
        else:
            asked(link, within=folder)


def test_a_file_without_rights_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.wav").touch()
    monkeypatch.setattr(Path, "open", refuse)  # the rights themselves do not bind root
    with pytest.raises(RecordingError, match="may not be read"):
        recording_sha256(tmp_path / "a.wav")


def test_a_disk_that_fails_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    (tmp_path / "a.wav").touch()
    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(RecordingError, match="Input/output error"):
        recording_sha256(tmp_path / "a.wav")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def test_a_call_that_is_done_stands_in_the_folder_as_it_is_given_back(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.wav").write_text("fine", encoding="utf-8")
    done = build(out)(a_job(tmp_path / "a.wav"))
    assert isinstance(done, Done)
    report = OutputFolder(out).report("a")
    assert report is not None
    assert (done.call_id, done.duration_s) == ("a", report.recording.duration_s)
    assert (out / "a.json").read_text(encoding="utf-8") == done.report


@pytest.mark.parametrize(
    ("asked", "reason", "remedy"),
    [
        ("not audio", "this is not audio", "Export the call again."),
        ("", "the file is empty (0 bytes)", "The export or copy broke off: export the call again."),
    ],
)
def test_a_failure_that_was_foreseen_is_given_back_with_its_reason(
    tmp_path: Path, out: Path, asked: str, reason: str, remedy: str
) -> None:
    (tmp_path / "a.wav").write_text(asked, encoding="utf-8")
    assert build(out)(a_job(tmp_path / "a.wav")) == Failure(
        call_id="a", file=str(tmp_path / "a.wav"), reason=reason, remedy=remedy
    )
    assert list(out.iterdir()) == []


def test_one_that_was_not_foreseen_is_named_by_its_class_and_quotes_the_call_in_its_trace_alone(
    tmp_path: Path, out: Path
) -> None:
    (tmp_path / "a.wav").write_text("bug", encoding="utf-8")
    failure = build(out)(a_job(tmp_path / "a.wav"))
    assert isinstance(failure, Failure)
    assert failure.reason == "unforeseen ValueError"
    assert SECRET in failure.trace
    assert SECRET not in failure.model_copy(update={"trace": ""}).model_dump_json()


def test_what_would_befall_every_call_is_raised(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.wav").write_text("no weights", encoding="utf-8")
    with pytest.raises(WeightsError):
        build(out)(a_job(tmp_path / "a.wav"))


SECRET_NUMBER = "我的电话是13812345678"


def spoken(letter_times: tuple[float, ...]) -> Utterance:
    said = an_utterance(0, Role.CUSTOMER, SECRET_NUMBER, 5.0)
    return said.model_copy(update={"letter_times": letter_times, "end": 9.0})


@pytest.mark.parametrize(
    ("disclosure", "timed", "plays", "says"),
    [
        (Disclosure.MASKED, True, True, "录音中以提示音代替"),
        (Disclosure.MASKED, False, False, "本页不附录音"),
        (Disclosure.ALL, True, True, ""),
        (Disclosure.ALL, False, True, ""),
    ],
    ids=["masked", "masked, when it was said is not known", "revealed", "revealed, not known"],
)
def test_a_masked_page_plays_nothing_that_it_masks(
    out: Path, disclosure: Disclosure, timed: bool, plays: bool, says: str
) -> None:
    covered: list[list[TimeSpan]] = []

    def listen(_: Job, cover: Sequence[TimeSpan]) -> bytes:
        covered.append(list(cover))
        return b"mp3"

    times = tuple(5.0 + 0.25 * n for n in range(len(SECRET_NUMBER))) if timed else ()
    report = a_report(transcript=(spoken(times),))
    page = CallWork(analyse, listen, OutputFolder(out), disclosure).page(a_job(out / "c.wav"), report)
    assert ("data:audio/mpeg" in page) is plays
    assert len(covered) == plays
    assert says in page
    if disclosure is Disclosure.MASKED and plays:
        [[span]] = covered
        # 138****5678 of which the middle is hidden: the ninth to the twelfth letter.
        assert span.start < 5.0 + 0.25 * 8
        assert span.end > 5.0 + 0.25 * 12
    elif plays:
        assert covered == [[]]


def test_a_page_without_sound_says_nothing_of_covering(out: Path) -> None:
    page = CallWork(analyse, None, OutputFolder(out)).page(a_job(out / "c.wav"), a_report(transcript=(spoken(()),)))
    assert "data:audio/mpeg" not in page
    assert "本页未附录音" in page
