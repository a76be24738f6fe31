"""Text with what tells who somebody is masked, character for character, so that places in it stay what they were."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from presidio_analyzer import PatternRecognizer

MASK: Final = "*"
_LONG: Final = 11  # digits; from here on the ends are shown, as banks and operators print such numbers
_SHOWN: Final = (3, 4)  # first and last digits of a long number
_WRITTEN: Final = re.compile(r"[0-9０-９xX零〇一二三四五六七八九幺两]")
# Nothing is found in a text without any of these, and most texts have none.
_TELLING: Final = re.compile(
    r"[0-9０-９零〇一二三四五六七八九幺两][ \-－，,、]?[0-9０-９零〇一二三四五六七八九幺两]{2}"
    r"|尾号|[后末].位|叫|姓名|名字|联系人|是"
)


@dataclass(frozen=True)
class Mask:
    """Masks the texts of one call. known: find the names and numbers that are known to belong to it."""

    known: "tuple[PatternRecognizer, ...]"

    def text(self, text: str) -> str:
        """The text with as many characters; what was masked once is not masked further."""
        masked = list(text)
        for start, end, is_name in self._found(text):
            masked[start:end] = _masked_name(text[start:end]) if is_name else _masked_digits(text[start:end])
        return "".join(masked)

    def _found(self, text: str) -> Iterator[tuple[int, int, bool]]:
        from pipeline.privacy.recognisers import NAME, number_recognisers, told_name_recogniser  # noqa: PLC0415 - costs seconds of start-up

        recognisers = [*self.known]
        if _TELLING.search(text):
            recognisers += [told_name_recogniser(), *number_recognisers()]
        for recogniser in recognisers:
            for found in recogniser.analyze(text, recogniser.supported_entities, None):
                yield found.start, found.end, found.entity_type == NAME


def mask_for(names: Iterable[str], numbers: Iterable[str] = ()) -> Mask:
    """The mask of a call of which these names and numbers (the end of an identity number, a telephone) are known."""
    from pipeline.privacy import recognisers  # noqa: PLC0415 - costs seconds of start-up

    known = (recognisers.known_name_recogniser(names), recognisers.known_number_recogniser(numbers))
    return Mask(tuple(filter(None, known)))


def masked_value(value: str) -> str:
    """A value all of which tells who somebody is: a name, or a number; one that was masked stays as it is."""
    if MASK in value:
        return value
    return _masked_digits(value) if re.search(r"[0-9]", value) else "".join(_masked_name(value))


def _masked_name(name: str) -> str:
    """The surname is left: 王**."""
    return name[:1] + MASK * (len(name) - 1)


def _masked_digits(number: str) -> str:
    """Long numbers keep their ends: 138****5678; of short ones nothing is left. Pauses stay where they were."""
    places = [place for place, character in enumerate(number) if _WRITTEN.fullmatch(character)]
    hidden = places[_SHOWN[0] : -_SHOWN[1]] if len(places) >= _LONG else places
    return "".join(MASK if place in hidden else character for place, character in enumerate(number))
