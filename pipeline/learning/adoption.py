"""Writes a reader whose decisions were fitted anew beside the one that it came from."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

from pipeline.errors import TingheError
from pipeline.reader.artefact import DESCRIPTION, FILES, Artefact, Description, write_description
from pipeline.reports.writing import refused_if_unwritable

_READABLE: Final = 0o755  # a trained reader holds nothing of any call; those who judge by it may be others


def refuse_standing(folder: Path) -> None:
    """Raises TingheError where the folder is there already: a reader that reports name is not written over."""
    if folder.exists():
        raise TingheError(folder, "is there already", "Name a new folder: reports say by which reader they were made.")


def write_reader(labels: Description, source: Artefact, folder: Path) -> Artefact:
    """A folder that TINGHE_READER can name: the files of source with labels as their description.

    Raises:
        TingheError: the folder is there already, or cannot be written; it is then not there, or as it was.
    """
    refuse_standing(folder)
    with refused_if_unwritable(folder, "Name a folder that you may write."):
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            for name in FILES:
                if name != DESCRIPTION:
                    shutil.copyfile(source.folder / name, beside / name)
            write_description(labels, beside)
            beside.chmod(_READABLE)
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return Artefact(folder)
