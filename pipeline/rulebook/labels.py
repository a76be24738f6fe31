"""What people read for the ids that the taxonomy gives no Chinese name."""

from functools import cache

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import FactStatus
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.yamlfile import load_yaml


class Labels(Frozen):
    """models/labels.yaml."""

    facts: dict[str, str]
    values: dict[str, dict[str, str]]
    fact_statuses: dict[FactStatus, str]


@cache
def labels() -> Labels:
    """The Chinese names that the taxonomy does not give, read once."""
    return load_yaml(models_folder() / "labels.yaml").parse(Labels)
