"""The one door to models/: what is not code and decides the outcome."""

import hashlib
from functools import cache
from pathlib import Path

from pipeline.domain.vocabulary import Taxonomy
from pipeline.errors import ChecklistError

_INSTALLED = Path(__file__).parent / "_models"
_CHECKOUT = Path(__file__).parent.parent / "models"


def models_folder() -> Path:
    """The folder with checklists, lexicon and weights.toml: inside the wheel, else beside the package in a checkout."""
    return _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT


def dialogue_files() -> tuple[Path, ...]:
    """The dialogues written for training."""
    return tuple(sorted((models_folder() / "corpus").glob("*.txt")))


def phrase_files() -> tuple[Path, ...]:
    """Phrases by item, risk and violation: talk too."""
    return tuple(sorted((models_folder() / "corpus" / "phrases").glob("*.yaml")))


def read_text(path: Path) -> str:
    """A UTF-8 text file as a string.

    Raises:
        ChecklistError: it is not there or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ChecklistError(path, f"cannot be read ({error})", "Give a UTF-8 file that you may read.") from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_texts(*texts: str) -> str:
    """One SHA-256 over several texts, in their order."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8"))
        digest.update(b"\0")
    return digest.hexdigest()


@cache
def data_sha256() -> str:
    """One SHA-256 over what decides besides the checklists and the weights.

    That is taxonomy, facts, conduct, lexicon, the corpus and what was trained from it.
    """
    folder = models_folder()
    files = sorted(
        [
            *folder.glob("*.yaml"),
            *folder.glob("*.npz"),
            *(folder / "lexicon").glob("*.yaml"),
            *dialogue_files(),
            *phrase_files(),
        ]
    )
    return sha256_of_texts(*map(sha256_of, files))


@cache
def taxonomy() -> Taxonomy:
    """The vocabulary of models/taxonomy.yaml, read once."""
    from pipeline.yamlfile import load_yaml  # noqa: PLC0415 - the YAML engine costs start-up time

    return Taxonomy.model_validate(load_yaml(models_folder() / "taxonomy.yaml").data)
