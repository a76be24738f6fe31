"""From a recording's file to what it is and to its decoded channels."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pipeline.audio.decoding import EXPORT_AGAIN, Decoder, joined
from pipeline.audio.extents import Extent, extents
from pipeline.audio.formats import CONTAINERS, HEAD_BYTES, READABLE, RawFormat, raw_format, refusal, wav_header
from pipeline.audio.limits import RecordingLimits
from pipeline.audio.oddities import Length, oddities
from pipeline.domain.audio import AudioTrack, Probe
from pipeline.errors import RecordingError
from pipeline.rulebook.files import irregularity, sha256_of

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

_MICROSECONDS = 1_000_000
# Containers whose header counts samples in a way that FFmpeg reads and extents do not.
_EXACT = {"flac", "aiff", "au", "mov,mp4,m4a,3gp,3g2,mj2", "asf", "voc", "wv"}
# Codecs may drop their priming samples and a last frame, never as much as this.
_MISSING_S, _MISSING_SHARE = 1.0, 0.02
# Where FFmpeg reads on beyond what the header counts, or can be told to.
_READ_ON = {"wav", "au"}


@dataclass(frozen=True)
class Recording:
    """A decoded recording. warnings: Chinese, what was odd about its file; nothing of it was left out unsaid."""

    tracks: tuple[AudioTrack, ...]
    warnings: tuple[str, ...] = ()


@contextmanager
def _open_recording(
    path: Path, raw: RawFormat | None, extent: Extent | None = None
) -> "Iterator[tuple[InputContainer, AudioStream]]":
    """The container of a recording and its only audio stream; closed afterwards.

    raw: as _way_to_read tells it. extent: of a file with several recordings, the one that is meant. Only containers of
    sound are opened, and no other file than the one named.

    Raises:
        RecordingError: not audio, or without an audio stream.
    """
    import av  # noqa: PLC0415 - FFmpeg's libraries cost start-up time

    with ExitStack() as held:
        try:
            container = held.enter_context(_opened(path, raw, extent, held))
        except av.error.FFmpegError as error:
            # FFmpeg calls a file of a container that it may not open an invalid argument.
            is_other = isinstance(error, av.error.ArgumentError)
            said = "no sound file of a kind that is opened" if is_other else error.strerror
            remedy = f"Give a {READABLE} file; if it should be one, export it again."
            raise RecordingError(path, f"is not a recording that can be read ({said})", remedy) from error
        yield container, _only_stream(path, container)


def probe(path: Path) -> Probe:
    """What the container says of a recording, and the SHA-256 that is its identity.

    duration_s is 0 where the container does not say it (streamed WAV headers).

    Raises:
        RecordingError: the file cannot be read or is no recording.
    """
    with _open_recording(path, _way_to_read(path)) as (container, stream):
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


def decode(path: Path, limits: RecordingLimits | None = None) -> tuple[AudioTrack, ...]:
    """The tracks of a recording; see load_recording."""
    return load_recording(path, limits).tracks


def load_recording(path: Path, limits: RecordingLimits | None = None) -> Recording:
    """Every channel of a recording as its own track, and what was odd about its file.

    One track for mono, two for stereo, float32 in [-1, 1], shape (n,) each, at SAMPLE_RATE_HZ. What was joined in one
    file is heard as one call; where the number of channels changes on the way, all of it is mixed to one track.

    Raises:
        RecordingError: not readable, not audio, broken off, without sound, or beyond the limits (None: the usual ones).
    """
    limits = limits or RecordingLimits()
    raw = _way_to_read(path)
    parts = (Extent(format="raw", start=0, end=path.stat().st_size),) if raw else extents(path)
    decoder, lengths = Decoder(path, limits), []
    for part in parts:
        _refuse_broken_off(path, part)
        before_s = decoder.duration_s
        extent = part if len(parts) > 1 or part.beyond else None
        with _open_recording(path, raw, extent) as (container, stream):
            limits.check_format(path, stream.codec_context.channels, stream.codec_context.sample_rate)
            promised_s = _promised_s(container)
            limits.check_decoded(path, before_s + (promised_s or part.frames_s), 0)
            decoder.add(container, stream)
        lengths.append(Length(heard_s=decoder.duration_s - before_s, promised_s=promised_s))
        _refuse_less_than_promised(path, lengths[-1])
    if not decoder.duration_s:
        raise RecordingError(path, "holds no sound at all", EXPORT_AGAIN)
    channels = joined(decoder.sections)
    return Recording(
        tracks=tuple(AudioTrack(channel=n, samples=samples) for n, samples in enumerate(channels)),
        warnings=oddities(path, raw, parts, lengths, decoder),
    )


def _opened(path: Path, raw: RawFormat | None, extent: Extent | None, held: ExitStack) -> "InputContainer":
    """The container, opened by the demuxers of sound and by the protocol of files alone."""
    import av  # noqa: PLC0415 - as above

    whole, allowed = f"file:{path.resolve()}", ",".join(CONTAINERS)
    options = {"protocol_whitelist": "file", "format_whitelist": raw.demuxer if raw else allowed}
    if raw and raw.wav_tag:
        file = held.enter_context(path.open("rb"))
        return av.open(_Headed(wav_header(raw), file), "r", format=raw.demuxer, options=options)
    if raw:
        options |= {"sample_rate": str(raw.rate_hz)} if raw.told_rate else {}
        return av.open(whole, "r", format=raw.demuxer, options=options)
    if extent:
        whole = f"subfile,,start,{extent.start},end,{extent.end},,:{whole}"
        options["protocol_whitelist"] = "file,subfile"
        if extent.beyond and extent.format == "wav":
            options["ignore_length"] = "1"
    return av.open(whole, "r", metadata_errors="ignore", options=options)


class _Headed:
    """A file that is read as if a header stood before it."""

    def __init__(self, header: bytes, file: IO[bytes]) -> None:
        """Whoever opened the file closes it."""
        self._header, self._file = header, file

    def read(self, size: int) -> bytes:
        """The next bytes, of the header first."""
        head, self._header = self._header[:size], self._header[size:]
        return head or self._file.read(size)


def _only_stream(path: Path, container: "InputContainer") -> "AudioStream":
    """Of several one would be heard and the others dropped; FFmpeg gives no codec where it knows none by its tag."""
    streams = container.streams.audio
    if not streams:
        raise RecordingError(path, "holds no audio stream", "Export the sound of the call, not only its picture.")
    if len(streams) > 1:
        remedy = "Export both sides of the call as the two channels of one."
        raise RecordingError(path, f"holds {len(streams)} audio streams; a call has one", remedy)
    _refuse_unknown_codec(path, streams[0])
    return streams[0]


def _refuse_unknown_codec(path: Path, stream: "AudioStream") -> None:
    """FFmpeg gives no codec where it knows none by the header's tag, and no channels where the two do not fit."""
    codec = stream.codec_context
    if codec is None:
        named = "its codec is not known here"
    elif not codec.channels:
        tag = int.from_bytes((codec.codec_tag or "").encode("latin-1", "replace"), "little")
        named = f"its codec ({codec.name}, tag 0x{tag:04x} in its header) cannot be read with that header"
    else:
        return
    raise RecordingError(path, named, f"Export it as {READABLE}.")


