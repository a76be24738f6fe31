"""What a checklist file may say. Everything here is frozen; unknown keys are refused."""

from typing import Literal

from pydantic import Field, model_validator

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Kind, Status

ValueKind = Literal["money", "number", "months", "percent", "day", "years", "count", "date", "digits", "basis_points"]


class Answer(Frozen):
    """What answers a question.

    patterns: regular expressions of the substance. heard: the same, for recognised speech only, where names and figures
    come out mangled. values: kinds of quantities that are the substance.
    assent, denial: what a bare yes or no is worth; an assent worth `if_stated` counts only where the agent said the
    substance. open: any other reply of at least that many characters counts (0: none does). vague: what sounds like an
    answer and is none.
    """

    patterns: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    values: tuple[ValueKind, ...] = ()
    assent: Literal["substance", "if_stated", "nothing"] = "if_stated"
    denial: Literal["substance", "refusal", "vague", "nothing"] = "nothing"
    open: int = 0
    vague: tuple[str, ...] = ()


class Part(Frozen):
    """What must be covered in one go: an item, or one of the things that an item needs together.

    ask: how the agent raises it (YAML key `raise`). state: how the agent states its substance. heard: the same, for
    recognised speech only, where names come out as any characters. unless: what, in the
    same sentence, shows that another matter is meant. volunteer: how the customer brings up its substance unasked.
    """

    name: str = ""
    ask: tuple[str, ...] = Field(default=(), alias="raise")
    state: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    volunteer: tuple[str, ...] = ()
    answer: Answer = Answer()


class Example(Frozen):
    """A few turns and the status that they must get. Each turn begins with 坐： or 客：."""

    say: tuple[str, ...]
    status: Status


class ItemRule(Part):
    """One item of the standardized question list.

    basis: the laws or rules that it rests on. question: what the next call asks when it is still open. parts: things
    that are needed together. not_applicable: what either side says that rules the item out. spoilers: what the customer
    says that leaves a verified item insufficient. needs: what the parts together must reach. told_by: facts and risks
    that tell the matter, whatever was asked; only for an item without parts that needs an answer.
    """

    name: str
    kind: Kind
    basis: tuple[str, ...]
    question: str
    parts: dict[str, Part] = Field(default_factory=dict)
    needs: Literal["all", "any"] = "all"
    not_applicable: tuple[str, ...] = ()
    spoilers: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def components(self) -> dict[str, Part]:
        """Its parts, or itself where it has none."""
        return self.parts or {"": self}

    @model_validator(mode="after")
    def _has_an_example_and_a_cue(self) -> "ItemRule":
        if not self.examples:
            raise ValueError("needs at least one example")
        if not any(part.ask or part.state for part in self.components.values()):
            raise ValueError("needs a pattern under raise or state")
        if self.told_by and (self.parts or self.kind is Kind.INFORM):
            raise ValueError("told_by is for an item without parts that needs an answer")
        return self


class ItemFile(Frozen):
    """models/checklists/items/*.yaml: items, written once, used by many checklists."""

    items: dict[str, ItemRule]


class PhraseFile(Frozen):
    """models/checklists/phrases.yaml: named pieces that patterns refer to as <name>, and cues for every item.

    skip: how an agent names a matter only to leave it out. elsewhere: words that show that another loan, another person
    or a supposed case is meant. tag: how a sentence asks for a yes.
    """

    phrases: dict[str, str]
    skip: tuple[str, ...]
    elsewhere: tuple[str, ...]
    tag: tuple[str, ...]


class ChecklistFile(Frozen):
    """models/checklists/PRODUCT.STAGE.yaml: which items a call of this product and stage has to cover."""

    version: str
    product: str
    stage: str
    items: tuple[str, ...]


class Checklist(Frozen):
    """A whole standardized question list, ready to judge with. sha256: over all files that it was made of."""

    version: str
    product: str
    stage: str
    sha256: str
    items: dict[str, ItemRule]
    phrases: PhraseFile

    @property
    def id(self) -> str:
        """What reports name: product.stage@version."""
        return f"{self.product}.{self.stage}@{self.version}+{self.sha256[:12]}"
