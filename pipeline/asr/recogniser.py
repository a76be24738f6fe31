"""The seam at which recognisers can be exchanged, and what can be chosen about them."""

from typing import Annotated, Literal, Protocol, Self

from pydantic import Field, model_validator

from pipeline.asr.windows import TAIL_S
from pipeline.domain.audio import AudioTrack, SpeechRegion
from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Heard
from pipeline.errors import SettingsError

Device = Literal["auto", "cpu", "cuda"]
ComputeType = Literal[
    "auto", "int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16", "float16", "bfloat16", "float32"
]
# What Whisper's encoder takes at once.
LONGEST_S = 30.0
SHIPPED, NO_ADAPTER = "shipped", "none"


class RecogniserOptions(Frozen):
    """How recordings are recognised.

    model: a Whisper of models/weights.toml. adapter: what is added to it, "shipped" (the product's own where it has one
    for the model), "none", or a folder that `tinghe adapt` wrote. device: auto takes CUDA where there is one.
    compute_type: auto is float16 on CUDA and int8 elsewhere. beam_size: hypotheses followed where the likeliest token
    alone led to a text whose mean log probability a token is less than search_again_below (0: everywhere). batch_size:
    windows decoded side by side. cpu_threads: 0 lets CTranslate2 choose; neither changes a text. window_s: how much
    speech of a channel is decoded together, at least 5 seconds. paces: how fast it is played, the first for all of it,
    the others where the mean log probability is less than hear_again_below; where the hypotheses differ, the context
    decides. The slowest may not stretch a window beyond Whisper's 30 seconds.
    """

    model: str = "base"
    adapter: str = SHIPPED
    device: Device = "auto"
    compute_type: ComputeType = "auto"
    beam_size: int = Field(default=5, ge=1, le=20)
    search_again_below: float = Field(default=0.0, le=0.0)
    batch_size: int = Field(default=16, ge=1, le=64)
    cpu_threads: int = Field(default=0, ge=0)
    window_s: float = Field(default=20.0, ge=5.0, le=28.0)
    paces: tuple[Annotated[float, Field(ge=0.5, le=2.0)], ...] = Field(default=(1.0, 0.87), min_length=1)
    hear_again_below: float = Field(default=0.0, le=0.0)

    @model_validator(mode="after")
    def _fits_whisper(self) -> Self:
        if (self.window_s + TAIL_S) / min(self.paces) > LONGEST_S:
            raise ValueError(f"window_s of {self.window_s:g} at the slowest of paces exceeds {LONGEST_S:g} seconds")
        return self


class Computing(Frozen):
    """What CTranslate2 computes on and in: device cpu or cuda, and its compute type."""

    device: str
    compute_type: str


def computing(options: RecogniserOptions) -> Computing:
    """What the options come to on this machine: CUDA and float16 where there is a GPU, else the CPU and int8.

    Raises:
        SettingsError: CUDA was asked for and there is none.
    """
    import ctranslate2  # noqa: PLC0415 - costs start-up time

    gpus = ctranslate2.get_cuda_device_count() if options.device != "cpu" else 0
    if options.device == "cuda" and not gpus:
        raise SettingsError(
            "--device", "there is no CUDA device", "Take --device cpu, or auto to use one when there is."
        )
    device = "cuda" if gpus else "cpu"
    fitting = "float16" if gpus else "int8"
    return Computing(device=device, compute_type=fitting if options.compute_type == "auto" else options.compute_type)


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
