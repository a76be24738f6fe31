"""What is hidden of the texts of one call, character for character, so that places stay what they were.

The whole call is looked at: a name or number that was found in one of its texts, or that the loan file or the facts
know, is hidden in all of them.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final, Literal

from pipeline.domain.report import FactValue
from pipeline.privacy.dates import birth_dates
from pipeline.privacy.names import known_places, names_in
from pipeline.privacy.numbers import Piece, ToldNumbers, Turn, told_numbers
from pipeline.text.surnames import is_word, surname_of

Kind = Literal["name", "number", "birth_date", "plate", "passport_or_permit", "email", "address"]
MASK: Final = "*"
NAME: Final = "customer_name"
BIRTH_DATE: Final = "birth_date"
PERSONAL_FACTS: Final = frozenset({NAME, "id_tail", "phone", BIRTH_DATE})
_LONG: Final = 11  # digits; from here on the ends are shown, as banks and operators print such numbers
_SHOWN: Final = (3, 4)  # first and last digits of a long number
_WHOLE_NAME: Final = 3  # characters; the last two of such a name are how people call each other
_TELLS_DAY: Final = re.compile(r"[0-9零〇一二三四五六七八九十廿幺初正元冬腊]")
_LETTER: Final = re.compile(r"\w")
_NUMBER: Final = re.compile(r"[\d\s\-()（）+]{4,}[xX]?")
# Columns of a loan file that name a person, or hold a number of theirs; agents and branches are the bank's own.
_NAMES_PERSON: Final = re.compile(
    r"(?<!agent_)(?<!branch_)(?<!product_)(?<!company_)(?<!employer_)(?<!file_)(?<!bank_)name$"
    r"|姓名|联系人$|担保人$|(?:^|_)(?:spouse|contact|guarantor|borrower)$"
)
_NUMBERS_PERSON: Final = re.compile(
    r"phone|mobile|(?:^|_)tel(?:$|_)|id_?(?:no|num|number|card|tail)|card_?(?:no|num|number)|account(?:_?no|_?num|$)"
    r"|passport|电话|手机|证件|身份证|卡号|账号"
)


@dataclass(frozen=True)
class Place:
    """texts[text][start:end] is somebody's; hidden: the characters of it that are not shown.

    told: the name or the digits by which it is known wherever else it stands; empty for what is found where it stands.
    """

    text: int
    start: int
    end: int
    hidden: frozenset[int]
    kind: Kind
    told: str = ""


@dataclass(frozen=True)
class Found:
    """What the talk of a call gives away by itself, whoever asks: looked for once, held against every mask of the call.

    names: places of them. others: places of birth dates, plates, passports, e-mail and addresses.
    """

    texts: tuple[str, ...]
    names: tuple[Place, ...]
    numbers: ToldNumbers
    others: tuple[Place, ...]

    @property
    def called(self) -> frozenset[str]:
        """The names as they stand there; one that is a word too is hidden only where it was found."""
        stand = (self.texts[place.text][place.start : place.end] for place in self.names)
        return frozenset(name for name in stand if not is_word(name))


def found_in(turns: Sequence[Turn], *, addresses: bool = False) -> Found:
    """Look through the texts of one call. addresses: also for places where people live."""
    texts = tuple(turn.text for turn in turns)
    return Found(
        texts=texts,
        names=tuple(_name_place(texts, *place) for place in names_in(turns)),
        numbers=told_numbers(turns),
        others=(*_birth_dates(turns), *_written_places(texts, addresses=addresses)),
    )


@dataclass(frozen=True)
class Mask:
    """Hides what tells who somebody is in the texts of one call.

    names: known to belong to it. numbers: digits that do. addresses: places where people live are hidden too.
    """

    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    addresses: bool = False
    _done: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def text(self, text: str) -> str:
        """The text with as many characters; what was masked once is not masked further."""
        if text not in self._done:
            hidden = hidden_in(self.places((Turn("", text),)))
            self._done[text] = starred(text, hidden.get(0, ()))
        return self._done[text]

    def places(self, turns: Sequence[Turn]) -> tuple[Place, ...]:
        """All places in the texts of one call, by text; they may overlap."""
        return self.places_of(found_in(turns, addresses=self.addresses))

    def places_of(self, found: Found) -> tuple[Place, ...]:
        """The same where the call was looked through already."""
        known = known_places(found.texts, _with_given(self.names | found.called))
        names = (*found.names, *(_name_place(found.texts, *place) for place in known))
        numbers = map(_number_place, found.numbers.personal(self.numbers))
        return tuple(sorted((*names, *numbers, *found.others), key=lambda place: (place.text, place.start, -place.end)))

    def knowing(self, places: Iterable[Place]) -> "Mask":
        """The mask that also knows the names and numbers that were found at these places."""
        names = {place.told for place in places if place.kind == "name"}
        numbers = {place.told for place in places if place.kind == "number"}
        return Mask(self.names | (names - {""}), self.numbers | numbers, self.addresses)

    def naming(self, names: Set[str]) -> "Mask":
        """The mask that also knows these names."""
        return Mask(self.names | names, self.numbers, self.addresses)


def hidden_in(places: Iterable[Place]) -> dict[int, set[int]]:
    """By text which of its characters are hidden."""
    hidden: dict[int, set[int]] = {}
    for place in places:
        hidden.setdefault(place.text, set()).update(place.hidden)
    return hidden


def starred(text: str, hidden: Collection[int], *, start: int = 0) -> str:
    """The text with its hidden characters as stars. start: where it stands in the text that these are counted in."""
    if not hidden:
        return text
    return "".join(MASK if at in hidden else letter for at, letter in enumerate(text, start))


def mask_of(metadata: Mapping[str, str], facts: Iterable[tuple[str, FactValue]], *, addresses: bool = False) -> Mask:
    """The mask of a call: it knows the names and numbers of the loan file (metadata) and of the facts, by name."""
    filed = [(column.removeprefix("app.").lower(), value.strip()) for column, value in metadata.items()]
    known = [(name, str(value)) for name, value in (*filed, *facts) if value]
    names = {value for name, value in known if name == NAME or _NAMES_PERSON.search(name)}
    numbers = {_digits(value) for name, value in known if name != BIRTH_DATE and is_personal_column(name)} - names
    return Mask(frozenset(filter(None, names)), frozenset(filter(None, numbers)), addresses)


def is_personal_column(name: str) -> bool:
    """Whether a fact or a column of the loan file of this name tells who somebody is, whatever stands in it."""
    return name in PERSONAL_FACTS or bool(_NAMES_PERSON.search(name) or _NUMBERS_PERSON.search(name))


def masked_value(value: str) -> str:
    """A value all of which tells who somebody is: a name, or a number; one that was masked stays as it is."""
    if MASK in value or not value:
        return value
    if not re.search(r"\d", value):
        return starred(value, _name_place([value], 0, 0, len(value)).hidden)
    digits = [at for at, letter in enumerate(value) if letter.isdecimal() or letter in "xX"]
    return starred(value, frozenset(_middle(digits)))


def _digits(value: str) -> str:
    return re.sub(r"[^\dxX]", "", value).upper() if _NUMBER.fullmatch(value) else ""


def _with_given(names: Set[str]) -> Set[str]:
    """The names, and what people with them are called by among friends where that is no word."""
    given = {name[-2:] for name in names if len(name) == _WHOLE_NAME and surname_of(name) == name[:1]}
    return names | {each for each in given if not is_word(each)}


def _name_place(texts: Sequence[str], at: int, start: int, end: int) -> Place:
    """The surname is left: 王**, 欧阳**; of other names the first letter."""
    name = texts[at][start:end]
    is_given = len(name) == _WHOLE_NAME - 1 and not surname_of(name)
    shown = 0 if is_given else len(surname_of(name)) or 1
    hidden = frozenset(n for n in range(start + shown, end) if _LETTER.match(texts[at], n))
    return Place(at, start, end, hidden, "name", "" if is_given or MASK in name or is_word(name) else name)


def _number_place(piece: Piece) -> Place:
    """Long numbers keep their ends: 138****5678; of short ones and of parts nothing is left. Pauses stay."""
    tokens = [token for group in piece.groups for token in group.tokens]
    places = [at for at, token in enumerate(tokens) for _ in token.digits]
    hidden = {
        n for at in (places if piece.in_parts else _middle(places)) for n in range(tokens[at].start, tokens[at].end)
    }
    return Place(piece.utterance, piece.start, piece.end, frozenset(hidden), "number", piece.digits)


def _middle(places: Sequence[int]) -> Sequence[int]:
    return places[_SHOWN[0] : -_SHOWN[1]] if len(places) >= _LONG else places


def _birth_dates(turns: Sequence[Turn]) -> Iterable[Place]:
    for at, start, end in birth_dates(turns):
        days = frozenset(n for n in range(start, end) if _TELLS_DAY.match(turns[at].text, n))
        yield Place(at, start, end, days, "birth_date")


def _written_places(texts: Sequence[str], *, addresses: bool) -> Iterable[Place]:
    """Plates, passports, e-mail and addresses: all letters but the first."""
    from pipeline.privacy.recognisers import KINDS, MAY_HOLD, recognisers  # noqa: PLC0415 - seconds of start-up

    for at, text in enumerate(texts):
        if not addresses and not MAY_HOLD.search(text):
            continue
        for recogniser in recognisers(addresses=addresses):
            for found in recogniser.analyze(text, recogniser.supported_entities, None):
                kind = KINDS[found.entity_type]
                first = found.start + (kind in {"plate", "passport_or_permit"})
                hidden = (n for n in range(first, found.end) if _LETTER.match(text, n) or text[n] in "@.-")
                yield Place(at, found.start, found.end, frozenset(hidden), kind)
