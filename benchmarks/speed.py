"""`make bench`: `tinghe run` beside three other programs on the same recordings and weights, in one run.

    python -m benchmarks.speed [FOLDER] [--model NAME] [--options "--workers 2"]

FOLDER holds recordings whose words are known (docs/adaptation.md), or a manifest.csv beside them; sample_audio/ where
none is given. Each program is a process of its own, loads its weights within the measured time, and may use all cores;
the others (benchmarks/peers.py) only recognise, Tinghe does all. ratio: of the clock to the fastest of the others.
CER: within each role where a recording has a channel a role, else in spoken order; order: in spoken order; role:
characters recognised under the role that spoke them.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

from pipeline.adaptation.material import KnownRecording, Material
from pipeline.audio.recording import decode
from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import Role
from pipeline.evaluation.text import TextErrors, text_errors
from pipeline.reports.codec import read_report

ROOT = Path(__file__).parent.parent
PEERS = ("sequential", "batched", "whisper-ctranslate2")
TINGHE = (sys.executable, "-c", "from pipeline.cli import main; main()")


@dataclass(frozen=True)
class Measured:
    """One program over all recordings: seconds by the clock and of the processor, megabytes at most, what it heard."""

    name: str
    seconds: float
    processor_s: float
    memory_mb: float
    text: TextErrors
    tells_roles: bool = False

    def line(self, recorded_s: float, fastest_s: float) -> str:
        """A row of the table."""
        roles = f"{self.text.rate(self.text.right_role):.3f}" if self.tells_roles else "-"
        return (
            f"{self.name:<42} {self.seconds:7.1f} s {self.seconds / recorded_s:7.3f} {self.seconds / fastest_s:6.2f} "
            f"{self.processor_s:7.0f} s {self.memory_mb:6.0f} MB {self.text.rate(self.text.errors):7.3f} "
            f"{self.text.rate(self.text.order_errors):7.3f} {roles:>6}"
        )


def timed(command: Sequence[object]) -> tuple[str, float, float, float]:
    """What a command prints, its seconds by the clock and of the processor, and the memory of its largest process."""
    began = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, cwd=ROOT, text=True)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command}: status {os.waitstatus_to_exitcode(status)}")
    return printed, time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def tinghe(folder: Path, known: Mapping[Path, KnownRecording], model: str, *options: str) -> Measured:
    """The whole of `tinghe run`: decoding, hearing, judging, pages, tables."""
    source = folder / "manifest.csv" if (folder / "manifest.csv").is_file() else folder
    with tempfile.TemporaryDirectory() as out:
        command = [*TINGHE, "run", source, "--out", out, "--model", model, *options]
        _, seconds, processor_s, memory_mb = timed(command)
        texts = [
            text_errors(words, read_report(Path(out) / f"{path.stem}.json").transcript.utterances)
            for path, words in known.items()
        ]
    name = " ".join(("tinghe run, whole", *options))
    return Measured(name, seconds, processor_s, memory_mb, reduce(add, texts), tells_roles=True)


def peer(name: str, known: Mapping[Path, KnownRecording], model: str) -> Measured:
    """Another program's recognition alone; a channel's role is given to it."""
    command = [sys.executable, "-m", "benchmarks.peers", name, *known, "--model", model]
    printed, seconds, processor_s, memory_mb = timed(command)
    heard = json.loads(printed)
    texts = [text_errors(words, _utterances(words, heard[path.name])) for path, words in known.items()]
    return Measured(name, seconds, processor_s, memory_mb, reduce(add, texts))


def _utterances(words: KnownRecording, segments: list[tuple[int, float, str]]) -> list[Utterance]:
    return [
        Utterance(
            index=index,
            role=Role.AGENT if channel == (words.agent_channel or 0) else Role.CUSTOMER,
            start=start,
            end=start,
            heard=text,
            text=text,
        )
        for index, (channel, start, text) in enumerate(segments)
    ]


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
    parser.add_argument("--options", default="", help="of tinghe run, for a second line of its own")
    given = parser.parse_args()
    known = Material([given.folder]).known
    recorded_s = sum(decode(path)[0].duration_s for path in known)
    print(f"{len(known)} recordings, {recorded_s:.0f} s; {processor()}; Python {platform.python_version()}")
    ours = [tinghe(given.folder, known, given.model)]
    if given.options:
        ours.append(tinghe(given.folder, known, given.model, *given.options.split()))
    peers = [peer(name, known, given.model) for name in PEERS]
    fastest_s = min(measured.seconds for measured in peers)
    head = f"{'clock':>9} {'x real':>7} {'ratio':>6} {'processor':>9} {'memory':>9} {'CER':>7} {'order':>7} {'role':>6}"
    print(" " * 42, head)
    for measured in (*ours, *peers):
        print(measured.line(recorded_s, fastest_s))
    print(f"judging 60 utterances, warm   {judging_milliseconds():7.0f} ms")
    print(f"tinghe --help                 {help_seconds():7.2f} s")


if __name__ == "__main__":
    main()
