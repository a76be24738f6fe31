"""Nothing reaches a network and nothing is left outside the output folder, whatever engine is at work."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.asr.weights import FOLDER_VARIABLE, weights_folder

LISTENS = """
import numpy as np
from pipeline.audio.speech import SpeechOptions, speech_regions
from pipeline.domain.audio import AudioTrack

print(len(speech_regions((AudioTrack(channel=0, samples=np.zeros(32_000, np.float32)),), SpeechOptions())))
"""
JUDGES = """
import json, sys
from pathlib import Path
from pipeline.cli import main

turn = {"role": "agent", "text": "您好，本次通话有录音。", "start": 0, "end": 3}
Path("c.json").write_text(json.dumps({"turns": [turn]}))
sys.argv = ["tinghe", "judge", "c.json", "--out", "out"]
main()
"""
ENGINES = pytest.mark.parametrize(
    "code", [LISTENS, pytest.param(JUDGES, marks=pytest.mark.weights)], ids=["speech", "judge"]
)


def at_work(code: str, folder: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """A process of its own with a home of its own."""
    known = {"HOME": f"{folder}/home", "XDG_CACHE_HOME": f"{folder}/cache", FOLDER_VARIABLE: str(weights_folder())}
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"} | known
    command = [*before, sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=300)


@ENGINES
def test_no_engine_leaves_anything_in_the_home_folder(code: str, tmp_path: Path) -> None:
    at_work(code, tmp_path)
    left = [path for name in ("home", "cache") for path in (tmp_path / name).rglob("*") if path.is_file()]
    assert left == []


def can_trace() -> bool:
    if not shutil.which("strace"):
        return False
    return (
        subprocess.run(
            ["strace", "-f", "--seccomp-bpf", "-o", os.devnull, "true"], capture_output=True, check=False
        ).returncode
        == 0
    )


@pytest.mark.skipif(not can_trace(), reason="needs strace and the right to trace")
@ENGINES
def test_no_engine_asks_a_network_for_anything(code: str, tmp_path: Path) -> None:
    at_work(
        code,
        tmp_path,
        "strace",
        "-f",
        "--seccomp-bpf",
        "-e",
        "trace=connect,sendto,sendmsg",
        "-o",
        str(tmp_path / "trace"),
    )
    traced = (tmp_path / "trace").read_text(encoding="utf-8", errors="replace")
    assert "+++ exited with 0 +++" in traced
    assert [line for line in traced.splitlines() if re.search("AF_INET6?", line)] == []
