"""What can be chosen about recognition."""

from typing import Literal

from pydantic import Field

from pipeline.domain.base import Frozen

Device = Literal["auto", "cpu", "cuda"]
ComputeType = Literal[
    "auto", "int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16", "float16", "bfloat16", "float32"
]


class RecogniserOptions(Frozen):
    """How recordings are recognised.

    model: a Whisper of models/weights.toml. device: auto takes CUDA where there is one. compute_type: auto is float16
    on CUDA and int8 elsewhere. beam_size: hypotheses kept while decoding. batch_size: windows decoded side by side.
    cpu_threads: 0 lets CTranslate2 choose; it changes no text. window_s: how much speech of a channel is decoded
    together; at least 5 and less than Whisper's 30 seconds.
    """

    model: str = "base"
    device: Device = "auto"
    compute_type: ComputeType = "auto"
    beam_size: int = Field(default=5, ge=1, le=20)
    batch_size: int = Field(default=4, ge=1, le=64)
    cpu_threads: int = Field(default=0, ge=0)
    window_s: float = Field(default=20.0, ge=5.0, le=28.0)
