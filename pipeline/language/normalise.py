"""From what the recogniser wrote to the text that the rules read, with every change of a word on record."""

import re
from collections.abc import Sequence
from statistics import fmean
from typing import Final

from pipeline.language.edits import Edited
from pipeline.language.instalments import instalments_by_sound
from pipeline.language.names import name_by_sound
from pipeline.language.repair import repair
from pipeline.language.respelling import respell
from pipeline.language.script import simplified, tidy
from pipeline.language.written import write_numbers

_HAN: Final = re.compile("[\u3400-\u9fff]")


def normalise(written: str) -> Edited:
    """What somebody wrote: simplified, misheard terms repaired, numbers in digits.

    Offsets of the changes are characters of the text. Script and punctuation leave no record; every other difference is
    a Change.
    """
    return write_numbers(repair(Edited(text=tidy(simplified(written)))))


def normalise_heard(heard: str, certainties: Sequence[tuple[str, float]], name: str) -> Edited:
    """What a recogniser wrote, as normalise does, after misheard characters were put right by their sound.

    certainties: the recogniser's words with how surely each was heard, 0 to 1. name: the customer's in the loan file,
    written as there where it sounds like that; empty where nobody knows it.
    """
    plain = Edited(text=tidy(simplified(heard)))
    named = name_by_sound(instalments_by_sound(plain), name)
    return write_numbers(repair(respell(named, _by_character(named.text, certainties))))


def _by_character(text: str, certainties: Sequence[tuple[str, float]]) -> list[float]:
    """The certainty of each character of the text; the mean where the words' characters are not the text's."""
    heard = [sure for word, sure in certainties for character in word if _HAN.match(character)]
    places = [at for at, character in enumerate(text) if _HAN.match(character)]
    mean = fmean(sure for _, sure in certainties) if certainties else 1.0
    by_place = dict(zip(places, heard, strict=True)) if len(places) == len(heard) else {}
    return [by_place.get(at, mean) for at in range(len(text))]
