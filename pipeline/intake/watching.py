"""Watches a folder of this machine or another, and takes in what has become complete, whatever happens there."""

import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from pipeline.domain.base import Frozen
from pipeline.errors import TingheError
from pipeline.intake.arrivals import Arrivals, Complete
from pipeline.intake.naming import Naming
from pipeline.sources.listing import entries_of, is_here, read_of
from pipeline.sources.options import WatchOptions
from pipeline.sources.remote import Entry, Remote
from pipeline.sources.urls import Place
from pipeline.store.jobs import Arrival, Queue

_AT_ONCE: Final = 500  # taken in, in one transaction
_MOST_SIDE_BYTES: Final = 1_000_000
_LONGEST_PAUSE_S: Final = 60.0  # while a source is away
_REST: Final = 5.0  # times as long as a look took, so that watching a large folder leaves the machine to the calls
_CALM_S: Final = 0.5  # between two looks at least: where one file came, more come


class Source(Frozen):
    """A folder that is watched. priority: of what arrives there."""

    place: Place
    priority: int


class Watcher:
    """One folder, looked at again and again.

    away: why it cannot be looked at just now, empty where it can. looked: how often it could.
    """

    def __init__(
        self,
        source: Source,
        queue: Queue,
        remote: Remote,
        *,
        naming: Naming,
        options: WatchOptions,
        tell: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """tell: is given a line where a source goes away or comes back, and for what was taken in."""
        self.away = ""
        self.looked = 0
        self._source, self._queue, self._remote, self._naming = source, queue, remote, naming
        self._options, self._tell, self._clock = options, tell, clock
        self._arrivals = Arrivals(options)

    @property
    def waiting(self) -> int:
        """How many recordings are seen there and not taken in yet."""
        return self._arrivals.waiting

    def look(self) -> int:
        """Take in what is complete; gives how many recordings were new.

        Raises:
            RecordingError: the folder cannot be listed.
            StoreError: the queue cannot be written.
        """
        listing = entries_of(self._source.place, self._remote)
        complete = self._arrivals.complete(listing, self._clock())
        new = 0
        for start in range(0, len(complete), _AT_ONCE):
            some = complete[start : start + _AT_ONCE]
            new += self._queue.add([self._arrival(each) for each in some])
            self._arrivals.handed_on(some)
        self.looked += 1
        return new

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Look until stop is set: when woken, or after a pause; a source that is away is asked again and again."""
        pause_s = self._options.poll_s
        while not stop.is_set():
            wake.clear()
            began = self._clock()
            try:
                new = self.look()
            except TingheError as error:
                pause_s = min(_LONGEST_PAUSE_S, 2 * pause_s) if self.away else self._options.poll_s
                self._went_away(error)
            else:
                pause_s = self._pause_s()
                self._is_there(new)
            rest_s = max(_CALM_S, _REST * (self._clock() - began))
            if not stop.wait(rest_s):
                wake.wait(max(0.0, pause_s - rest_s))

    def _pause_s(self) -> float:
        """What is not complete yet is looked at again when it may be."""
        soon = max(_CALM_S, self._options.steady_s / 2)
        return min(self._options.poll_s, soon) if self.waiting else self._options.poll_s

    def _arrival(self, complete: Complete) -> Arrival:
        def read(side: Entry) -> bytes:
            return read_of(side.place, self._remote, _MOST_SIDE_BYTES)

        return self._naming.arrival(complete, self._source.place, read, self._source.priority)

    def _went_away(self, error: TingheError) -> None:
        if not self.away:
            self._tell(f"{error.subject}: {error.cause}. It is asked again until it answers.")
        self.away = error.cause

    def _is_there(self, new: int) -> None:
        if self.away:
            self._tell(f"{self._source.place.url}: it is there again.")
        self.away = ""
        if new:
            self._tell(f"{new} recordings taken in from {self._source.place.url}.")


def wake_when_told(place: Place, stop: threading.Event, wake: threading.Event) -> None:
    """Set wake when the system tells of something in a folder of this machine; return where it cannot.

    Whoever waits for wake looks from time to time without: a share tells nothing, and no system promises to tell all.
    """
    if not is_here(place) or find_spec("watchfiles") is None:
        return
    import watchfiles  # noqa: PLC0415 - an extra

    while not stop.is_set():
        try:
            for _ in watchfiles.watch(
                Path(place.path), stop_event=stop, rust_timeout=1000, watch_filter=None, raise_interrupt=False
            ):
                wake.set()
        except (OSError, RuntimeError):  # it is not there, or no watch is left
            stop.wait(_LONGEST_PAUSE_S)
