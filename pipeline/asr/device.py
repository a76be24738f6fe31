"""Which device and number format to compute with."""

from pipeline.asr.options import RecogniserOptions
from pipeline.domain.base import Frozen
from pipeline.errors import SettingsError


class Computing(Frozen):
    """What CTranslate2 is told: device cpu or cuda, and its compute type."""

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
