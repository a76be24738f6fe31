"""What other programs make of recordings with the same weights; benchmarks/speed.py runs each in its own process.

    python -m benchmarks.peers sequential|batched|whisper-ctranslate2 RECORDING... [--model NAME]

Prints one JSON object: for each recording the segments as [channel, start in seconds, text]. Each loads its weights
from nothing and uses all cores. The first two hear each channel by itself, int8, beam 5, Chinese: faster-whisper's
transcribe with voice activity detection, and its BatchedInferencePipeline (batches of 8, voice from 0.2 on).
whisper-ctranslate2 is run as its own command; it mixes the channels.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.asr.weights import locate
from pipeline.audio.recording import decode

Segment = tuple[int, float, str]
Transcribe = Callable[[Any, Any], list[Any]]


def sequential(whisper: Any, samples: Any) -> list[Any]:
    return list(whisper.transcribe(samples, language="zh", beam_size=5, vad_filter=True)[0])


def batched(whisper: Any, samples: Any) -> list[Any]:
    from faster_whisper import BatchedInferencePipeline

    return list(
        BatchedInferencePipeline(whisper).transcribe(
            samples, language="zh", beam_size=5, batch_size=8, vad_parameters={"threshold": 0.2}
        )[0]
    )


def by_channel(transcribe: Transcribe, paths: list[Path], model: Path) -> dict[str, list[Segment]]:
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(model), device="cpu", compute_type="int8")
    return {
        path.name: [
            (track.channel, segment.start, segment.text)
            for track in decode(path)
            for segment in transcribe(whisper, track.samples)
        ]
        for path in paths
    }


def whisper_ctranslate2(paths: list[Path], model: Path) -> dict[str, list[Segment]]:
    command = Path(sys.executable).with_name("whisper-ctranslate2")
    options = ["--language", "zh", "--device", "cpu", "--compute_type", "int8", "--output_format", "json"]
    with tempfile.TemporaryDirectory() as out:
        given = [*options, "--model_directory", str(model), "--output_dir", out, "--verbose", "False"]
        subprocess.run([command, *map(str, paths), *given], check=True, stdout=subprocess.DEVNULL)
        return {
            path.name: [
                (0, segment["start"], segment["text"])
                for segment in json.loads((Path(out) / f"{path.stem}.json").read_text(encoding="utf-8"))["segments"]
            ]
            for path in paths
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=("sequential", "batched", "whisper-ctranslate2"))
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--model", default="base")
    given = parser.parse_args()
    model = locate(given.model).folder
    if given.peer == "whisper-ctranslate2":
        heard = whisper_ctranslate2(given.paths, model)
    else:
        heard = by_channel(sequential if given.peer == "sequential" else batched, given.paths, model)
    print(json.dumps(heard, ensure_ascii=False))


if __name__ == "__main__":
    main()
