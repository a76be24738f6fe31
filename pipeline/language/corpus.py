"""The talk that models/corpus/ holds: dialogues and phrases written for training, as lines."""

from collections.abc import Iterator
from typing import Any

from pipeline.resources import dialogue_files, phrase_files, read_text
from pipeline.yamlfile import load_yaml

_SPEAKERS = ("坐：", "客：", "旁：")


def corpus_lines() -> tuple[str, ...]:
    """Every utterance of the corpus, without its speaker.

    Raises:
        ChecklistError: a file cannot be read or is not what it should be.
    """
    dialogues = (line for path in dialogue_files() for line in _utterances(read_text(path)))
    phrases = (line for path in phrase_files() for line in _strings(load_yaml(path).data))
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
