"""What models/facts.yaml may say. Everything here is frozen; unknown keys are refused."""

import re
from typing import Any, Literal

from pydantic import Field, model_validator

from pipeline.domain.base import Frozen
from pipeline.facts.cues import Cues

_REFERENCE = re.compile(r"(?<!\?P)(?<!\?)<([a-z][a-z_]*)>")
_DEPTH = 3

QuantityKind = Literal[
    "money", "number", "months", "percent", "day", "years", "count", "date", "digits", "basis_points"
]


class FigureRule(Frozen):
    """How a figure of one matter is said.

    kinds: kinds of quantities that can be it. says: patterns in which # stands for the figure, @ for any other, & for a
    date and ~ for a time. agent_says: likewise, where the agent speaks. words: words that announce the figure from
    before it. void: patterns around # that show that it is something else. total: patterns around # of a figure that
    includes the others. yearly: patterns around # of a figure for a year. monthly: likewise for a month. own: whether
    figures of other people and other loans are none. settled: stages in which the figure is past dispute, so that
    another figure given back is not taken for it. lead: what raises its claim over that of a matter that sounds like
    it. bare_unit: what a number without a unit counts in. least, most: the plausible range, in the fact's unit.
    """

    kinds: tuple[QuantityKind, ...]
    says: Cues = Cues()
    agent_says: Cues = Cues()
    words: Cues = Cues()
    void: Cues = Cues()
    total: Cues = Cues()
    yearly: Cues = Cues()
    monthly: Cues = Cues()
    own: bool = False
    settled: tuple[str, ...] = ()
    lead: float = 0
    bare_unit: float = 1
    least: float = 0
    most: float = 1e12


class ValueRule(Frozen):
    """How one value of an enum is said.

    says: phrases that mean it wherever they stand. answers: phrases that mean it under the question, or inside one of
    the topic's frames. mentions: phrases that let it be concluded, where nothing says otherwise. hints: phrases that
    mean it only where it is the usual value of the product. void: what, in the same sentence, shows that something else
    is meant. products: where the value can be; empty means everywhere.
    """

    says: Cues = Cues()
    answers: Cues = Cues()
    mentions: Cues = Cues()
    hints: Cues = Cues()
    void: Cues = Cues()
    products: tuple[str, ...] = ()


class PolarRule(Frozen):
    """A question that a bare yes or no settles, and the value that either gives.

    unless: what in the question shows that it asks for something else. contrary: what in the reply speaks against its
    own yes or no; # stands for figures.
    """

    ask: Cues
    assent: str | None = None
    denial: str | None = None
    unless: Cues = Cues()
    contrary: Cues = Cues()


class Topic(Frozen):
    """One matter that a call can be about: a fact of the taxonomy, or what could be taken for one.

    name: what reviewers read. ask: how the agent asks for it. headings: words that ask for it where they are the whole
    sentence (月收入？). unless: what, in the same sentence, shows that another matter is meant. frames: patterns in
    which # stands for a value's phrase and which make the phrase count without a question. usual: by product, the value
    that hints are enough for. inform: stages in which the agent's word needs no agreement.
    only_customer: whether the agent's word never counts. stages, products: where it can come up, empty for everywhere.
    items: what asks for it, as item[.part], where the phrase bank knows the question and ask does not.
    """

    name: str
    ask: Cues = Cues()
    headings: Cues = Cues()
    unless: Cues = Cues()
    figure: FigureRule | None = None
    values: dict[str, ValueRule] = Field(default_factory=dict)
    frames: Cues = Cues()
    usual: dict[str, str] = Field(default_factory=dict)
    polar: tuple[PolarRule, ...] = ()
    inform: tuple[str, ...] = ()
    only_customer: bool = False
    stages: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    def comes_up_in(self, product: str, stage: str) -> bool:
        """Whether a call of this product and stage can be about it."""
        return stage in (self.stages or (stage,)) and product in (self.products or (product,))


