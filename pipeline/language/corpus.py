"""The talk that models/corpus/ holds: dialogues and phrases written for training, as lines."""

from collections.abc import Iterator
from typing import Any

from pipeline.resources import models_folder, read_text
from pipeline.yamlfile import load_yaml

_SPEAKERS = ("坐：", "客：", "旁：")


def corpus_lines() -> tuple[str, ...]:
    """Every utterance of the corpus, without its speaker.

    Raises:
        ChecklistError: a file cannot be read or is not what it should be.
    """
    folder = models_folder() / "corpus"
    dialogues = (line for path in sorted(folder.glob("*.txt")) for line in _utterances(read_text(path)))
    phrases = (line for path in sorted(folder.glob("phrases/*.yaml")) for line in _strings(load_yaml(path).data))
    return (*dialogues, *phrases)


def _utterances(text: str) -> Iterator[str]:
    for line in text.splitlines():
        said = line.strip()
        for speaker in _SPEAKERS:
            said = said.removeprefix(speaker)
        if said:
            yield said


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    else:
        for each in data.values() if isinstance(data, dict) else data:
            yield from _strings(each)
