"""The loan lexicon: terms by category (models/lexicon/terms.yaml), read once."""

from functools import cache

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.resources import models_folder
from pipeline.yamlfile import YamlFile, load_yaml


class Category(Frozen):
    """Terms of one kind. tag: what the segmenter gives as their part of speech."""

    name: str
    tag: str
    terms: tuple[str, ...] = Field(min_length=1)


class Lexicon(Frozen):
    """Every category of terms."""

    categories: tuple[Category, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """All terms, category after category."""
        return tuple(term for category in self.categories for term in category.terms)


@cache
def lexicon() -> Lexicon:
    """The terms that the product ships.

    Raises:
        ChecklistError: the file is not as it must be, or a term stands in it twice; names the line.
    """
    file = load_yaml(models_folder() / "lexicon" / "terms.yaml")
    found = file.parse(Lexicon)
    _refuse_repeated(file, found)
    return found


def _refuse_repeated(file: YamlFile, found: Lexicon) -> None:
    seen: set[str] = set()
    for at, category in enumerate(found.categories):
        for place, term in enumerate(category.terms):
            if term in seen:
                cause = f"{term} is listed twice"
                raise file.refusal(("categories", at, "terms", place), cause, "Keep one of the two.")
            seen.add(term)
