"""A small copy of a call for the page's player: every browser plays MP3, few play what PBXs export."""

import io
from fractions import Fraction

import numpy as np

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples

BIT_RATE = 32_000


def listening_copy(tracks: tuple[AudioTrack, ...]) -> bytes:
    """The tracks mixed to one channel as MP3, 32 kbit/s, 16 kHz."""
    import av  # noqa: PLC0415 - FFmpeg's libraries cost start-up time

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=SAMPLE_RATE_HZ, layout="mono")
        stream.bit_rate = BIT_RATE
        frame = av.AudioFrame.from_ndarray(_mixed(tracks).reshape(1, -1), format="flt", layout="mono")
        frame.rate, frame.time_base = SAMPLE_RATE_HZ, Fraction(1, SAMPLE_RATE_HZ)
        for piece in av.AudioResampler(format="s16p", layout="mono", rate=SAMPLE_RATE_HZ, frame_size=1152).resample(
            frame
        ):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def _mixed(tracks: tuple[AudioTrack, ...]) -> Samples:
    total = np.zeros(max(len(track.samples) for track in tracks), dtype=np.float32)
    for track in tracks:
        total[: len(track.samples)] += track.samples
    return np.clip(total, -1.0, 1.0)
