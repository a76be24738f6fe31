"""models/facts.yaml, read once."""

from functools import cache

from pipeline.facts.schema import FactRules, Topic
from pipeline.resources import models_folder
from pipeline.yamlfile import load_yaml


@cache
def fact_rules() -> FactRules:
    """The rules of all facts.

    Raises:
        ChecklistError: models/facts.yaml has an unknown key, or a pattern that does not compile.
    """
    return load_yaml(models_folder() / "facts.yaml").parse(FactRules)


@cache
def topics_of(product: str, stage: str) -> dict[str, Topic]:
    """The topics that a call of this product and stage can be about, in the file's order."""
    return {name: topic for name, topic in fact_rules().topics.items() if topic.comes_up_in(product, stage)}
