import json
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.adaptation.material import Material
from pipeline.domain.audio import SAMPLE_RATE_HZ
from pipeline.errors import UsageError

TURNS = [
    {"role": "agent", "start": 0.5, "end": 1.5, "text": "您好"},
    {"role": "customer", "start": 1.6, "end": 2.0, "text": "你好"},
    {"role": "agent", "start": 2.2, "end": 3.0, "text": "贷三十万"},
]


def known(folder: Path, name: str = "call", rate: int = 8000, channels: int = 2, **words: Any) -> Path:
    with wave.open(str(folder / f"{name}.wav"), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(np.full(4 * rate * channels, 3000, np.int16).tobytes())
    document = {"file": f"{name}.wav", "layout": "stereo", "agent_channel": 1, "turns": TURNS} | words
    (folder / f"{name}.turns.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_each_channel_gives_windows_with_the_words_of_whoever_speaks_on_it(tmp_path: Path) -> None:
    windows = {each.window.regions[0].channel: each for each in Material([known(tmp_path)]).windows()}
    assert windows[1].texts == ("您好", "贷三十万")
    assert windows[0].texts == ("你好",)
    assert len(windows[0].samples) == round(windows[0].window.padded_s * SAMPLE_RATE_HZ)
    assert not windows[0].samples[round(0.4 * SAMPLE_RATE_HZ) :].any()  # silence after the turn


def test_both_parties_on_one_channel_share_windows(tmp_path: Path) -> None:
    folder = known(tmp_path, channels=1, layout="mono", agent_channel=None)
    (window,) = Material([folder]).windows()
    assert window.texts == ("您好", "你好", "贷三十万")


@pytest.mark.parametrize(("rate", "is_clean"), [(8000, False), (16000, True), (24000, True)])
def test_only_what_comes_from_no_telephone_is_put_through_a_line(tmp_path: Path, rate: int, is_clean: bool) -> None:
    assert {each.is_clean for each in Material([known(tmp_path, rate=rate)]).windows()} == {is_clean}


@pytest.mark.parametrize(
    ("start", "end"), [(2.0, 2.0), (3.0, 2.0), (0.0, 20.5)], ids=["empty", "backwards", "too long"]
)
def test_a_turn_that_is_no_window_is_left_out(tmp_path: Path, start: float, end: float) -> None:
    odd = {"role": "agent", "start": start, "end": end, "text": "嗯"}
    windows = Material([known(tmp_path, turns=[odd, *TURNS])]).windows()
    assert "嗯" not in {text for each in windows for text in each.texts}


def test_the_hash_is_of_sounds_and_words_and_not_of_names_of_folders(tmp_path: Path) -> None:
    for name in ("one", "same", "other"):
        (tmp_path / name).mkdir()
    one, same = (Material([known(tmp_path / name)]).sha256 for name in ("one", "same"))
    other = Material([known(tmp_path / "other", turns=TURNS[:2])]).sha256
    assert one == same != other


def test_a_folder_without_known_words_is_refused_with_the_form(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no recording whose words are known.*turns\.json"):
        Material([tmp_path])


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"file": "a.wav", "layout": "stereo"}', '{"layout": "mono", "turns": []}']
)
def test_words_of_another_form_are_refused_by_their_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "call.turns.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"call\.turns\.json: the words cannot be read"):
        Material([tmp_path])
