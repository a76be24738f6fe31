"""How much a recording may hold: a small file can decode to more than a machine's memory."""

from pathlib import Path

from pydantic import Field

from pipeline.domain.audio import SAMPLE_RATE_HZ
from pipeline.domain.base import Frozen
from pipeline.errors import RecordingError

_BYTES_A_SAMPLE = 4
# Hertz. Below no telephone records, and a second of such sound would become many seconds' worth of memory at once.
_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ = 4_000, 384_000


class RecordingLimits(Frozen):
    """What is refused as no call.

    max_duration_s: seconds of sound. max_channels: a call has one or two. max_decoded_mb: MiB of decoded sound, which
    is 0.06 a second and channel.
    """

    max_duration_s: float = Field(default=4 * 3600.0, gt=0)
    max_channels: int = Field(default=2, ge=1, le=2)
    max_decoded_mb: int = Field(default=1024, gt=0)

    def check_format(self, path: Path, channels: int, rate_hz: int) -> None:
        """Before anything is decoded; raises RecordingError where no call is recorded like that."""
        if not 1 <= channels <= self.max_channels:
            allowed = "one or two" if self.max_channels == 2 else "one (TINGHE_LIMITS__MAX_CHANNELS)"
            cause = f"has {channels} channels; a call has {allowed}"
            raise RecordingError(path, cause, "Export the agent's and the customer's channel only.")
        if not _LOWEST_RATE_HZ <= rate_hz <= _HIGHEST_RATE_HZ:
            cause = f"has {rate_hz} samples a second; {_LOWEST_RATE_HZ} to {_HIGHEST_RATE_HZ} can be heard"
            raise RecordingError(path, cause, "Export it again; its header may be damaged.")

    def check_decoded(self, path: Path, seconds: float, values: int) -> None:
        """While it is decoded: raises RecordingError as soon as there is more than is allowed.

        seconds: decoded so far. values: samples of all channels so far, at SAMPLE_RATE_HZ.
        """
        if seconds > self.max_duration_s:
            cause = f"is longer than {self.max_duration_s:g} s, the longest that is heard"
            remedy = "Split it, or raise TINGHE_LIMITS__MAX_DURATION_S if calls last so long."
            raise RecordingError(path, cause, remedy)
        if values * _BYTES_A_SAMPLE > self.max_decoded_mb << 20:
            held = values / SAMPLE_RATE_HZ
            cause = f"decodes to more than {self.max_decoded_mb} MiB ({held:.0f} s of sound over all channels)"
            remedy = "Split it, or raise TINGHE_LIMITS__MAX_DECODED_MB if the machine has the memory."
            raise RecordingError(path, cause, remedy)
