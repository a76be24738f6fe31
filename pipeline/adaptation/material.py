"""Recordings whose words are known, cut into the windows that Whisper is trained on."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pipeline.asr.windows import Window, pack, sound
from pipeline.audio.recording import decode, probe
from pipeline.domain.audio import AudioTrack, Samples, SpeechRegion
from pipeline.domain.vocabulary import Role
from pipeline.errors import UsageError
from pipeline.evaluation.gold import Reference, ReferenceTurn
from pipeline.rulebook.files import sha256_of

WORDS: Final = ".turns.json"
LONGEST_S: Final = 20.0
_LINE_HZ: Final = 8000
_FORM: Final = 'Give JSON of the form {"file", "layout", "agent_channel", "turns": [{"role", "start", "end", "text"}]}.'


class KnownTurn(ReferenceTurn):
    """What one speaker said, word for word, and when it ended. end: seconds."""

    end: float


class KnownRecording(Reference):
    """NAME.turns.json: the words of the recording that lies beside it.

    file: its name. agent_channel: which channel the agent speaks on where each party has one, else None.
    """

    file: str
    agent_channel: Literal[0, 1] | None = None
    turns: tuple[KnownTurn, ...]

    def channel_of(self, turn: KnownTurn) -> int:
        """The channel on which a turn is heard."""
        if self.layout == "mono" or self.agent_channel is None:
            return 0
        return self.agent_channel if turn.role is Role.AGENT else 1 - self.agent_channel


class TrainingWindow(NamedTuple):
    """A window of one channel with the words of each of its pieces.

    samples: float32 at 16 kHz, shape (n,). is_clean: it did not come over a telephone line.
    """

    window: Window
    texts: tuple[str, ...]
    samples: Samples
    is_clean: bool


class Material:
    """The windows of a folder of known recordings; sounds are decoded one recording at a time."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Read the words of every recording in the folders.

        Raises:
            UsageError: there are none, or one's words are not of that form.
        """
        paths = [path for folder in folders for path in sorted(folder.rglob(f"*{WORDS}"))]
        if not paths:
            remedy = f"Give a folder with recordings and NAME{WORDS} beside each."
            raise UsageError(", ".join(map(str, folders)), "holds no recording whose words are known", remedy)
        self.known = {path.parent / (known := _read(path)).file: known for path in paths}

    @property
    def hours(self) -> float:
        """How much is spoken."""
        return sum(turn.end - turn.start for known in self.known.values() for turn in known.turns) / 3600

    @property
    def sha256(self) -> str:
        """One hash over recordings and words, whatever the folders are called."""
        hashes = sorted(sha256_of(path) + known.model_dump_json() for path, known in self.known.items())
        return hashlib.sha256("".join(hashes).encode()).hexdigest()

    def windows(self) -> Iterator[TrainingWindow]:
        """Every window, recording by recording; raises RecordingError where one cannot be read."""
        for path, known in self.known.items():
            tracks = decode(path)
            is_clean = probe(path).sample_rate_hz > _LINE_HZ
            for window, texts in _windows(known, tracks):
                samples = sound(window, tracks[window.regions[0].channel])
                yield TrainingWindow(window, texts, samples, is_clean)


def _windows(known: KnownRecording, tracks: tuple[AudioTrack, ...]) -> Iterator[tuple[Window, tuple[str, ...]]]:
    texts = {
        SpeechRegion(start=turn.start, end=turn.end, channel=known.channel_of(turn)): turn.text
        for turn in known.turns
        if known.channel_of(turn) < len(tracks) and turn.start < turn.end <= turn.start + LONGEST_S
    }
    if texts:
        for window in pack(tuple(texts), LONGEST_S):
            yield window, tuple(texts[region] for region in window.regions)


def _read(path: Path) -> KnownRecording:
    try:
        return KnownRecording.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(path, f"the words cannot be read ({type(error).__name__})", _FORM) from error
