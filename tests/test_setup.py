"""What `make setup` stands on: the lock, the Makefile, and that they say what pyproject.toml says."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


WANTED = [
    name_of(requirement)
    for requirement in [
        *PROJECT["build-system"]["requires"],
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["dev"],
    ]
]


@pytest.mark.parametrize("name", sorted(set(WANTED)))
def test_the_lock_pins_every_dependency(name: str) -> None:
    assert re.search(rf"^{re.escape(name)}==\S+", LOCK, re.MULTILINE)


def test_the_lock_has_a_hash_for_every_pin_and_names_no_registry() -> None:
    pins = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(pins) >= len(set(WANTED))
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert not re.search(r"://|--index-url|--extra-index-url|--find-links", LOCK)


TRAINED_FROM_ALONE = ("calls", "passages", "item_wordings.yaml")


def test_the_wheel_carries_all_that_decides_but_the_weights_and_the_labelled_calls() -> None:
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    there = {f"models/{path.name}" for path in (ROOT / "models").iterdir() if path.name not in ("weights", "corpus")}
    there |= {
        f"models/corpus/{path.name}"
        for path in (ROOT / "models" / "corpus").iterdir()
        if path.name not in TRAINED_FROM_ALONE
    }
    assert included == {path: path.replace("models", "pipeline/_models", 1) for path in there}


def test_make_help_lists_what_the_readme_promises() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = {line.split()[0] for line in listed.splitlines()}
    assert targets >= {"setup", "demo", "test", "slow", "lint", "typecheck", "format", "bench", "clean"}


def test_what_make_test_leaves_out_is_run_before_a_change_is_taken() -> None:
    said = subprocess.run(["make", "-n", "test", "slow"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"-m pytest (.*)", said) == ['-m "not slow"', "-m slow"]
    checked = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1].split()
    assert {"test", "slow"} <= set(checked)
