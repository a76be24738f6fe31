"""How many characters are misheard in recordings whose words are known, with an adapter and without.

    python -m benchmarks.hearing FOLDER... [--adapter FOLDER|none] [--paces 1.0,0.87] [--model base] [--threads 1]
        [--search-again-below -0.45] [--hear-again-below -0.3]

A FOLDER holds recordings and beside each NAME.turns.json (docs/adaptation.md). Channels are compared one by one where
each party has its own, else all turns in their order; script, punctuation and the spelling of digits are folded away.
What is compared is what was heard, before words are put right. Seconds are of the processor, over all threads.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.adaptation.material import KnownRecording, Material
from pipeline.asr.recogniser import SHIPPED, RecogniserOptions
from pipeline.asr.weights import locate
from pipeline.asr.whisper import WhisperRecogniser
from pipeline.audio.recording import decode
from pipeline.audio.speech import speech_regions
from pipeline.domain.transcript import Heard
from pipeline.evaluation.text import folded
from pipeline.settings import load_settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--adapter", default=SHIPPED)
    parser.add_argument("--paces", default="1.0", type=lambda given: tuple(map(float, given.split(","))))
    parser.add_argument("--model", default="base")
    parser.add_argument("--threads", default=1, type=int)
    standard = RecogniserOptions()
    parser.add_argument("--search-again-below", default=standard.search_again_below, type=float)
    parser.add_argument("--hear-again-below", default=standard.hear_again_below, type=float)
    given = parser.parse_args()
    options = RecogniserOptions(
        model=given.model,
        adapter=given.adapter,
        paces=given.paces,
        cpu_threads=given.threads,
        device="cpu",
        search_again_below=given.search_again_below,
        hear_again_below=given.hear_again_below,
    )
    settings = load_settings()
    recogniser = WhisperRecogniser(options, locate(given.model, settings.weights))
    edits = characters = 0
    seconds, began = 0.0, time.process_time()
    for path, known in Material(given.folders).known.items():
        tracks = decode(path)
        heard = recogniser.hear(tracks, speech_regions(tracks, settings.speech))
        pairs = list(compared(known, settings.rules.corrector.combined(heard)))
        wrong = sum(Levenshtein.distance(said, got) for said, got in pairs)
        length = sum(len(said) for said, _ in pairs)
        print(f"{path.stem:<16} {wrong / max(1, length):.3f}")
        edits, characters, seconds = edits + wrong, characters + length, seconds + tracks[0].duration_s
    spent = time.process_time() - began
    print(f"{recogniser.identity}, paces {given.paces}: CER {edits / max(1, characters):.4f} of {characters}")
    print(f"{seconds:.0f} s of recordings, {spent:.0f} s of processor, {spent / max(1.0, seconds):.3f} of real time")


def compared(known: KnownRecording, heard: Heard) -> Iterator[tuple[str, str]]:
    """For each channel what was said and what was heard, folded."""
    for channel in sorted({known.channel_of(turn) for turn in known.turns}):
        turns = sorted((turn for turn in known.turns if known.channel_of(turn) == channel), key=lambda turn: turn.start)
        segments = sorted((each for each in heard.segments if each.channel == channel), key=lambda each: each.start)
        yield folded("".join(turn.text for turn in turns)), folded("".join(each.text for each in segments))


if __name__ == "__main__":
    main()
