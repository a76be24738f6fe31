"""What the documents say of the code is still so."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REQUIREMENTS = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
ROOMS = sorted(path.name for path in (ROOT / "pipeline").iterdir() if (path / "__init__.py").exists())
MODULES = sorted(path.name for path in (ROOT / "pipeline").glob("[a-z]*.py"))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def words_in_code() -> set[str]:
    sources = [*(ROOT / "pipeline").rglob("*.py"), *(ROOT / "models").rglob("*.yaml")]
    return {word for path in sources for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}


def test_every_dependency_has_its_owner_licence_and_reason() -> None:
    rows = re.findall(r"^\| (.+?) \|", text_of("docs/decisions/0002-dependencies.md"), flags=re.MULTILINE)
    explained = {word.lower() for row in rows for word in re.findall(r"[\w.-]+", row)}
    for requirement in REQUIREMENTS:
        assert re.split(r"[><=~\[]", requirement)[0] in explained


@pytest.mark.parametrize("room", [f"{room}/" for room in ROOMS] + MODULES)
def test_every_room_is_on_the_map(room: str) -> None:
    assert f"`{room}`" in text_of("docs/architecture.md")


def test_the_glossary_names_what_there_is() -> None:
    rows = [line.rsplit("|", 2)[1] for line in text_of("docs/glossary.md").splitlines() if line.startswith("|")]
    named = {word for row in rows for name in re.findall(r"`([^`]+)`", row) for word in re.findall(r"\w+", name)}
    assert named - words_in_code() == set()


def test_the_changelog_knows_the_version() -> None:
    assert f"## [{PROJECT['project']['version']}]" in text_of("CHANGELOG.md")


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md")))
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text_of(page)):
        assert ((ROOT / page).parent / target).exists(), target