def _refuse_broken_off(path: Path, part: Extent) -> None:
    """What is missing, or not heard by FFmpeg; a little that is missing is told in the report instead."""
    if part.counted_end is None:
        return
    there, counted = part.end - part.start, part.counted_end - part.start
    if there < counted * (1 - _MISSING_SHARE):
        raise RecordingError(path, f"is truncated: {there} of {counted} bytes are there", EXPORT_AGAIN)
    if part.beyond and part.format not in _READ_ON:
        cause = f"holds {there} bytes, of which its header counts {counted}: the rest would not be heard"
        remedy = "Export the recording again; if two recordings were joined, give each a file of its own."
        raise RecordingError(path, cause, remedy)


def _promised_s(container: "InputContainer") -> float:
    """The length that a header counts; 0 where FFmpeg can only estimate it."""
    return (container.duration or 0) / _MICROSECONDS if container.format.name in _EXACT else 0.0


def _refuse_less_than_promised(path: Path, length: Length) -> None:
    if length.promised_s - length.heard_s > max(_MISSING_S, length.promised_s * _MISSING_SHARE):
        cause = f"is truncated or damaged: {length.heard_s:.1f} s of {length.promised_s:.1f} s can be heard"
        raise RecordingError(path, cause, EXPORT_AGAIN)


def _way_to_read(path: Path) -> RawFormat | None:
    """How a file is read that has no header, None where FFmpeg finds that out itself.

    Raises:
        RecordingError: a folder, pipe or device, not there, not readable, empty, or sound that nobody can read.
    """
    head = _first_bytes(path)
    if cause_and_remedy := refusal(path.suffix, head):
        raise RecordingError(path, *cause_and_remedy)
    return raw_format(path.suffix, head)


def _first_bytes(path: Path) -> bytes:
    """The first bytes of a file that can be read to its end."""
    try:
        kind = irregularity(path)
        if kind == "a folder":
            raise RecordingError(path, "is a folder, not a recording", "Give the folder itself to `tinghe run`.")
        if kind:
            remedy = "Name the recording's own file; pipes and devices are not read."
            raise RecordingError(path, f"is {kind}, not a file", remedy)
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise RecordingError(path, "is not there", "Check the path, or the manifest's column file.") from error
    except OSError as error:
        raise RecordingError(path, f"cannot be read ({error.strerror})", "Give its owner's rights to read.") from error
    if not head:
        raise RecordingError(path, "is empty (0 bytes)", EXPORT_AGAIN)
    return head
