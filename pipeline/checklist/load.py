"""The twelve question lists: what their files may hold, read from models/checklists/, and refused where it is wrong."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Kind, Status, Taxonomy
from pipeline.reader.encoding import AskedItem, asked_item
from pipeline.rulebook.files import models_folder, read_text, sha256_of_texts
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import YamlFile


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


def load_checklist(product: str, stage: str, folder: Path | None = None) -> Checklist:
    """The checklist of one product and stage, as values; what was changed since the last time is read anew.

    Raises:
        ChecklistError: no such checklist, or a file that does not hold to the schema; names file and line.
    """
    folder = folder or checklists_folder()
    written = _read(folder / f"{product}.{stage}.yaml")
    return _checklist(product, stage, written, _vocabulary_file(folder), _item_files(folder))


def all_checklists(folder: Path | None = None) -> Iterator[Checklist]:
    """Every checklist that the taxonomy asks for, in its order; raises ChecklistError for the first bad one."""
    folder = folder or checklists_folder()
    vocabulary = _vocabulary(_vocabulary_file(folder))
    for product in vocabulary.products:
        for stage in vocabulary.stages:
            yield load_checklist(product, stage, folder)


class _Written(NamedTuple):
    """A file by its content: what was made of it holds as long as this is the same."""

    path: Path
    text: str

    def parsed(self) -> YamlFile:
        return YamlFile(self.path, self.text)


def _read(path: Path) -> _Written:
    return _Written(path, read_text(path))


def _vocabulary_file(folder: Path) -> _Written | None:
    """The vocabulary beside a folder of checklists; None where the product's own holds."""
    own = folder.parent / "taxonomy.yaml"
    return _read(own) if own.is_file() else None


def _item_files(folder: Path) -> tuple[_Written, ...]:
    return tuple(_read(path) for path in sorted((folder / "items").glob("*.yaml")))


@lru_cache(maxsize=48)  # those of a few folders
def _checklist(
    product: str, stage: str, written: _Written, vocabulary_file: _Written | None, item_files: tuple[_Written, ...]
) -> Checklist:
    vocabulary, rules = _vocabulary(vocabulary_file), _item_rules(item_files, vocabulary_file)
    listed = _listed(written.parsed(), product, stage, rules, vocabulary)
    asked = tuple(asked_item(item, vocabulary.items[item]) for item in listed.items)
    texts = (written.text, *(file.text for file in item_files), *(item.text for item in asked))
    return Checklist(
        version=listed.version,
        product=product,
        stage=stage,
        sha256=sha256_of_texts(*texts),
        items={item: rules[item] for item in listed.items},
        asked=asked,
    )


@lru_cache(maxsize=4)
def _vocabulary(file: _Written | None) -> Taxonomy:
    return file.parsed().parse(Taxonomy) if file else taxonomy()


@lru_cache(maxsize=4)
def _item_rules(files: tuple[_Written, ...], vocabulary_file: _Written | None) -> dict[str, ItemRule]:
    """The items of all files; an item stands in one of them alone, by the name and kind that the taxonomy gives it."""
    vocabulary = _vocabulary(vocabulary_file)
    rules: dict[str, ItemRule] = {}
    found: dict[str, Path] = {}
    for file in (written.parsed() for written in files):
        own = file.parse(ItemFile).items
        for item, rule in own.items():
            if item in found:
                raise file.refusal(("items", item), f"{item} stands in {found[item].name} too", "Write it once.")
            _refuse_other_than_named(file, item, rule, vocabulary)
        rules |= own
        found |= dict.fromkeys(own, file.path)
    return rules


def _refuse_other_than_named(file: YamlFile, item: str, rule: ItemRule, vocabulary: Taxonomy) -> None:
    entry = vocabulary.items.get(item)
    if entry is None:
        allowed = f"Allowed: {', '.join(vocabulary.items)}."
        raise file.refusal(("items", item), f"the taxonomy has no item {item}", allowed)
    for key, given, meant in (("name", rule.name, entry.name), ("kind", rule.kind.value, entry.kind.value)):
        if given != meant:
            raise file.refusal(("items", item, key), f"{key} is {given}", f"The taxonomy says {meant}.")


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
