"""`make bench`: how long `tinghe run` takes beside faster-whisper's own transcribe on the same recordings, in one run.

    python benchmarks/speed.py [FOLDER] [--model NAME]

FOLDER holds recordings, or a manifest.csv; sample_audio/ where none is given. The peer is WhisperModel.transcribe with
its defaults (beam 5), language zh, each channel of a recording once, the same weights. Both start from nothing and load
their weights within the measured time; both use all cores.
"""

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.asr.weights import locate
from pipeline.audio.recording import decode
from pipeline.batch.sources import RECORDINGS, read_sources

ROOT = Path(__file__).parent.parent
TINGHE = (sys.executable, "-c", "from pipeline.cli import main; main()")


def recordings(folder: Path) -> list[Path]:
    manifest = folder / "manifest.csv"
    return [job.path for job in read_sources([manifest if manifest.is_file() else folder], RECORDINGS).jobs]


def peer_seconds(paths: list[Path], model: str) -> tuple[float, int]:
    """Seconds that faster-whisper takes for recognition alone, and the characters that it heard."""
    from faster_whisper import WhisperModel

    began, characters = time.perf_counter(), 0
    whisper = WhisperModel(str(locate(model).folder), device="cpu", compute_type="int8")
    for path in paths:
        for track in decode(path):
            segments, _ = whisper.transcribe(track.samples, language="zh")
            characters += sum(len(segment.text) for segment in segments)
    return time.perf_counter() - began, characters


def tinghe_seconds(folder: Path, model: str) -> float:
    """Seconds that the whole of `tinghe run` takes: decoding, hearing, judging, pages, tables."""
    source = folder / "manifest.csv" if (folder / "manifest.csv").is_file() else folder
    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        command = [*TINGHE, "run", str(source), "--out", out, "--model", model]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        return time.perf_counter() - began


def judging_milliseconds() -> float:
    """Milliseconds to judge a transcript of 60 utterances once everything is warm."""
    from pipeline.domain.job import Job
    from pipeline.services.analyse import Analyser
    from pipeline.settings import load_settings

    turns = [
        turn
        for path in sorted((ROOT / "sample_audio").glob("*.turns.json"))
        for turn in json.loads(path.read_text())["turns"]
    ]
    chosen = [{key: turn[key] for key in ("role", "text")} for turn in turns[:60]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call.json"
        path.write_text(json.dumps({"turns": chosen}), encoding="utf-8")
        job = Job(call_id="bench", path=path, product="consumer", stage="pre_loan")
        analyser = Analyser(load_settings())
        times = []
        for _ in range(6):
            began = time.perf_counter()
            analyser.transcript(job)
            times.append(time.perf_counter() - began)
    return 1000 * sorted(times[1:])[2]


def help_seconds() -> float:
    """Seconds until `tinghe --help` is printed, the best of five."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([*TINGHE, "--help"], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        times.append(time.perf_counter() - began)
    return min(times)


def processor() -> str:
    info = Path("/proc/cpuinfo")
    names = (
        [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.is_file()
        else []
    )
    return f"{names[0] if names else platform.processor()}, {len(names) or '?'} cores"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "sample_audio")
    parser.add_argument("--model", default="base")
    given = parser.parse_args()
    paths = recordings(given.folder)
    seconds = sum(max(track.duration_s for track in decode(path)) for path in paths)
    print(f"{len(paths)} recordings, {seconds:.0f} s; {processor()}; Python {platform.python_version()}")
    ours = tinghe_seconds(given.folder, given.model)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    peer, _ = peer_seconds(paths, given.model)
    print(f"tinghe run, whole             {ours:7.1f} s   {seconds / ours:5.1f} x real time   {memory:.0f} MB at most")
    print(f"faster-whisper transcribe     {peer:7.1f} s   {seconds / peer:5.1f} x real time")
    print(f"ratio                         {ours / peer:7.2f}   (must be at most 1.00)")
    print(f"judging 60 utterances, warm   {judging_milliseconds():7.0f} ms")
    print(f"tinghe --help                 {help_seconds():7.2f} s")


if __name__ == "__main__":
    main()
