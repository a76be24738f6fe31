"""The seam at which recognisers can be exchanged."""

from typing import Protocol

from pipeline.domain.audio import AudioTrack, SpeechRegion
from pipeline.domain.transcript import Heard


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
