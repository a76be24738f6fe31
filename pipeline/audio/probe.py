"""What a file is, without decoding it."""

from pathlib import Path

from pipeline.audio.opening import opened
from pipeline.domain.audio import Probe
from pipeline.resources import sha256_of

_MICROSECONDS = 1_000_000


def probe(path: Path) -> Probe:
    """What the container says of a recording, and the SHA-256 that is its identity.

    duration_s is 0 where the container does not say it (streamed WAV headers).

    Raises:
        RecordingError: the file cannot be read or is no recording.
    """
    with opened(path) as (container, stream):
        codec = stream.codec_context
        duration = container.duration / _MICROSECONDS if container.duration else 0.0
        return Probe(
            file=path.name,
            sha256=sha256_of(path),
            size_bytes=path.stat().st_size,
            container=container.format.name,
            codec=codec.name,
            channels=codec.channels,
            sample_rate_hz=codec.sample_rate,
            duration_s=round(duration, 3),
        )
