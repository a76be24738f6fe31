"""The labelled passages of models/corpus/passages/: a few turns each, written as such, not cut out of a call.

A whole call shows each risk or offence seldom and among much else; a passage shows one of them, or its innocent twin.
"""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Annotated, Final, Literal

from pydantic import Field, field_validator

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import ItemEntry, Status
from pipeline.reader.encoding import AskedItem, asked_item
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import YamlFile, load_yaml
from pipeline.training.corpus import How, ItemLabel, LabelledCall, NearMiss, Part

MOST_TURNS: Final = 30
UNTOUCHED: Final = 5  # invented items that a passage or call is judged against and does not touch
Turn = Annotated[dict[Literal["a", "c", "c2", "x"], str], Field(min_length=1, max_length=1)]  # by speaker


class PassageMention(Frozen):
    """A value that is spoken; without more the customer's own, and said."""

    fact: str
    turn: int
    text: str | int
    whose: Literal["own", "other"] = "own"
    how: How = "said"


class Passage(Frozen):
    """A few turns with all that stands in them; an item that is not named is neither raised nor brought up.

    own_items: what is done to items that the writer invented, see Passages. unknown: items that are touched without
    anybody being able to tell their status, because the passage ends too soon.
    """

    id: int
    product: str
    stage: str
    turns: tuple[Turn, ...] = Field(min_length=1, max_length=MOST_TURNS)
    items: dict[str, ItemLabel] = Field(default_factory=dict)
    own_items: dict[str, ItemLabel] = Field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    facts: dict[str, bool | int | float | str] = Field(default_factory=dict)
    mentions: tuple[PassageMention, ...] = ()
    risks: dict[str, tuple[int, ...]] = Field(default_factory=dict)
    violations: dict[str, tuple[int, ...]] = Field(default_factory=dict)
    near: tuple[NearMiss, ...] = ()

    def as_call(self, writer: str, own_items: Mapping[str, ItemEntry]) -> LabelledCall:
        """The passage as a call that is over after these turns; raises ValueError where it does not hold together.

        own_items: the writer's, by id; the passage is judged against those that it touches and UNTOUCHED others.
        """
        wrong = {*(self.own_items.keys() - own_items.keys()), *(self.items.keys() & own_items.keys())}
        if wrong:
            raise ValueError(
                f"own_items names just what the writer invented, items what the product asks: {sorted(wrong)}"
            )
        # A few others in turn: two dozen would drown what is spoken of.
        others = [item for item in own_items if item not in self.own_items]
        start = self.id * UNTOUCHED % max(1, len(others))
        chosen = {*self.own_items, *(others + others)[start : start + UNTOUCHED]}
        own = {item: entry for item, entry in own_items.items() if item in chosen}
        asked = (*taxonomy().items_of(self.product, self.stage), *own)
        missing = {item: ItemLabel(status=Status.MISSING) for item in asked}
        return LabelledCall.model_validate(
            {
                "id": f"{writer}-{self.id:02}",
                "product": self.product,
                "stage": self.stage,
                "started_at": "2026-03-10T10:00:00+08:00",
                "agent_id": writer,
                "case_id": writer,
                "application": {},
                "turns": {f"{n} {who}": text for n, turn in enumerate(self.turns) for who, text in turn.items()},
                "items": missing | self.items | self.own_items,
                "own_items": tuple(asked_item(item, entry) for item, entry in own.items()),
                "facts": self.facts,
                "mentions": [mention.model_dump() for mention in self.mentions],
                "risks": self.risks,
                "violations": self.violations,
                "mismatches": (),
                "near": self.near,
                "status_unknown": self.unknown,
            }
        )


class Passages(Frozen):
    """One file: the passages of one writer.

    own_items: items that the writer invented, as a bank adds its own. A passage that does not name one under its
    own_items does not touch it.
    """

    own_items: dict[str, ItemEntry] = Field(default_factory=dict)
    passages: tuple[Passage, ...]

    @field_validator("own_items")
    @classmethod
    def _are_no_items_of_the_product(cls, own_items: dict[str, ItemEntry]) -> dict[str, ItemEntry]:
        taken = sorted(own_items.keys() & taxonomy().items.keys())
        if taken:
            raise ValueError(f"the product has items of these names: {', '.join(taken)}")
        return own_items


def invented_items(passages: Iterable[LabelledCall]) -> tuple[AskedItem, ...]:
    """All that the writers of the passages invented, each once."""
    return tuple({item.text: item for call in passages for item in call.own_items}.values())


def with_untouched_items(call: LabelledCall, invented: Sequence[AskedItem], rng: Random) -> LabelledCall:
    """The call judged against UNTOUCHED invented items besides, none of which it was written to touch.

    Without them an unknown item is only ever met where it is spoken of or in a few turns, and is taken for verified in
    a whole call that goes well.
    """
    chosen = rng.sample(invented, UNTOUCHED)
    missing = {item.id: ItemLabel(status=Status.MISSING) for item in chosen}
    return call.with_labels(own_items=tuple(chosen), items={**call.items, **missing})


def labelled_passages(part: Part) -> tuple[LabelledCall, ...]:
    """The passages of one part as calls, by writer and number.

    Raises:
        ChecklistError: a file that does not hold to the format or to the taxonomy; names file and passage.
    """
    folder = models_folder() / "corpus" / "passages" / part
    return tuple(call for path in sorted(folder.glob("*.yaml")) for call in passages_in(load_yaml(path)))


def passages_in(file: YamlFile) -> list[LabelledCall]:
    """The passages of one file as calls; raises ChecklistError as labelled_passages does."""
    calls, parsed = [], file.parse(Passages)
    for place, passage in enumerate(parsed.passages):
        try:
            calls.append(passage.as_call(file.path.stem, parsed.own_items))
        except ValueError as error:
            cause = f"passage {passage.id}: {error}"
            raise file.refusal(("passages", place), cause, "Mend the passage's labels.") from error
    return calls
