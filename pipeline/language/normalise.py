"""From what the recogniser wrote to the text that the rules read, with every change of a word on record."""

from pipeline.language.edits import Edited
from pipeline.language.repair import repair
from pipeline.language.script import simplified, tidy
from pipeline.language.written import write_numbers


def normalise(heard: str) -> Edited:
    """Simplified, misheard terms repaired, numbers in digits; offsets of the changes are characters of the text.

    Script and punctuation leave no record; every other difference is a Change.
    """
    return write_numbers(repair(Edited(text=tidy(simplified(heard)))))
