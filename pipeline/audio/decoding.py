"""From a container's packets to samples at 16 kHz, whatever changes in between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.audio.frames import mp3_frame_bytes
from pipeline.audio.limits import RecordingLimits
from pipeline.domain.audio import SAMPLE_RATE_HZ, Samples
from pipeline.errors import RecordingError

if TYPE_CHECKING:
    from av import AudioFrame, AudioResampler, Packet
    from av.audio.stream import AudioStream
    from av.container import InputContainer

EXPORT_AGAIN = "Export the recording again from the telephone system."
_LAYOUTS = {1: "mono", 2: "stereo"}
# Damaged packets that are left out of a recording, which goes on after them; with more of them it is none.
_DAMAGED_PACKETS, _DAMAGED_SHARE = 5, 0.01


@dataclass(frozen=True)
class Section:
    """A stretch of a recording in one format. channels: float32 at SAMPLE_RATE_HZ as bytes, which grow in place."""

    rate_hz: int
    channels: tuple[bytearray, ...]

    @property
    def samples(self) -> tuple[Samples, ...]:
        """Each channel, shape (n,), in [-1, 1]."""
        arrays = tuple(np.frombuffer(channel, dtype=np.float32) for channel in self.channels)
        for array in arrays:
            np.clip(array, -1.0, 1.0, out=array)
        return arrays


class Decoder:
    """Decodes a file's recordings one after another, and counts against the limits while it does.

    sections: what was decoded. damaged: packets left out. ends_within_a_frame: whether the last recording does.
    """

    def __init__(self, path: Path, limits: RecordingLimits) -> None:
        """Nothing is opened here; the path is for errors."""
        self.sections: list[Section] = []
        self.damaged = 0
        self.ends_within_a_frame = False
        self._path, self._limits = path, limits
        self._values, self._seconds = 0, 0.0
        self._resampler: AudioResampler | None = None

    @property
    def duration_s(self) -> float:
        """Seconds decoded so far."""
        return self._seconds

    def add(self, container: "InputContainer", stream: "AudioStream") -> None:
        """Decode a stream to its end; a new section begins wherever rate, format or channels change.

        Raises:
            RecordingError: it breaks off, is damaged, or holds more than the limits allow.
        """
        packets, damaged, last_failed = 0, 0, False
        key: tuple[str, str, int] | None = None
        for packet in self._packets(container, stream):
            frames = _frames(packet)
            if packet.size:
                packets, last_failed = packets + 1, frames is None or _is_short_block(container.format.name, packet)
                self.ends_within_a_frame = container.format.name == "mp3" and _is_short_frame(packet)
            damaged += frames is None
            for frame in frames or ():
                if key != (key := (frame.format.name, frame.layout.name, frame.sample_rate)):
                    self._begin_section(frame)
                self._resample(frame)
        self._end_section()
        if last_failed or damaged > max(_DAMAGED_PACKETS, packets * _DAMAGED_SHARE):
            raise RecordingError(self._path, "breaks off or is damaged (Invalid data found)", EXPORT_AGAIN)
        self.damaged += damaged

    def _packets(self, container: "InputContainer", stream: "AudioStream") -> "Iterator[Packet[AudioStream]]":
        import av  # noqa: PLC0415 - FFmpeg's libraries cost start-up time

        try:
            yield from container.demux(stream)
        except av.error.FFmpegError as error:
            cause = f"breaks off or is damaged ({error.strerror})"
            raise RecordingError(self._path, cause, EXPORT_AGAIN) from error

    def _begin_section(self, frame: "AudioFrame") -> None:
        import av  # noqa: PLC0415 - as above

        self._end_section()
        channels = frame.layout.nb_channels
        self._limits.check_format(self._path, channels, frame.sample_rate)
        self._resampler = av.AudioResampler(format="fltp", layout=_LAYOUTS[channels], rate=SAMPLE_RATE_HZ)
        self.sections.append(Section(frame.sample_rate, tuple(bytearray() for _ in range(channels))))

    def _end_section(self) -> None:
        """What the resampler still holds, which it gives out at its end."""
        if self._resampler is not None:
            self._resample(None)
        self._resampler = None

    def _resample(self, frame: "AudioFrame | None") -> None:
        assert self._resampler is not None
        section = self.sections[-1]
        for piece in self._resampler.resample(frame):
            rows = piece.to_ndarray().astype(np.float32, copy=False)
            for channel, row in zip(section.channels, rows, strict=True):
                channel.extend(row.tobytes())
            self._values += rows.size
            self._seconds += rows.shape[1] / SAMPLE_RATE_HZ
        self._limits.check_decoded(self._path, self._seconds, self._values)


def joined(sections: Sequence[Section]) -> tuple[Samples, ...]:
    """The channels of all sections, one behind the other; mixed to one where their number changes."""
    counts = {len(section.channels) for section in sections}
    if len(sections) == 1:
        return sections[0].samples
    if len(counts) == 1:
        return tuple(np.concatenate(pieces) for pieces in zip(*(section.samples for section in sections), strict=True))
    return (np.concatenate([np.mean(section.samples, axis=0, dtype=np.float32) for section in sections]),)


def _frames(packet: "Packet[AudioStream]") -> "list[AudioFrame] | None":
    """The frames of a packet; None where it is damaged."""
    import av  # noqa: PLC0415 - as above

    try:
        return packet.decode()
    except av.error.FFmpegError:
        return None


def _is_short_frame(packet: "Packet[AudioStream]") -> bool:
    """Whether an MP3 packet, the last one, holds less than its header says."""
    data = bytes(packet)
    return len(data) < mp3_frame_bytes(data[:4])


def _is_short_block(container: str, packet: "Packet[AudioStream]") -> bool:
    """Whether a VOC file ends before its block does; of others that is told from their extent."""
    return container == "voc" and bool(packet.is_corrupt)
