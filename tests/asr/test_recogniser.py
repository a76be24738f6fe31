"""What can be chosen about recognition, and what it comes to on a machine."""

import ctranslate2
import pytest
from pydantic import ValidationError

from pipeline.asr.recogniser import Computing, RecogniserOptions, computing
from pipeline.errors import SettingsError


@pytest.mark.parametrize(
    ("gpus", "device", "compute_type", "expected"),
    [
        (0, "auto", "auto", ("cpu", "int8")),
        (0, "cpu", "auto", ("cpu", "int8")),
        (0, "auto", "float32", ("cpu", "float32")),
        (1, "auto", "auto", ("cuda", "float16")),
        (2, "cuda", "auto", ("cuda", "float16")),
        (1, "cuda", "int8_float16", ("cuda", "int8_float16")),
        (1, "cpu", "auto", ("cpu", "int8")),
        (1, "cpu", "int16", ("cpu", "int16")),
    ],
)
def test_the_device_is_what_is_asked_for_and_there(
    monkeypatch: pytest.MonkeyPatch, gpus: int, device: str, compute_type: str, expected: tuple[str, str]
) -> None:
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: gpus)
    options = RecogniserOptions.model_validate({"device": device, "compute_type": compute_type})
    assert computing(options) == Computing(device=expected[0], compute_type=expected[1])


def test_cuda_that_is_not_there_is_refused_with_what_to_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 0)
    with pytest.raises(SettingsError, match=r"no CUDA device.*--device cpu"):
        computing(RecogniserOptions(device="cuda"))


@pytest.mark.parametrize("options", [{"window_s": 28.0, "paces": (1.0, 0.8)}, {"paces": ()}, {"paces": (0.1,)}])
def test_paces_that_no_window_fits_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="paces"):
        RecogniserOptions.model_validate(options)


@pytest.mark.parametrize("options", [{"window_s": 28.0, "paces": (1.0,)}, {"window_s": 5.0, "paces": (2.0, 0.5)}])
def test_paces_that_every_window_fits_are_taken(options: dict[str, object]) -> None:
    assert RecogniserOptions.model_validate(options).paces == options["paces"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("beam_size", 0), ("beam_size", 21), ("batch_size", 0), ("cpu_threads", -1), ("window_s", 4.9), ("device", "gpu")],
)
def test_options_beyond_their_bounds_are_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        RecogniserOptions.model_validate({name: value})
