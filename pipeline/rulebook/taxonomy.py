"""The vocabulary that reports, question lists and the benchmark share."""

from functools import cache

from pipeline.domain.vocabulary import Taxonomy
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.yamlfile import load_yaml


@cache
def taxonomy() -> Taxonomy:
    """The vocabulary of models/taxonomy.yaml, read once."""
    return load_yaml(models_folder() / "taxonomy.yaml").parse(Taxonomy)
