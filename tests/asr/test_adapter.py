from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.asr.adapter import CARD, CHANGES, MODEL, Adapter, Card
from pipeline.asr.ctranslate2_file import variables
from pipeline.asr.recogniser import NO_ADAPTER, RecogniserOptions
from pipeline.asr.weights import HashedFile, LocatedWeights
from pipeline.asr.whisper import WhisperRecogniser, chosen_adapter
from pipeline.errors import WeightsError
from pipeline.rulebook.files import sha256_of
from tests.asr.tiny_model import model_of

WEIGHT, BIAS = np.ones((2, 3), np.float16), np.zeros(2, np.float16)
UP, DOWN = np.array([[1.0], [2.0]], np.float16), np.array([[0.5, 0, -1]], np.float16)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    home = tmp_path / "base"
    home.mkdir()
    (home / MODEL).write_bytes(model_of({"decoder/a/weight": WEIGHT, "decoder/a/bias": BIAS}))
    return home


def adapter_of(folder: Path, weights: Path, **changes: Any) -> Adapter:
    card = Card(
        version="2026.12",
        base="base",
        base_sha256=sha256_of(weights / MODEL),
        share=0.5,
        rank=1,
        recordings=3,
        hours=0.2,
        data_sha256="0" * 64,
    )
    folder.mkdir()
    (folder / CARD).write_text(card.model_dump_json())
    np.savez(folder / CHANGES, allow_pickle=False, **changes)
    return Adapter(folder)


def test_what_was_learned_is_added_to_the_published_weights(tmp_path: Path, weights: Path) -> None:
    named = {"decoder/a/weight.up": UP, "decoder/a/weight.down": DOWN, "decoder/a/bias.whole": np.array([1, -1])}
    model = adapter_of(tmp_path / "own", weights, **named).applied(weights)
    found = {name: known.values(model) for name, known in variables(weights, model).items()}
    np.testing.assert_array_equal(found["decoder/a/weight"], [[1.5, 1, 0], [2, 1, -1]])
    np.testing.assert_array_equal(found["decoder/a/bias"], [1, -1])


def test_the_published_weights_stay_as_they_are(tmp_path: Path, weights: Path) -> None:
    before = (weights / MODEL).read_bytes()
    adapter_of(tmp_path / "own", weights, **{"decoder/a/bias.whole": np.array([1, -1])}).applied(weights)
    assert (weights / MODEL).read_bytes() == before


def test_other_weights_than_those_it_was_trained_on_are_refused(tmp_path: Path, weights: Path) -> None:
    adapter = adapter_of(tmp_path / "own", weights)
    (weights / MODEL).write_bytes(model_of({"decoder/a/weight": 2 * WEIGHT}))
    with pytest.raises(WeightsError, match=r"was not trained on .*model.bin.*--no-adapter"):
        adapter.applied(weights)


@pytest.mark.parametrize(
    "changes",
    [{"decoder/b/weight.whole": WEIGHT}, {"decoder/a/bias.whole": np.zeros(3)}],
    ids=["no such variable", "another shape"],
)
def test_a_change_that_does_not_fit_is_refused(tmp_path: Path, weights: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(WeightsError, match=r"is not in .* in that shape"):
        adapter_of(tmp_path / "own", weights, **changes).applied(weights)


@pytest.mark.parametrize(
    ("file", "data"),
    [(CARD, b"{"), (CARD, b'{"version": "1"}'), (CHANGES, b"PK no archive"), (CHANGES, b"")],
    ids=["no JSON", "half a card", "no archive", "nothing"],
)
def test_damaged_files_are_named(tmp_path: Path, weights: Path, file: str, data: bytes) -> None:
    adapter = adapter_of(tmp_path / "own", weights, **{"decoder/a/bias.whole": np.zeros(2)})
    (tmp_path / "own" / file).write_bytes(data)
    with pytest.raises(WeightsError) as raised:
        adapter.applied(weights)
    assert file in str(raised.value)


def test_an_absent_folder_is_refused_before_anything_is_heard(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"adapter.json: cannot be read"):
        _ = Adapter(tmp_path / "nowhere").identity


def test_reports_tell_one_adapter_from_another(tmp_path: Path, weights: Path) -> None:
    one = adapter_of(tmp_path / "one", weights, **{"decoder/a/bias.whole": np.zeros(2)})
    other = adapter_of(tmp_path / "other", weights, **{"decoder/a/bias.whole": np.ones(2)})
    assert one.identity.startswith("2026.12+")
    assert one.identity != other.identity


def test_an_adapter_is_chosen_by_folder_or_left_out(tmp_path: Path) -> None:
    own = chosen_adapter(RecogniserOptions(adapter=str(tmp_path)))
    assert own is not None
    assert own.folder == tmp_path
    assert chosen_adapter(RecogniserOptions(adapter=NO_ADAPTER)) is None
    assert chosen_adapter(RecogniserOptions(model="a-whisper-without-one")) is None


def test_the_identity_of_what_was_heard_names_the_adapter(tmp_path: Path, weights: Path) -> None:
    located = LocatedWeights(name="base", folder=weights, files={MODEL: HashedFile(size=1, sha256="abc" * 8)})
    own = adapter_of(tmp_path / "own", weights)
    plain = WhisperRecogniser(RecogniserOptions(device="cpu", adapter=NO_ADAPTER), located)
    taught = WhisperRecogniser(RecogniserOptions(device="cpu", adapter=str(own.folder)), located)
    assert plain.identity == "base@abcabcabcabc/int8"
    assert taught.identity == f"base@abcabcabcabc+{own.identity}/int8"
