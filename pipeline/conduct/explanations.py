"""conduct.yaml: what a reviewer reads beside the utterance that shows a risk or a violation."""

from pathlib import Path

from pipeline.domain.base import Frozen
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import load_yaml

Explanations = dict[str, str]  # by risk and violation


class ConductFile(Frozen):
    """All of conduct.yaml, by the taxonomy's ids."""

    risks: dict[str, str]
    violations: dict[str, str]


def read_explanations(folder: Path) -> Explanations:
    """The explanations of a models folder.

    Raises:
        ChecklistError: unknown keys, or an id that the taxonomy lacks; names file and line.
    """
    file = load_yaml(folder / "conduct.yaml")
    read = file.parse(ConductFile)
    for group, known in (("risks", taxonomy().risks), ("violations", taxonomy().violations)):
        for id_ in getattr(read, group):
            if id_ not in known:
                raise file.refusal((group, id_), f"the taxonomy has no {id_}", f"Allowed: {', '.join(known)}.")
    return {**read.risks, **read.violations}
