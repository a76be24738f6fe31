"""What `tinghe probe` finds out and shows."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from pipeline.audio.probe import probe
from pipeline.domain.audio import Probe
from pipeline.errors import RecordingError


def probed(files: Iterable[Path]) -> tuple[list[Probe], list[RecordingError]]:
    """What the files are, and why some could not be told."""
    probes: list[Probe] = []
    errors: list[RecordingError] = []
    for path in files:
        try:
            probes.append(probe(path))
        except RecordingError as error:
            errors.append(error)
    return probes, errors


def probe_table(probes: Sequence[Probe]) -> Table:
    """A line a file."""
    table = Table("file", "container", "codec", "channels", "Hz", "seconds", "sha256", box=None)
    for found in probes:
        table.add_row(
            Text(found.file),
            found.container,
            found.codec,
            str(found.channels),
            str(found.sample_rate_hz),
            f"{found.duration_s:.1f}",
            found.sha256,
        )
    return table
