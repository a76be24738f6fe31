"""The one door to models/: what is not code and decides the outcome."""

import hashlib
import stat
from pathlib import Path

from pipeline.errors import ChecklistError

_PACKAGE = Path(__file__).parents[1]
_INSTALLED, _CHECKOUT = _PACKAGE / "_models", _PACKAGE.parent / "models"


def models_folder() -> Path:
    """The folder with checklists, lexicon and weights.toml: inside the wheel, else beside the package in a checkout."""
    return _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT


def dialogue_files(folder: Path) -> tuple[Path, ...]:
    """The dialogues written for training, of a models folder."""
    return tuple(sorted((folder / "corpus").glob("*.txt")))


def phrase_files(folder: Path) -> tuple[Path, ...]:
    """Phrases by item, risk and violation: talk too."""
    return tuple(sorted((folder / "corpus" / "phrases").glob("*.yaml")))


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


def irregularity(path: Path) -> str:
    """What a path names where that is no file whose bytes come to an end; empty for an ordinary file.

    Raises:
        OSError: it is not there, or may not be looked at.
    """
    mode = path.stat().st_mode
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a named pipe (FIFO)", stat.S_IFSOCK: "a socket"}
    return "" if stat.S_ISREG(mode) else kinds.get(stat.S_IFMT(mode), "a device")


def sha256_of_texts(*texts: str) -> str:
    """One SHA-256 over several texts, in their order."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8"))
        digest.update(b"\0")
    return digest.hexdigest()


def rules_sha256(folder: Path) -> str:
    """One SHA-256 over what of a models folder decides besides question lists, weights and the trained reader.

    That is taxonomy, facts, conduct, lexicon, cases, the names that people read, and the corpus.
    """
    files = sorted(
        [
            *folder.glob("*.yaml"),
            *(folder / "lexicon").glob("*.yaml"),
            *(folder / "cases").glob("*.yaml"),
            *dialogue_files(folder),
            *phrase_files(folder),
        ]
    )
    return sha256_of_texts(*map(sha256_of, files))
