"""What a window costs to encode, to search and to align, by how many are done side by side and how wide the search is.

    python -m benchmarks.decoding [FOLDER] [--model base]

FOLDER holds recordings whose words are known (docs/adaptation.md); sample_audio/ where none is given. Sixteen of its
windows of 15 to 20 s, lengthened to one length; seconds of the processor for each, one thread, int8, no adapter.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np

from pipeline.adaptation.material import Material
from pipeline.asr.recogniser import NO_ADAPTER, RecogniserOptions, computing
from pipeline.asr.weights import locate
from pipeline.asr.whisper import WhisperRecogniser
from pipeline.asr.windows import TAIL_S, pack, sound
from pipeline.audio.recording import decode
from pipeline.audio.speech import speech_regions
from pipeline.settings import load_settings

COUNT, SHORTEST_S, LONGEST_S = 16, 15.0, 20.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent.parent / "sample_audio")
    parser.add_argument("--model", default="base")
    given = parser.parse_args()
    options = RecogniserOptions(model=given.model, adapter=NO_ADAPTER, device="cpu", cpu_threads=1)
    decoder = WhisperRecogniser(options, locate(given.model)).decoder
    model, prompt = decoder.engine, decoder.prompt
    sounds = list(windows(given.folder))[:COUNT]
    print(f"{computing(options).compute_type}, {len(sounds)} windows of {len(sounds[0]) / 16000:.1f} s")
    features = np.stack([decoder.features(each) for each in sounds])
    encoded = np.concatenate([np.array(model.encode(view(features[n : n + 1]))) for n in range(len(sounds))])
    for size in (1, 2, 4, 8):
        spent(f"encoder, {size} together", features, size, lambda part: np.array(model.encode(view(part))))
    texts: list[list[int]] = []
    for width in (1, 2, 5):
        for size in (1, 4, 8, 16):

            def search(part: Any, width: int = width) -> list[list[int]]:
                results = model.generate(view(part), [prompt] * len(part), beam_size=width, max_length=256)
                return [[token for token in result.sequences_ids[0] if token < decoder.end] for result in results]

            texts = spent(f"search, {width} wide, {size} together", encoded, size, search)
    frames = [encoded.shape[1] * 2]
    for size in (1, 4, 8):
        numbers = np.arange(len(encoded))
        spent(
            f"alignment, {size} together",
            numbers,
            size,
            lambda part: model.align(view(encoded[part]), prompt[:3], [texts[n] for n in part], frames * len(part)),
        )


def windows(folder: Path) -> Iterator[Any]:
    settings = load_settings()
    for path in Material([folder]).known:
        tracks = decode(path)
        for window in pack(speech_regions(tracks, settings.speech), LONGEST_S):
            if SHORTEST_S < window.duration_s <= LONGEST_S:
                track = next(track for track in tracks if track.channel == window.regions[0].channel)
                samples = sound(window, track)
                yield np.pad(samples, (0, round((LONGEST_S + TAIL_S) * 16000) - len(samples)))


def view(values: Any) -> Any:
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(values))


def spent(what: str, inputs: Any, size: int, work: Callable[[Any], Sequence[Any]]) -> list[Any]:
    """Do the work in parts of a size and print the seconds of the processor that each window took."""
    work(inputs[:size])
    began = time.process_time()
    results = [each for n in range(0, len(inputs), size) for each in work(inputs[n : n + size])]
    print(f"{what:<32} {(time.process_time() - began) / len(inputs):6.3f} s a window")
    return results


if __name__ == "__main__":
    main()
