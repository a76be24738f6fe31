"""How a batch reports what it is doing: a bar on a terminal, plain lines anywhere else."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pipeline.batch.work import Ending, Failure
from pipeline.domain.job import Job
from pipeline.privacy.labels import masked_label
from pipeline.text.printable import printable

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
    """How fast it goes.

    calls, of: how many. share: of the work, done, 0 to 1. audio_s: of the calls done. elapsed_s: since the start.
    """

    calls: int
    of: int
    share: float = 0.0
    audio_s: float = 0.0
    elapsed_s: float = 0.0

    @property
    def real_time(self) -> float:
        """Seconds of recording done in a second."""
        return self.audio_s / self.elapsed_s if self.elapsed_s > 0 else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds still to go; None while nothing is known."""
        return self.elapsed_s * (1 - self.share) / self.share if self.share else None

    def __str__(self) -> str:
        left = "" if self.left_s is None else f", {_duration_text(self.left_s)} left"
        return f"{self.real_time:.1f} × real time{left}"


class _Stopwatch:
    """The pace of a batch that begins now, by a clock."""

    def __init__(self, due: Sequence[Job], clock: Clock) -> None:
        self._shares = shares(due)
        self._clock = clock
        self._began = clock()
        self._pace = Pace(calls=0, of=len(due))

    def after(self, job: Job, ending: Ending) -> Pace:
        """The pace now that this call has ended too."""
        before = self._pace
        self._pace = Pace(
            calls=before.calls + 1,
            of=before.of,
            share=min(1.0, before.share + self._shares[job.call_id]),
            audio_s=before.audio_s + (0.0 if isinstance(ending, Failure) else ending.duration_s),
            elapsed_s=self._clock() - self._began,
        )
        return self._pace


def shares(jobs: Sequence[Job]) -> dict[str, float]:
    """The likely share of each call in all the work, by call_id.

    Durations are not known before a file has been read. Sizes stand in for them where all files are of one kind; where
    codecs differ a minute may be tenfold another, and every call counts the same. A file that cannot be asked for its
    size counts as one byte: it will be named as a failure at its turn.
    """
    weights = dict.fromkeys((job.call_id for job in jobs), 1)
    if len({job.path.suffix.lower() for job in jobs}) == 1:
        for job in jobs:
            with suppress(OSError):
                weights[job.call_id] = max(1, job.path.stat().st_size)
    total = sum(weights.values())
    return {call_id: weight / total for call_id, weight in weights.items()}


class PlainProgress:
    """One line a call, for logs and pipes."""

    def __init__(self, write: Callable[[str], None], clock: Clock = time.monotonic) -> None:
        """Write: takes one line without its end."""
        self._write = write
        self._clock = clock
        self._stopwatch = _Stopwatch((), clock)

    def starts(self, due: Sequence[Job], current: int) -> None:
        """Say how much there is to do."""
        self._stopwatch = _Stopwatch(due, self._clock)
        self._write(_opening_line(due, current))

    def begins(self, job: Job) -> None:
        """Say nothing: a line when it ends is enough."""

    def ends(self, job: Job, ending: Ending) -> None:
        """One line with how the call ended and how fast it goes."""
        pace = self._stopwatch.after(job, ending)
        self._write(f"[{pace.calls}/{pace.of}] {_ending_line(ending)} ({pace})")

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
        self._stopwatch = _Stopwatch((), clock)
        self._task = self._bar.add_task("loading the models", total=1.0, pace="")

    def starts(self, due: Sequence[Job], current: int) -> None:
        """Draw the empty bar."""
        self._stopwatch = _Stopwatch(due, self._clock)
        self._bar.console.print(_opening_line(due, current), markup=False, highlight=False)
        self._bar.start()

    def begins(self, job: Job) -> None:
        """Name the call."""
        self._bar.update(self._task, description=f"working on {_shown(job.call_id)}")

    def ends(self, job: Job, ending: Ending) -> None:
        """Move the bar by the call's share; a failure leaves a line above it."""
        pace = self._stopwatch.after(job, ending)
        if isinstance(ending, Failure):
            self._bar.console.print(_ending_line(ending), markup=False, highlight=False)
        self._bar.update(self._task, completed=pace.share, pace=f"{pace.calls}/{pace.of} calls, {pace}")

    def stops(self) -> None:
        """Take the bar away."""
        self._bar.stop()


def _opening_line(due: Sequence[Job], current: int) -> str:
    return f"{len(due)} calls to do, {current} done before and unchanged"


def _ending_line(ending: Ending) -> str:
    if isinstance(ending, Failure):
        return f"{_shown(ending.call_id)}: failed, {printable(ending.reason)}"
    return f"{_shown(ending.call_id)}: done, {_duration_text(ending.duration_s)} of call"


def _shown(call_id: str) -> str:
    """As it may stand on a terminal."""
    return printable(masked_label(call_id))


def _duration_text(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
