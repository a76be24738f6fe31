"""The command line answers at once and knows its version."""

import os
import subprocess
import sys

import pytest

import pipeline

HEAVY = {
    "pandas",
    "numpy",
    "spacy",
    "faster_whisper",
    "av",
    "jieba",
    "jinja2",
    "onnxruntime",
    "opencc",
    "yaml",
}


def run_alone(program: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, which has loaded nothing yet."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)


@pytest.mark.parametrize("command", [[], ["run"], ["judge"], ["evaluate"], ["models"], ["checklist"]])
def test_help_is_given_without_loading_what_is_not_needed(command: list[str]) -> None:
    program = (
        "import sys\n"
        f"sys.argv = {['tinghe', *command, '--help']!r}\n"
        "from pipeline.cli import main\n"
        "try:\n    main()\n"
        f"finally:\n    print('LOADED', *({HEAVY!r} & set(sys.modules)), file=sys.stderr)\n"
    )
    ended = run_alone(program)
    assert ended.returncode == 0
    assert "Usage: tinghe" in ended.stdout
    assert ended.stderr.split() == ["LOADED"]


def test_the_version_is_the_packages() -> None:
    program = "import sys; sys.argv = ['tinghe', '--version']; from pipeline.cli import main; main()"
    ended = run_alone(program)
    assert ended.stdout.strip() == f"tinghe {pipeline.__version__}"
