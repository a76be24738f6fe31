"""Read the twelve checklists from models/checklists/, refusing what cannot be meant."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipeline.checklist.patterns import UnknownPhraseError, expand
from pipeline.checklist.schema import Answer, Checklist, ChecklistFile, ItemFile, ItemRule, Part, PhraseFile
from pipeline.domain.vocabulary import Taxonomy
from pipeline.errors import ChecklistError
from pipeline.resources import models_folder, sha256_of_texts, taxonomy
from pipeline.yamlfile import YamlFile, load_yaml

_PATTERN_LISTS = ("raise", "state", "heard", "unless", "volunteer", "not_applicable", "spoilers")
Location = tuple[int | str, ...]


def checklists_folder() -> Path:
    """The folder that the shipped checklists live in."""
    return models_folder() / "checklists"


@cache
def load_checklist(product: str, stage: str, folder: Path | None = None) -> Checklist:
    """The checklist of one product and stage, its patterns expanded and known to compile.

    Raises:
        ChecklistError: no such checklist, or a file that does not hold to the schema; names file and line.
    """
    folder = folder or checklists_folder()
    words = _words_of(folder)
    phrase_file, item_files = load_yaml(folder / "phrases.yaml"), _item_files(folder)
    list_file = load_yaml(folder / f"{product}.{stage}.yaml")
    phrases = phrase_file.parse(PhraseFile)
    rules = {i: rule for file in item_files for i, rule in _items(file, phrases, words).items()}
    listed = _listed(list_file, product, stage, rules, words)
    return Checklist(
        version=listed.version,
        product=product,
        stage=stage,
        sha256=sha256_of_texts(phrase_file.text, list_file.text, *(file.text for file in item_files)),
        items={i: rules[i] for i in listed.items},
        phrases=_expanded_phrases(phrase_file, phrases),
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


def _items(file: YamlFile, phrases: PhraseFile, words: Taxonomy) -> dict[str, ItemRule]:
    rules = file.parse(ItemFile).items
    for item, rule in rules.items():
        _refuse_what_the_taxonomy_lacks(file, item, rule, words)
        _refuse_what_does_not_compile(file, item, phrases)
    return {item: _expanded_item(rule, phrases.phrases) for item, rule in rules.items()}


def _refuse_what_the_taxonomy_lacks(file: YamlFile, item: str, rule: ItemRule, words: Taxonomy) -> None:
    entry = words.items.get(item)
    if entry is None:
        raise file.refusal(("items", item), f"the taxonomy has no item {item}", f"Allowed: {', '.join(words.items)}.")
    for key, said, meant in (("name", rule.name, entry.name), ("kind", rule.kind.value, entry.kind.value)):
        if said != meant:
            raise file.refusal(("items", item, key), f"{key} is {said}", f"The taxonomy says {meant}.")


def _refuse_what_does_not_compile(file: YamlFile, item: str, phrases: PhraseFile) -> None:
    for location, pattern in _pattern_entries(file.data["items"][item], ("items", item)):
        try:
            re.compile(expand(pattern, phrases.phrases))
        except (re.error, UnknownPhraseError) as error:
            raise file.refusal(
                location, f"the pattern {pattern!r} does not compile ({error})", "Mend the regular expression."
            ) from error


def _pattern_entries(raw: dict[str, object], location: Location) -> Iterator[tuple[Location, str]]:
    for key in (k for k in _PATTERN_LISTS if k in raw):
        yield from _texts(raw[key], (*location, key))
    answer = raw.get("answer")
    if isinstance(answer, dict):
        for key in ("patterns", "heard", "vague"):
            yield from _texts(answer.get(key, []), (*location, "answer", key))
    parts = raw.get("parts")
    if isinstance(parts, dict):
        for name, part in parts.items():
            yield from _pattern_entries(part, (*location, "parts", name))


def _texts(entries: object, location: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(entries, list):
        yield from (((*location, n), text) for n, text in enumerate(entries))


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


def _expanded_item(rule: ItemRule, phrases: dict[str, str]) -> ItemRule:
    return rule.model_copy(
        update={
            **_expanded_fields(rule, phrases),
            "parts": {
                name: part.model_copy(update=_expanded_fields(part, phrases)) for name, part in rule.parts.items()
            },
            "not_applicable": _expanded(rule.not_applicable, phrases),
            "spoilers": _expanded(rule.spoilers, phrases),
        }
    )


def _expanded_fields(part: Part, phrases: dict[str, str]) -> dict[str, tuple[str, ...] | Answer]:
    answer = part.answer.model_copy(
        update={
            "patterns": _expanded(part.answer.patterns, phrases),
            "heard": _expanded(part.answer.heard, phrases),
            "vague": _expanded(part.answer.vague, phrases),
        }
    )
    lists = {key: _expanded(getattr(part, key), phrases) for key in ("ask", "state", "heard", "unless", "volunteer")}
    return {**lists, "answer": answer}


def _expanded(patterns: tuple[str, ...], phrases: dict[str, str]) -> tuple[str, ...]:
    return tuple(expand(pattern, phrases) for pattern in patterns)


def _expanded_phrases(file: YamlFile, phrases: PhraseFile) -> PhraseFile:
    try:
        return phrases.model_copy(
            update={key: _expanded(getattr(phrases, key), phrases.phrases) for key in ("skip", "elsewhere", "tag")}
        )
    except UnknownPhraseError as error:
        raise ChecklistError(file.path, str(error), "Mend the name.") from error
