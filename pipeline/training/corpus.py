"""The labelled calls of models/corpus/calls/, read and checked against the taxonomy."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final, Literal

from pydantic import Field, model_validator

from pipeline.dialogue.transcript import transcript_from_turns
from pipeline.dialogue.turns import SpokenTurn
from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Status
from pipeline.reader.encoding import AskedItem, asked_items
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.rules import shipped_rules

Act = Literal[
    "raises",
    "states",
    "answers",
    "agrees",
    "vague",
    "declines",
    "skips",
    "corrects",
    "takes_back",
    "asks_back",
]
How = Literal["said", "agreed", "unconfirmed", "corrected", "denied", "supposed", "past"]
Why = Literal["other_person", "supposed", "past", "warning", "news", "idiom", "joke", "legitimate", "denied"]
Part = Literal["train", "tune", "kept_away"]
AGENT: Final = "a"
_TURN = re.compile(r"(\d+) (a|c|c2|x)")
_VALID: Final = ("said", "agreed")


class ItemLabel(Frozen):
    """An item's status, and by turn what is done to it."""

    status: Status
    turns: dict[int, Act] = Field(default_factory=dict)


class Mention(Frozen):
    """A value that is spoken: text as it stands in the turn, whose it is, and how it holds."""

    fact: str
    turn: int
    text: str
    whose: Literal["own", "other"]
    how: How

    @property
    def holds(self) -> bool:
        """Whether it is a value of this customer that stands."""
        return self.whose == "own" and self.how in _VALID


class NearMiss(Frozen):
    """A turn that only sounds like a risk or violation."""

    id: str
    turn: int
    why: Why


class LabelledCall(Frozen):
    """One file of the corpus.

    turns: by number and speaker (a agent, c customer, c2 a second voice, x anybody else). status_unknown: items whose
    status nobody can tell, in a piece of a call. own_items: asked for beside the product's list; items labels both.
    """

    id: str
    product: str
    stage: str
    started_at: str
    agent_id: str
    case_id: str
    application: dict[str, str | int | float | bool]
    turns: dict[str, str]
    items: dict[str, ItemLabel]
    facts: dict[str, bool | int | float | str]
    mentions: tuple[Mention, ...]
    risks: dict[str, tuple[int, ...]]
    violations: dict[str, tuple[int, ...]]
    mismatches: tuple[str, ...]
    near: tuple[NearMiss, ...]
    status_unknown: tuple[str, ...] = ()
    own_items: tuple[AskedItem, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _strings(cls, data: dict[str, object]) -> dict[str, object]:
        """YAML reads a text of digits as a number and a date as a date; here they are what was written."""
        mentions = data.get("mentions")
        if isinstance(mentions, list):
            data = data | {"mentions": [{**each, "text": str(each["text"])} for each in mentions]}
        return data | {"started_at": str(data.get("started_at", ""))}

    @model_validator(mode="after")
    def _holds_together(self) -> "LabelledCall":
        problems = list(_problems(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def with_labels(self, **labels: object) -> "LabelledCall":
        """The call with some of its fields replaced; raises ValueError where they no longer hold together."""
        return LabelledCall.model_validate({name: getattr(self, name) for name in type(self).model_fields} | labels)

    @cached_property
    def asked(self) -> tuple[AskedItem, ...]:
        """What the call is judged against: the product's list, then the items of its own."""
        return (*asked_items(self.product, self.stage), *self.own_items)

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks each turn."""
        return tuple(key.split()[1] for key in self.turns)

    @cached_property
    def transcript(self) -> Transcript:
        """The call as a judge sees it; utterance n is not always turn n: see utterance_of."""
        return transcript_from_turns(
            [
                SpokenTurn(role="agent" if who == AGENT else "customer", text=text, start=float(n), end=n + 0.9)
                for n, (who, text) in enumerate(zip(self.speakers, self.turns.values(), strict=True))
            ],
            shipped_rules().corrector,
        )

    @cached_property
    def utterance_of(self) -> dict[int, Utterance]:
        """The utterance that holds each turn; turns of pauses alone have none."""
        return {int(utterance.start): utterance for utterance in self.transcript.utterances}


def labelled_calls(part: Part) -> tuple[LabelledCall, ...]:
    """The calls of one part, by id.

    Raises:
        ChecklistError: a file that does not hold to the format or to the taxonomy; names file and label.
    """
    folder = models_folder() / "corpus" / "calls" / part
    return tuple(load_yaml(path).parse(LabelledCall) for path in sorted(folder.glob("*.yaml")))


def span_in(utterance: Utterance, text: str) -> tuple[int, int] | None:
    """Where a piece of the words as heard stands in the utterance's text; None where it is not there."""
    at = utterance.heard.find(text)
    if at < 0 or not text:
        return None
    places = _places(utterance)
    start, (last_start, last_end) = places[at][0], places[at + len(text) - 1]
    return start, max(last_end, last_start + 1)


def _places(utterance: Utterance) -> list[tuple[int, int]]:
    """For each character as heard, the characters of the text that stand for it."""
    places: list[tuple[int, int]] = []
    at = 0
    for change in sorted(utterance.changes, key=lambda change: change.start):
        places += [(n, n + 1) for n in range(at, change.start)]
        places += [(change.start, change.end)] * len(change.heard)
        at = change.end
    rest = len(utterance.heard) - len(places)
    return places + [(at + n, at + n + 1) for n in range(rest)]


def _problems(call: LabelledCall) -> Iterator[str]:
    for number, key in enumerate(call.turns):
        found = _TURN.fullmatch(key)
        if not found or int(found[1]) != number:
            yield f"turn {key!r} stands at place {number}"
            return
    wanted = {item.id for item in call.asked}
    if wanted != set(call.items):
        yield f"items differ from the checklist: {sorted(wanted ^ set(call.items))}"
    yield from (f"{item} is not asked for, so its status is not unknown" for item in {*call.status_unknown} - wanted)
    for fact in {*call.facts, *(mention.fact for mention in call.mentions)} - set(taxonomy().facts):
        yield f"no fact is called {fact}"
    for fact in {mention.fact for mention in call.mentions if mention.holds} ^ set(call.facts):
        yield f"{fact}: the facts and the mentions that hold disagree"
    texts = list(call.turns.values())
    for turn in _turns_named(call):
        if not 0 <= turn < len(texts):
            yield f"there is no turn {turn}"
    for mention in call.mentions:
        if mention.turn < len(texts) and mention.text not in texts[mention.turn]:
            yield f"{mention.text!r} does not stand in turn {mention.turn}"


def _turns_named(call: LabelledCall) -> Iterator[int]:
    for label in call.items.values():
        yield from label.turns
    for turns in (*call.risks.values(), *call.violations.values()):
        yield from turns
    yield from (mention.turn for mention in call.mentions)
    yield from (miss.turn for miss in call.near)
