from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.speakers.clustering import VoiceOptions, two_voices

SIZE = 64


def scattered(centre: npt.NDArray[Any], count: int, spread: float, seed: int) -> npt.NDArray[Any]:
    vectors = centre + spread * np.random.default_rng(seed).normal(size=(count, SIZE)) / np.sqrt(SIZE)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def voice(seed: int) -> npt.NDArray[Any]:
    drawn = np.random.default_rng(1000 + seed).normal(size=SIZE)
    return np.asarray(drawn / np.linalg.norm(drawn))


def sides(vectors: npt.NDArray[Any], weights: npt.NDArray[Any]) -> npt.NDArray[Any]:
    voices = two_voices(vectors, weights)
    assert voices is not None
    return voices.leaning(vectors) > 0


@pytest.mark.parametrize(("many", "few"), [(40, 40), (60, 12), (100, 6), (3, 2)])
@pytest.mark.parametrize("seed", range(4))
def test_two_voices_are_found_however_unequal(many: int, few: int, seed: int) -> None:
    vectors = np.concatenate([scattered(voice(0), many, 0.8, seed), scattered(voice(1), few, 0.8, seed + 50)])
    found = sides(vectors, np.ones(many + few))
    assert len(set(found[:many].tolist())) == 1
    assert len(set(found[many:].tolist())) == 1
    assert found[0] != found[-1]


def test_one_odd_sound_is_not_taken_for_a_voice() -> None:
    odd = scattered(voice(7), 1, 0.1, 3)
    vectors = np.concatenate([scattered(voice(0), 30, 0.8, 1), scattered(voice(1), 30, 0.8, 2), odd])
    found = sides(vectors, np.array([0.7] * 60 + [0.2]))
    assert found[0] != found[30]


@pytest.mark.parametrize("count", [8, 60])
def test_a_single_voice_is_recognised_as_one(count: int) -> None:
    voices = two_voices(scattered(voice(0), count, 0.5, 4), np.ones(count))
    assert voices is not None
    assert voices.is_one(VoiceOptions())


def test_two_voices_are_not_taken_for_one_even_where_one_says_little() -> None:
    vectors = np.concatenate([scattered(voice(0), 60, 0.8, 1), scattered(voice(1), 3, 0.8, 2)])
    voices = two_voices(vectors, np.ones(63))
    assert voices is not None
    assert not voices.is_one(VoiceOptions())
    assert voices.lighter_share == pytest.approx(3 / 63)


def test_many_vectors_are_all_placed_though_only_some_are_searched() -> None:
    vectors = np.concatenate([scattered(voice(0), 500, 0.8, 1), scattered(voice(1), 400, 0.8, 2)])
    found = sides(vectors, np.random.default_rng(0).uniform(0.3, 1.0, 900))
    assert found[:500].sum() in (0, 500)
    assert found[500:].sum() in (0, 400)


def test_one_vector_is_no_two_voices() -> None:
    assert two_voices(scattered(voice(0), 1, 0.5, 1), np.ones(1)) is None
