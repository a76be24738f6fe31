"""Which recordings of a watched folder are complete, decided from one listing after another."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from pipeline.audio.formats import SOUND_ENDINGS
from pipeline.domain.base import Frozen
from pipeline.sources.options import WatchOptions
from pipeline.sources.remote import Entry

_SIDES = ("json", "csv")


class Complete(Frozen):
    """A recording that nobody writes to any more, and what lies beside it to tell of it."""

    recording: Entry
    side: Entry | None = None

    @property
    def fingerprint(self) -> str:
        """Another one where the recording or its side file was written anew."""
        return "|".join(each.fingerprint for each in (self.recording, self.side) if each)


class Arrivals:
    """What was seen of a folder so far; nothing of it is kept when the process ends, and nothing need be."""

    def __init__(self, options: WatchOptions) -> None:
        """Nothing was seen yet."""
        self._options = options
        self._since: dict[str, tuple[str, float]] = {}  # the fingerprint of each recording, and since when it is that
        self._handed_on: dict[str, str] = {}

    @property
    def waiting(self) -> int:
        """How many recordings of the last listing are not complete yet."""
        return len(self._since)

    def complete(self, listing: Sequence[Entry], now_s: float) -> list[Complete]:
        """The recordings that are complete now and were not handed on as they are.

        now_s: of a clock that nobody sets.
        """
        there = {entry.place.path: entry for entry in listing}
        self._handed_on = {path: known for path, known in self._handed_on.items() if path in there}
        before, self._since, found = self._since, {}, []
        for path, recording in there.items():
            if PurePosixPath(path).suffix.lower() not in SOUND_ENDINGS:
                continue
            arrived = Complete(recording=recording, side=_side(path, there, self._options.side))
            if self._handed_on.get(path) == arrived.fingerprint:
                continue
            known, since = before.get(path, ("", now_s))
            since = since if known == arrived.fingerprint else now_s
            if self._is_complete(arrived, there, now_s - since):
                found.append(arrived)
            # Until it is handed on it is told again at the next look, since what takes it in may have failed.
            self._since[path] = (arrived.fingerprint, since)
        return found

    def handed_on(self, arrived: Sequence[Complete]) -> None:
        """These are taken in, and not told again as they are."""
        for each in arrived:
            path = each.recording.place.path
            self._handed_on[path] = each.fingerprint
            self._since.pop(path, None)

    def _is_complete(self, arrived: Complete, there: Mapping[str, Entry], steady_s: float) -> bool:
        if self._options.side and arrived.side is None:
            return False
        if self._options.marker:
            return arrived.recording.place.path + self._options.marker in there
        return steady_s >= self._options.steady_s


def _side(path: str, there: Mapping[str, Entry], wanted: str) -> Entry | None:
    """NAME.json beside NAME.wav, or NAME.wav.json; likewise a CSV."""
    return next((there[name] for name in _side_names(path, wanted) if name in there), None)


def _side_names(path: str, wanted: str) -> Iterator[str]:
    stem = path.removesuffix(PurePosixPath(path).suffix)
    for ending in [wanted] if wanted else _SIDES:
        yield from (f"{stem}.{ending}", f"{path}.{ending}")
