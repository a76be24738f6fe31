"""A recogniser that repeats what another once heard: for tests, and for judging again without hearing again."""

from pathlib import Path

from pipeline.domain.audio import AudioTrack, SpeechRegion
from pipeline.domain.transcript import Heard
from pipeline.errors import RecordingError


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
