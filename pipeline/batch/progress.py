"""How a batch tells what it is doing: a bar on a terminal, plain lines anywhere else."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pipeline.batch.failures import Failure
from pipeline.batch.files import size_of
from pipeline.batch.work import Ending
from pipeline.domain.job import Job

if TYPE_CHECKING:
    from rich.console import Console

Clock = Callable[[], float]  # seconds that only ever grow


class Progress(Protocol):
    """What a batch calls as it goes on."""

    def starts(self, due: Sequence[Job], current: int) -> None:
        """These calls are to be done; current ones stand there already."""

    def begins(self, job: Job) -> None:
        """A call is taken up."""

    def ends(self, job: Job, ending: Ending) -> None:
        """A call is done or has failed."""

    def stops(self) -> None:
        """Nothing more will come, whether all is done or not."""


@dataclass(frozen=True)
class Pace:
    """How fast it goes. Sizes stand in for durations, which are not known before a file has been read.

    calls, of: how many. done_bytes, all_bytes: of their files. audio_s: of the calls done. elapsed_s: since the start.
    """

    calls: int
    of: int
    done_bytes: int
    all_bytes: int
    audio_s: float = 0.0
    elapsed_s: float = 0.0

    @property
    def real_time(self) -> float:
        """Seconds of recording done in a second."""
        return self.audio_s / self.elapsed_s if self.elapsed_s > 0 else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds still to go; None while nothing is known."""
        if not self.done_bytes:
            return None
        return self.elapsed_s * (self.all_bytes - self.done_bytes) / self.done_bytes

    def after(self, size: int, duration_s: float, elapsed_s: float) -> "Pace":
        """The pace once one more call has ended."""
        return Pace(
            calls=self.calls + 1,
            of=self.of,
            done_bytes=self.done_bytes + size,
            all_bytes=self.all_bytes,
            audio_s=self.audio_s + duration_s,
            elapsed_s=elapsed_s,
        )

    def __str__(self) -> str:
        left = "" if self.left_s is None else f", {_length(self.left_s)} left"
        return f"{self.real_time:.1f} × real time{left}"


class PlainProgress:
    """One line a call, for logs and pipes."""

    def __init__(self, write: Callable[[str], None], clock: Clock = time.monotonic) -> None:
        """Write: takes one line without its end."""
        self._write = write
        self._clock = clock
        self._began = clock()
        self._pace = _at_start(())

    def starts(self, due: Sequence[Job], current: int) -> None:
        """Say how much there is to do."""
        self._began = self._clock()
        self._pace = _at_start(due)
        self._write(_opening(due, current))

    def begins(self, job: Job) -> None:
        """Say nothing: a line when it ends is enough."""

    def ends(self, job: Job, ending: Ending) -> None:
        """One line with how the call ended and how fast it goes."""
        self._pace = _later(self._pace, job, ending, self._clock() - self._began)
        self._write(f"[{self._pace.calls}/{self._pace.of}] {_told(ending)} ({self._pace})")

    def stops(self) -> None:
        """Nothing to put away."""


class BarProgress:
    """A bar that says which call is being worked on, how many are done, how fast, and how long it will take."""

    def __init__(self, console: "Console", clock: Clock = time.monotonic) -> None:
        """Console: where the bar is drawn."""
        from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415 - costs start-up time

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[pace]}", markup=False),
        )
        self._bar = Progress(*columns, console=console, transient=True)
        self._clock = clock
        self._began = clock()
        self._pace = _at_start(())
        self._task = self._bar.add_task("loading the models", pace="")

    def starts(self, due: Sequence[Job], current: int) -> None:
        """Draw the empty bar."""
        self._began = self._clock()
        self._pace = _at_start(due)
        self._bar.console.print(_opening(due, current), markup=False, highlight=False)
        self._bar.update(self._task, total=max(1, self._pace.all_bytes))
        self._bar.start()

    def begins(self, job: Job) -> None:
        """Name the call."""
        self._bar.update(self._task, description=f"listening to {job.call_id}")

    def ends(self, job: Job, ending: Ending) -> None:
        """Move the bar by the size of the call; a failure leaves a line above it."""
        self._pace = _later(self._pace, job, ending, self._clock() - self._began)
        if isinstance(ending, Failure):
            self._bar.console.print(_told(ending), markup=False, highlight=False)
        counted = f"{self._pace.calls}/{self._pace.of} calls, {self._pace}"
        self._bar.update(self._task, completed=self._pace.done_bytes, pace=counted)

    def stops(self) -> None:
        """Take the bar away."""
        self._bar.stop()


def _at_start(due: Sequence[Job]) -> Pace:
    return Pace(calls=0, of=len(due), done_bytes=0, all_bytes=sum(size_of(job.path) for job in due))


def _later(pace: Pace, job: Job, ending: Ending, elapsed_s: float) -> Pace:
    duration_s = 0.0 if isinstance(ending, Failure) else ending.duration_s
    return pace.after(size_of(job.path), duration_s, elapsed_s)


def _opening(due: Sequence[Job], current: int) -> str:
    return f"{len(due)} calls to do, {current} done before and unchanged"


def _told(ending: Ending) -> str:
    if isinstance(ending, Failure):
        return f"{ending.call_id}: failed, {ending.reason}"
    return f"{ending.call_id}: done, {_length(ending.duration_s)} of call"


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
