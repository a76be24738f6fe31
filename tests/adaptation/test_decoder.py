"""The decoder that is trained computes what CTranslate2 computes; needs the packages of the group train and weights."""

from pathlib import Path

import ctranslate2
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the group train is not installed")

from pipeline.adaptation.decoder import Decoder  # noqa: E402
from pipeline.asr.adapter import MODEL  # noqa: E402
from pipeline.asr.ctranslate2_file import variables  # noqa: E402
from pipeline.asr.weights import locate  # noqa: E402

PROMPT, TEXT = [50258, 50260, 50359], [50364, 2664, 2131, 50400]


@pytest.fixture(scope="module")
def base() -> Path:
    return locate("base").folder


@pytest.mark.weights
def test_it_gives_each_token_the_probability_that_the_recogniser_gives(base: Path) -> None:
    features = np.random.default_rng(1).standard_normal((1, 80, 400)).astype(np.float32)
    whisper = ctranslate2.models.Whisper(str(base), device="cpu", compute_type="float32")
    encoded = whisper.encode(ctranslate2.StorageView.from_array(features))
    (aligned,) = whisper.align(encoded, PROMPT, [TEXT], [400])
    model = (base / MODEL).read_bytes()
    decoder = Decoder({name: known.values(model) for name, known in variables(base / MODEL, model).items()})
    # Alignment reads without times, so the token that says so stands after the prompt.
    tokens = [*PROMPT, 50363, *TEXT]
    with torch.no_grad():
        logits = decoder(torch.tensor([tokens]), torch.from_numpy(np.array(encoded)))[0]
    ours = logits[:, :50257].softmax(-1)[range(3, 3 + len(TEXT)), [min(t, 50256) for t in TEXT]]
    text = [place for place, token in enumerate(TEXT) if token < 50257]
    np.testing.assert_allclose(ours[text], np.array(aligned.text_token_probs)[text], rtol=0.05)
