"""The seam at which recognisers can be exchanged, and one that repeats what another once heard."""

from pathlib import Path
from typing import Protocol

from pipeline.domain.audio import AudioTrack, SpeechRegion
from pipeline.domain.transcript import Heard
from pipeline.errors import RecordingError


class Recogniser(Protocol):
    """Whatever turns speech into text."""

    @property
    def identity(self) -> str:
        """Name, weights and precision, for reports: what else with the same name would give other text."""

    def hear(self, tracks: tuple[AudioTrack, ...], regions: tuple[SpeechRegion, ...]) -> Heard:
        """The text of every region, and what could not be heard.

        Args:
            tracks: the channels of one recording.
            regions: where somebody speaks; their channels are those of the tracks.
        """


class ReplayRecogniser:
    """Gives the recorded Heard of the recording that it is pointed at."""

    identity = "replay"

    def __init__(self, recorded: Path) -> None:
        """Take the JSON file that holds one Heard."""
        self._recorded = recorded

    def hear(self, tracks: tuple[AudioTrack, ...], regions: tuple[SpeechRegion, ...]) -> Heard:  # noqa: ARG002 - the seam's
        """What was heard then; raises RecordingError where the file holds none."""
        try:
            return Heard.model_validate_json(self._recorded.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            cause = f"holds no recorded recognition ({type(error).__name__})"
            raise RecordingError(self._recorded, cause, "Record it again.") from error
