"""The twelve question lists: what their files may hold, read from models/checklists/, and refused where it is wrong."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Kind, Status, Taxonomy
from pipeline.reader.encoding import AskedItem, asked_item
from pipeline.rulebook.files import models_folder, sha256_of_texts
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import YamlFile, load_yaml


class Example(Frozen):
    """A few turns and the status that they must get. Each turn begins with 坐： or 客：."""

    say: tuple[str, ...]
    status: Status


class ItemRule(Frozen):
    """One item of the standardized question list.

    basis: the laws or rules that it rests on. question: what the next call asks when it is still open. examples: tried
    by `tinghe checklist test`.
    """

    name: str
    kind: Kind
    basis: tuple[str, ...]
    question: str
    examples: tuple[Example, ...] = ()


class ItemFile(Frozen):
    """models/checklists/items/*.yaml: items, written once, used by many checklists."""

    items: dict[str, ItemRule]


class ChecklistFile(Frozen):
    """models/checklists/PRODUCT.STAGE.yaml: which items a call of this product and stage has to cover."""

    version: str
    product: str
    stage: str
    items: tuple[str, ...]


class Checklist(Frozen):
    """A whole standardized question list, ready to judge with.

    asked: what the reader is asked about each item, by its name and meaning. sha256: over all that it was made of.
    """

    version: str
    product: str
    stage: str
    sha256: str
    items: dict[str, ItemRule]
    asked: tuple[AskedItem, ...]

    @property
    def id(self) -> str:
        """What reports name: product.stage@version."""
        return f"{self.product}.{self.stage}@{self.version}+{self.sha256[:12]}"


def checklists_folder() -> Path:
    """The folder that the shipped checklists live in."""
    return models_folder() / "checklists"


@cache
def load_checklist(product: str, stage: str, folder: Path | None = None) -> Checklist:
    """The checklist of one product and stage, as values.

    Raises:
        ChecklistError: no such checklist, or a file that does not hold to the schema; names file and line.
    """
    folder = folder or checklists_folder()
    vocabulary, item_files = _vocabulary_of(folder), _item_files(folder)
    list_file = load_yaml(folder / f"{product}.{stage}.yaml")
    rules = {item: rule for file in item_files for item, rule in _item_rules(file, vocabulary).items()}
    listed = _listed(list_file, product, stage, rules, vocabulary)
    asked = tuple(asked_item(item, vocabulary.items[item]) for item in listed.items)
    texts = (list_file.text, *(file.text for file in item_files), *(item.text for item in asked))
    return Checklist(
        version=listed.version,
        product=product,
        stage=stage,
        sha256=sha256_of_texts(*texts),
        items={item: rules[item] for item in listed.items},
        asked=asked,
    )


def all_checklists(folder: Path | None = None) -> Iterator[Checklist]:
    """Every checklist that the taxonomy asks for, in its order; raises ChecklistError for the first bad one."""
    vocabulary = _vocabulary_of(folder or checklists_folder())
    for product in vocabulary.products:
        for stage in vocabulary.stages:
            yield load_checklist(product, stage, folder)


@cache
def _vocabulary_of(folder: Path) -> Taxonomy:
    """The vocabulary beside a folder of checklists, or the one that the product ships."""
    own = folder.parent / "taxonomy.yaml"
    return load_yaml(own).parse(Taxonomy) if own.is_file() else taxonomy()


def _item_files(folder: Path) -> list[YamlFile]:
    """The files of items; an item may stand in one of them alone."""
    files = [load_yaml(path) for path in sorted((folder / "items").glob("*.yaml"))]
    seen: dict[str, YamlFile] = {}
    for file in files:
        for item in file.parse(ItemFile).items:
            if item in seen:
                raise file.refusal(("items", item), f"{item} stands in {seen[item].path.name} too", "Write it once.")
            seen[item] = file
    return files


def _item_rules(file: YamlFile, vocabulary: Taxonomy) -> dict[str, ItemRule]:
    """The items of one file, each of which has the name and kind that the taxonomy gives it."""
    rules = file.parse(ItemFile).items
    for item, rule in rules.items():
        entry = vocabulary.items.get(item)
        if entry is None:
            allowed = f"Allowed: {', '.join(vocabulary.items)}."
            raise file.refusal(("items", item), f"the taxonomy has no item {item}", allowed)
        for key, given, meant in (("name", rule.name, entry.name), ("kind", rule.kind.value, entry.kind.value)):
            if given != meant:
                raise file.refusal(("items", item, key), f"{key} is {given}", f"The taxonomy says {meant}.")
    return rules


def _listed(
    file: YamlFile, product: str, stage: str, rules: dict[str, ItemRule], vocabulary: Taxonomy
) -> ChecklistFile:
    """The list of one product and stage, which holds just the items that the taxonomy gives it."""
    listed = file.parse(ChecklistFile)
    if (listed.product, listed.stage) != (product, stage):
        raise file.refusal(("product",), f"says {listed.product}.{listed.stage}", "The file's name must say the same.")
    wanted = set(vocabulary.items_of(product, stage))
    for n, item in enumerate(listed.items):
        if item not in wanted or item not in rules:
            raise file.refusal(("items", n), f"{item} is no item of this checklist", f"Allowed: {', '.join(wanted)}.")
    absent = wanted - set(listed.items)
    if absent:
        raise file.refusal(("items",), f"lacks {', '.join(sorted(absent))}", "Add them.")
    return listed
