"""Read the twelve checklists from models/checklists/, refusing what cannot be meant."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipeline.checklist.schema import Checklist, ChecklistFile, ItemFile, ItemRule
from pipeline.domain.vocabulary import Taxonomy
from pipeline.reader.items import asked_item
from pipeline.rulebook.files import models_folder, sha256_of_texts
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import YamlFile, load_yaml


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
    words, item_files = _words_of(folder), _item_files(folder)
    list_file = load_yaml(folder / f"{product}.{stage}.yaml")
    rules = {item: rule for file in item_files for item, rule in _items(file, words).items()}
    listed = _listed(list_file, product, stage, rules, words)
    asked = tuple(asked_item(item, words.items[item]) for item in listed.items)
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
    words = _words_of(folder or checklists_folder())
    for product in words.products:
        for stage in words.stages:
            yield load_checklist(product, stage, folder)


@cache
def _words_of(folder: Path) -> Taxonomy:
    """The vocabulary beside a folder of checklists, or the one that the product ships."""
    own = folder.parent / "taxonomy.yaml"
    return load_yaml(own).parse(Taxonomy) if own.is_file() else taxonomy()


def _item_files(folder: Path) -> list[YamlFile]:
    files = [load_yaml(path) for path in sorted((folder / "items").glob("*.yaml"))]
    seen: dict[str, YamlFile] = {}
    for file in files:
        for item in (file.data or {}).get("items", {}) or {}:
            if item in seen:
                raise file.refusal(("items", item), f"{item} stands in {seen[item].path.name} too", "Write it once.")
            seen[item] = file
    return files


def _items(file: YamlFile, words: Taxonomy) -> dict[str, ItemRule]:
    rules = file.parse(ItemFile).items
    for item, rule in rules.items():
        _refuse_what_the_taxonomy_lacks(file, item, rule, words)
    return rules


def _refuse_what_the_taxonomy_lacks(file: YamlFile, item: str, rule: ItemRule, words: Taxonomy) -> None:
    entry = words.items.get(item)
    if entry is None:
        raise file.refusal(("items", item), f"the taxonomy has no item {item}", f"Allowed: {', '.join(words.items)}.")
    for key, said, meant in (("name", rule.name, entry.name), ("kind", rule.kind.value, entry.kind.value)):
        if said != meant:
            raise file.refusal(("items", item, key), f"{key} is {said}", f"The taxonomy says {meant}.")


def _listed(file: YamlFile, product: str, stage: str, rules: dict[str, ItemRule], words: Taxonomy) -> ChecklistFile:
    listed = file.parse(ChecklistFile)
    if (listed.product, listed.stage) != (product, stage):
        raise file.refusal(("product",), f"says {listed.product}.{listed.stage}", "The file's name must say the same.")
    wanted = set(words.items_of(product, stage))
    for n, item in enumerate(listed.items):
        if item not in wanted or item not in rules:
            raise file.refusal(("items", n), f"{item} is no item of this checklist", f"Allowed: {', '.join(wanted)}.")
    absent = wanted - set(listed.items)
    if absent:
        raise file.refusal(("items",), f"lacks {', '.join(sorted(absent))}", "Add them.")
    return listed
