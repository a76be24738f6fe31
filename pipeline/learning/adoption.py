"""Writes a reader whose decisions were fitted anew beside the one that it came from."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

from pipeline.errors import TingheError
from pipeline.reader.artefact import (
    ADAPTER,
    GRAPH,
    HEADS,
    ITEMS,
    STATUS_HEAD,
    Artefact,
    Description,
    write_description,
)

_UNCHANGED: Final = (ADAPTER, GRAPH, HEADS, ITEMS, STATUS_HEAD)


def write_reader(labels: Description, source: Artefact, folder: Path) -> Artefact:
    """A folder that TINGHE_READER can name: the files of source with labels as their description.

    Raises:
        TingheError: the folder is there already, or cannot be written; it is then not there.
    """
    if folder.exists():
        raise TingheError(folder, "is there already", "Name a new folder: reports say by which reader they were made.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as beside:
            for name in _UNCHANGED:
                shutil.copyfile(source.folder / name, Path(beside) / name)
            write_description(labels, Path(beside))
            shutil.copytree(beside, folder)
    except OSError as error:
        raise TingheError(
            folder, f"cannot be written ({error.strerror})", "Name a folder that you may write."
        ) from error
    return Artefact(folder)
