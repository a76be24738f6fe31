"""The one door to models/: what is not code and decides the outcome."""

import hashlib
import io
import stat
from pathlib import Path
from typing import Final

from pipeline.errors import ChecklistError

MOST_BYTES: Final = 4_000_000  # of a text that people edit; the largest shipped has 130 000
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
        ChecklistError: it is not there, no file, larger than MOST_BYTES, or not UTF-8.
    """
    give = "Give a UTF-8 file that you may read."
    try:
        if path.exists() and not path.is_file():  # a pipe or a device would be read for ever
            raise ChecklistError(path, "cannot be read (it is no file)", give)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ChecklistError(path, f"is larger than {MOST_BYTES // 1_000_000} MB", "Write several files.")
        return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8").read()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ChecklistError(f"{path}:{line}", "cannot be read (not UTF-8)", "Save it as UTF-8.") from error
    except OSError as error:
        raise ChecklistError(path, f"cannot be read ({error.strerror})", give) from error


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
