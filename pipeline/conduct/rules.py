"""models/conduct.yaml: what counts as a risk or a violation, and what makes the same words harmless."""

import re
from functools import cache

from pipeline.domain.base import Frozen
from pipeline.resources import models_folder, taxonomy
from pipeline.yamlfile import YamlFile, load_yaml


class ConductRule(Frozen):
    """One risk or violation.

    evidence: what reviewers read beside the quote. says: what fires it. agent_says: what fires a risk when the agent
    tells it and the customer does not object. unless: what, in the same sentence, makes it harmless. negatable: whether
    a negation just before takes it back. supposable: whether a supposition does. products, products_except: where it
    applies. third_person_only: it counts only while somebody other than the borrower holds the telephone.
    """

    evidence: str
    says: tuple[str, ...]
    agent_says: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    negatable: bool = True
    supposable: bool = True
    products: tuple[str, ...] = ()
    products_except: tuple[str, ...] = ()
    third_person_only: bool = False

    def applies_to(self, product: str) -> bool:
        """Whether calls of this product are searched for it."""
        return (not self.products or product in self.products) and product not in self.products_except


class ConductRules(Frozen):
    """All of models/conduct.yaml."""

    version: str
    negation: str
    supposed: str
    third_person: tuple[str, ...]
    borrower: tuple[str, ...]
    loan_details: str
    risks: dict[str, ConductRule]
    violations: dict[str, ConductRule]


@cache
def conduct_rules() -> ConductRules:
    """The rules, read once.

    Raises:
        ChecklistError: unknown keys, ids that the taxonomy lacks, patterns that do not compile; names file and line.
    """
    file = load_yaml(models_folder() / "conduct.yaml")
    rules = file.parse(ConductRules)
    for group, known in (("risks", taxonomy().risks), ("violations", taxonomy().violations)):
        for id_, rule in getattr(rules, group).items():
            _check(file, (group, id_), rule, tuple(known))
    return rules


def _check(file: YamlFile, location: tuple[str, str], rule: ConductRule, known: tuple[str, ...]) -> None:
    if location[1] not in known:
        raise file.refusal(location, f"the taxonomy has no {location[1]}", f"Allowed: {', '.join(known)}.")
    for key in ("says", "agent_says", "unless"):
        for number, pattern in enumerate(getattr(rule, key)):
            _check_pattern(file, (*location, key, number), pattern)


def _check_pattern(file: YamlFile, location: tuple[str | int, ...], pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        cause = f"the pattern {pattern!r} does not compile ({error})"
        raise file.refusal(location, cause, "Mend the regular expression.") from error
