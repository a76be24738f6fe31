"""From what the recogniser wrote to the text that is judged, with every change of a word on record."""

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Final

from pipeline.correction.homophones import HomophoneDecoder
from pipeline.correction.hypotheses import combined
from pipeline.correction.language_model import CharacterModel, corpus_lines
from pipeline.correction.repairs import TermRepair, instalments_by_sound, name_by_sound, read_term_rules
from pipeline.domain.transcript import Heard
from pipeline.numbers.itn import write_numbers
from pipeline.text.edits import Edited
from pipeline.text.script import simplified, tidy
from pipeline.text.segmentation import word_frequencies

_HAN: Final = re.compile("[\u3400-\u9fff]")


class Corrector:
    """Corrects text with the terms and the talk of one models folder; what it needs is read at first use."""

    def __init__(self, folder: Path) -> None:
        """folder: with lexicon/repairs.yaml and corpus/ in it."""
        self._folder = folder

    def written(self, text: str) -> Edited:
        """What somebody wrote: simplified, misheard terms repaired, numbers in digits.

        Offsets of the changes are characters of the text. Script and punctuation leave no record; every other
        difference is a Change.
        """
        return write_numbers(self._terms.repair(Edited(text=tidy(simplified(text)))))

    def heard(self, text: str, certainties: Sequence[tuple[str, float]], name: str) -> Edited:
        """What a recogniser wrote, as written does, after misheard characters were put right by their sound.

        certainties: the recogniser's words with its probability of each, 0 to 1. name: the customer's in the loan
        file, written as there where it sounds like that; empty where nobody knows it.
        """
        plain = Edited(text=tidy(simplified(text)))
        named = name_by_sound(instalments_by_sound(plain), name)
        respelled = self._decoder.respell(named, _certainty_of_characters(named.text, certainties))
        return write_numbers(self._terms.repair(respelled))

    def combined(self, heard: Heard) -> Heard:
        """One decoding hypothesis for each segment, made of the likeliest parts of all that it has."""
        return combined(heard, self._decoder)

    @cached_property
    def _terms(self) -> TermRepair:
        return TermRepair(read_term_rules(self._folder))

    @cached_property
    def _decoder(self) -> HomophoneDecoder:
        """Counted from the corpus and the general dictionary."""
        model = CharacterModel(corpus_lines(self._folder), word_frequencies())
        return HomophoneDecoder(model, untouchable=(self._terms.known, self._terms.rules.names))


def _certainty_of_characters(text: str, certainties: Sequence[tuple[str, float]]) -> list[float]:
    """One for each character of the text; the mean of the words where their characters are not the text's."""
    known = [certainty for word, certainty in certainties for character in word if _HAN.match(character)]
    places = [at for at, character in enumerate(text) if _HAN.match(character)]
    mean = fmean(certainty for _, certainty in certainties) if certainties else 1.0
    by_place = dict(zip(places, known, strict=True)) if len(places) == len(known) else {}
    return [by_place.get(at, mean) for at in range(len(text))]
