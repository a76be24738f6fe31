"""The phrase bank: models/corpus/phrases/*.yaml, what people say for each item, risk and violation."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import ConfigDict, Field, RootModel

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Role
from pipeline.resources import phrase_files, read_text, sha256_of_texts
from pipeline.yamlfile import load_yaml

_CONDUCT = "conduct.yaml"


class Speech(StrEnum):
    """What a phrase does."""

    RAISE = "raise"
    STATE = "state"
    ANSWER = "answer"
    VAGUE = "vague"
    REFUSE = "refuse"
    RISK = "risk"
    VIOLATION = "violation"
    OTHER = "other"


class ItemPhrases(Frozen):
    """What is said about one part of an item.

    ask, state, elsewhere: the agent's words that raise it, state it, or sound like it and mean another matter. answer,
    vague, refuse: the customer's. customer_asks: the customer's questions about it.
    """

    ask: tuple[str, ...] = Field(default=(), alias="raise")
    state: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    customer_asks: tuple[str, ...] = ()


class ItemPhraseFile(RootModel[dict[str, ItemPhrases]]):
    """A file of the phrase bank, by item[.part]."""

    model_config = ConfigDict(frozen=True)


class ConductPhrases(Frozen):
    """What voices a risk or breaks a rule, and what only sounds like it."""

    says: tuple[str, ...]
    harmless: tuple[str, ...]


class OtherPhrases(Frozen):
    """What either side says besides."""

    agent: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()


class ConductFile(Frozen):
    """conduct.yaml of the phrase bank."""

    risks: dict[str, ConductPhrases]
    violations: dict[str, ConductPhrases]
    other: OtherPhrases


class Phrase(Frozen):
    """One phrase with who says it and what it does. about: the item[.part], risk or violation; empty for other talk."""

    text: str
    role: Role
    speech: Speech
    about: str = ""

    @property
    def label(self) -> str:
        """What the classifier learns to tell: speech:about; empty for what is nothing of the kind."""
        return "" if self.speech is Speech.OTHER else f"{self.speech}:{self.about}"


@cache
def phrase_bank() -> tuple[Phrase, ...]:
    """Every phrase of the bank.

    Raises:
        ChecklistError: a file has unknown keys; names file and line.
    """
    return tuple(phrase for path in phrase_files() for phrase in _phrases_in(path))


def _phrases_in(path: Path) -> Iterator[Phrase]:
    return _conduct_phrases(path) if path.name == _CONDUCT else _item_phrases(path)


def bank_sha256() -> str:
    """One SHA-256 over the files of the bank, so that what was trained from them can be told from what was not."""
    return sha256_of_texts(*map(read_text, phrase_files()))


def _item_phrases(path: Path) -> Iterator[Phrase]:
    for part, said in load_yaml(path).parse(ItemPhraseFile).root.items():
        yield from _phrases(said.ask, Role.AGENT, Speech.RAISE, part)
        yield from _phrases(said.state, Role.AGENT, Speech.STATE, part)
        yield from _phrases(said.elsewhere, Role.AGENT, Speech.OTHER, part)
        yield from _phrases(said.answer, Role.CUSTOMER, Speech.ANSWER, part)
        yield from _phrases(said.vague, Role.CUSTOMER, Speech.VAGUE, part)
        yield from _phrases(said.refuse, Role.CUSTOMER, Speech.REFUSE, part)
        yield from _phrases(said.customer_asks, Role.CUSTOMER, Speech.OTHER, part)


def _conduct_phrases(path: Path) -> Iterator[Phrase]:
    file = load_yaml(path).parse(ConductFile)
    for risk, said in file.risks.items():
        yield from _phrases(said.says, Role.CUSTOMER, Speech.RISK, risk)
        yield from _phrases(said.harmless, Role.CUSTOMER, Speech.OTHER, risk)
    for violation, said in file.violations.items():
        yield from _phrases(said.says, Role.AGENT, Speech.VIOLATION, violation)
        yield from _phrases(said.harmless, Role.AGENT, Speech.OTHER, violation)
    yield from _phrases(file.other.agent, Role.AGENT, Speech.OTHER, "")
    yield from _phrases(file.other.customer, Role.CUSTOMER, Speech.OTHER, "")


def _phrases(texts: tuple[str, ...], role: Role, speech: Speech, about: str) -> Iterator[Phrase]:
    return (Phrase(text=text, role=role, speech=speech, about=about) for text in texts)
