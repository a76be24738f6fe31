"""Work that needs no engine, made where a worker process can import it too."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.batch.folder import OutputFolder
from pipeline.batch.work import CallWork, recording_sha256
from pipeline.domain.base import TimeSpan
from pipeline.domain.grounds import Analysis, Contribution, Grounds, ItemAccount
from pipeline.domain.job import Job
from pipeline.errors import RecordingError, WeightsError
from tests.making import a_recording, a_report

GROUNDS = Grounds(
    items={
        "identity": ItemAccount(
            item="identity",
            statuses={"verified": 0.75, "missing": 0.25},
            contributions=(Contribution(utterance=0, does="raises", probability=0.5, weight=0.125),),
        )
    },
    facts={},
    conduct={},
)
SECRET = "客户说他的身份证号是"


def analyse(job: Job) -> Analysis:
    """A report, or whatever the file asks for."""
    asked = job.path.read_text(encoding="utf-8").strip()
    if asked == "not audio":
        raise RecordingError(job.path, "this is not audio", "Export the call again.")
    if asked == "bug":
        raise ValueError(SECRET)
    if asked == "no weights":
        raise WeightsError("base", "the weights are absent", "Run: tinghe models pull base.")
    if asked == "kills its worker" or (asked == "kills one worker" and _first_time(job.path)):
        os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does for want of memory
    if asked == "takes 2 GB":
        _ = bytearray(2_000_000_000)
    if asked == "slow":
        time.sleep(60)
    report = a_report(a_recording(job.call_id, sha256=recording_sha256(job.path), metadata=job.metadata))
    return Analysis(report=report, grounds=None if asked == "no grounds" else GROUNDS)


def _first_time(path: Path) -> bool:
    tried = path.with_suffix(".tried")
    first = not tried.exists()
    tried.touch()
    return first


def listen(_: Job, cover: Sequence[TimeSpan] = ()) -> bytes:
    """A listening copy."""
    return b"mp3"


def build(out: Path) -> CallWork:
    """The work for an output folder."""
    return CallWork(analyse=analyse, listen=listen, folder=OutputFolder(out))