class Scope(Frozen):
    """What takes a sentence away from this customer, this loan and this call.

    supposed: suppositions. conditional: around #, what makes an agent's figure a supposition. others: other people, in
    front of #. elsewhere: other loans and earlier times, in front of #. here: what brings the sentence back. negated,
    forbidden: in front of #, what denies a phrase. dropped: behind #, what gives a value up. request: wishes that the
    other side has to grant.
    """

    supposed: Cues
    conditional: Cues
    others: Cues
    elsewhere: Cues
    here: Cues
    negated: Cues
    forbidden: Cues
    dropped: Cues
    request: Cues


class Talk(Frozen):
    """Cues of how people talk, whatever the matter.

    tag: how a sentence asks for a yes. asking: how a sentence asks for anything. again: requests to repeat.
    correction: how a value is mended. recall: how a customer comes back to an earlier question. yearly,
    monthly: for which period a question asks. choice: how
    alternatives are offered. secondary: how a figure for special times is announced. main: how the more important of
    two is announced. refusal: how an agent turns a wish down.
    """

    tag: Cues
    asking: Cues
    again: Cues
    correction: Cues
    recall: Cues
    yearly: Cues
    monthly: Cues
    choice: Cues
    secondary: Cues
    main: Cues
    refusal: Cues


class PeopleRules(Frozen):
    """How people are named: ~ stands for a name, <surname>, <title> and <end> for the lists of those names.

    asked: how the agent names the borrower. not_asked: what shows that somebody else is named. formal: how the agent
    names the borrower so formally that any characters are a name. said: how customers name themselves. answered:
    likewise, under a question for the name. end: what can follow a name. wrong_person: replies that show that the named
    person is not behind this number. no_names: words that only begin like names. never_in_names: characters that no
    given name holds.
    """

    surnames: str
    compound_surnames: tuple[str, ...]
    titles: tuple[str, ...]
    no_names: tuple[str, ...]
    never_in_names: str
    asked: tuple[str, ...]
    not_asked: tuple[str, ...]
    said: tuple[str, ...]
    formal: tuple[str, ...]
    answered: tuple[str, ...]
    end: str
    wrong_person: Cues


class EmployerRules(Frozen):
    """How employers are named.

    suffixes: what the name of an organisation ends in. institutions: suffixes that any word before them names (县医院).
    brands: names without a suffix. generic: pieces that name a trade and no employer. prefixes: what leads up to a
    name. frames: patterns in which # stands for the name. void: likewise, of somebody else's or an earlier employer.
    """

    suffixes: tuple[str, ...]
    institutions: tuple[str, ...]
    brands: tuple[str, ...]
    generic: str
    prefixes: str
    frames: Cues
    void: Cues


class FactRules(Frozen):
    """models/facts.yaml as a whole. phrases: named pieces that patterns refer to as <name>."""

    phrases: dict[str, str] = Field(default_factory=dict)
    talk: Talk
    scope: Scope
    people: PeopleRules
    employers: EmployerRules
    topics: dict[str, Topic]

    @model_validator(mode="before")
    @classmethod
    def _write_phrases_out(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "phrases" not in data:
            return data
        written_out = {key: _expanded(data[key], data["phrases"]) for key in ("talk", "scope", "topics") if key in data}
        return data | written_out


def _expanded(data: Any, phrases: dict[str, str]) -> Any:
    if isinstance(data, str):
        return _written_out(data, phrases)
    if isinstance(data, dict):
        return {key: _expanded(value, phrases) for key, value in data.items()}
    if isinstance(data, list):
        return [_expanded(value, phrases) for value in data]
    return data


def _written_out(pattern: str, phrases: dict[str, str]) -> str:
    for _ in range(_DEPTH):
        for name in _REFERENCE.findall(pattern):
            if name not in phrases:
                raise ValueError(f"<{name}> is no phrase; there are {', '.join(sorted(phrases))}")
        pattern = _REFERENCE.sub(lambda found: phrases[found[1]], pattern)
    return pattern
