"""Who is on the line in the customer's place: recorded voices, known by what they say, and what is said to them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.rulebook.pattern import Regex
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.text.script import simplified
from pipeline.text.segmentation import sentences

MachineKind = Literal["network", "mailbox", "assistant", "menu", "queue"]
_SURROUNDING: Final = " \t\n“”\"'《》【】()（）"


class MachineWords(Frozen):
    """What one kind of machine says. name: Chinese. The others as the file tells."""

    name: str
    patience: int = Field(ge=0)
    people: Regex
    either_side: tuple[Regex, ...] = ()
    customers_side: tuple[Regex, ...] = ()


class Announcements(Frozen):
    """models/lexicon/announcements.yaml."""

    kinds: dict[MachineKind, MachineWords]


class OnTheLine(Frozen):
    """Who answered.

    machines: by the index of each utterance that a machine spoke, its kind. unreached: the utterances of either side
    while a machine and nobody else listened, those of the machine among them; nothing in them was told to, said or
    agreed by the customer. anybody: whether somebody else was on the customer's side at any time. names: of the kinds.
    """

    machines: Mapping[int, MachineKind] = Field(default_factory=dict)
    unreached: frozenset[int] = frozenset()
    anybody: bool = True
    names: Mapping[MachineKind, str] = Field(default_factory=dict)

    def listener(self, index: int) -> str:
        """The Chinese name of the machine that spoke or listened at an utterance, empty where a person did."""
        if index not in self.unreached:
            return ""
        return self.names[self.kind_at(index)]

    def kind_at(self, index: int) -> MachineKind:
        """The machine that was on the line last up to an utterance that is unreached."""
        return self.machines[max(at for at in self.machines if at <= index)]

    def first_of_each(self) -> tuple[tuple[MachineKind, int], ...]:
        """Each kind of machine with the utterance that it spoke first, in spoken order."""
        first: dict[MachineKind, int] = {}
        for index in sorted(self.machines):
            first.setdefault(self.machines[index], index)
        return tuple(first.items())


EVERYBODY_A_PERSON: Final = OnTheLine()


def read_announcements(folder: Path) -> Announcements:
    """The announcements of a models folder; raises ChecklistError where the file is malformed."""
    return load_yaml(folder / "lexicon" / "announcements.yaml").parse(Announcements)


def who_is_on_the_line(transcript: Transcript, known: Announcements) -> OnTheLine:
    """Which utterances are a machine's, and which were spoken while nobody else was there.

    After a machine spoke, the customer's side counts as the machine until it speaks as a person does, or oftener than
    the machine's patience without a word that is known of machines.
    """
    machines: dict[int, MachineKind] = {}
    unreached: set[int] = set()
    present: MachineKind | None = None
    unknown: list[int] = []  # what the customer's side said since that fits no machine
    for utterance in transcript.utterances:
        kind = _kind_of(utterance, known)
        if kind:
            present, unknown = kind, []
        elif present and utterance.role is Role.CUSTOMER:
            unknown.append(utterance.index)
            if len(unknown) > known.kinds[present].patience:
                unreached.difference_update(range(unknown[0], utterance.index))
                present = None
            elif _is_person(utterance, known.kinds[present]):
                present = None
        if present:
            unreached.add(utterance.index)
            if kind or utterance.role is Role.CUSTOMER:
                machines[utterance.index] = present
    return OnTheLine(
        machines={index: kind for index, kind in machines.items() if index in unreached},
        unreached=frozenset(unreached),
        anybody=any(u.role is Role.CUSTOMER and u.index not in unreached for u in transcript.utterances),
        names={kind: words.name for kind, words in known.kinds.items()},
    )


def _kind_of(utterance: Utterance, known: Announcements) -> MachineKind | None:
    """The kind of machine whose words an utterance holds, None where a person may have said all of it."""
    said = {piece for text in (utterance.text, simplified(utterance.heard)) for piece in _pieces(text)}
    for kind, words in known.kinds.items():
        patterns = (*words.either_side, *(words.customers_side if utterance.role is Role.CUSTOMER else ()))
        if any(pattern.search(piece) for pattern in patterns for piece in said):
            return kind
    return None


def _is_person(utterance: Utterance, words: MachineWords) -> bool:
    return any(words.people.search(piece) for piece in _pieces(utterance.text))


def _pieces(text: str) -> Iterator[str]:
    """The sentences of a text, each without what stands around its words."""
    for sentence in sentences(text):
        yield sentence[0].strip(_SURROUNDING)
