"""models/conduct.yaml: what a reviewer reads beside the utterance that shows a risk or a violation."""

from functools import cache

from pipeline.domain.base import Frozen
from pipeline.resources import models_folder, taxonomy
from pipeline.yamlfile import load_yaml


class Explanations(Frozen):
    """All of models/conduct.yaml, by the taxonomy's ids."""

    risks: dict[str, str]
    violations: dict[str, str]


@cache
def explanations() -> dict[str, str]:
    """By risk and violation, read once.

    Raises:
        ChecklistError: unknown keys, or an id that the taxonomy lacks; names file and line.
    """
    file = load_yaml(models_folder() / "conduct.yaml")
    read = file.parse(Explanations)
    for group, known in (("risks", taxonomy().risks), ("violations", taxonomy().violations)):
        for id_ in getattr(read, group):
            if id_ not in known:
                raise file.refusal((group, id_), f"the taxonomy has no {id_}", f"Allowed: {', '.join(known)}.")
    return {**read.risks, **read.violations}
