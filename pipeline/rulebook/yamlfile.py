"""YAML that people edit: read into frozen values, refused with file, line and what is allowed.

The regular expressions in it are compiled and tried when the file is read, so that a bad one has its line too.
"""

import math
import re
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipeline.errors import ChecklistError
from pipeline.rulebook.files import read_text
from pipeline.rulebook.pattern import shortened

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Model = TypeVar("_Model", bound=BaseModel)

MOST_ENTRIES: Final = 200_000  # keys and values of one file; the largest shipped has 8 000
DEEPEST: Final = 32
_PLAIN: Final = "Write plain keys and values: no tags, no aliases, no lists as keys, only dates that there are."
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class YamlFile:
    """One YAML document with the line that every key and entry stands on."""

    def __init__(self, path: Path, text: str | None = None) -> None:
        """Parse what stands at path. text: its content where that was read already.

        Raises:
            ChecklistError: it cannot be read, is not YAML, is too deep or too large, gives a key twice, or holds what
                nobody can mean: tags, aliases, lists as keys, dates and numbers that there are not.
        """
        self.path = path
        self.text = read_text(path) if text is None else text
        try:
            self._refuse_by_form()  # before a tree is built: what is deep or refers to itself never becomes one
            self._root = yaml.compose(self.text, Loader=_LOADER)
        except yaml.YAMLError as error:
            raise self._not_yaml(error) from error
        loader = _LOADER("")
        self._refuse_by_content(self._root, loader)
        try:
            self.data: Any = None if self._root is None else loader.construct_document(self._root)
        except (yaml.YAMLError, TypeError, ValueError) as error:
            raise ChecklistError(f"{path}:{_line_of_error(error, self.text)}", _problem(error), _PLAIN) from error

    def line_of(self, location: tuple[int | str, ...]) -> int:
        """The line (from 1) of the entry at location, or of its nearest parent that exists."""
        node = self._root
        line = 1
        for step in location:
            entry = _child(node, step)
            if entry is None:
                break
            key, node = entry
            line = _line(key)
        return line

    def refusal(self, location: tuple[int | str, ...], cause: str, remedy: str) -> ChecklistError:
        """The error that names this file, the line of location, the cause and the remedy."""
        return self._refused(self.line_of(location), cause, remedy)

    def parse(self, model: type[_Model]) -> _Model:
        """The document as a value.

        Raises:
            ChecklistError: unknown or absent keys, or values of the wrong form; names the first.
        """
        data = {} if self.data is None else self.data
        if not isinstance(data, dict):
            raise self.refusal((), "keys with values are wanted, not a list or a text", _allowed(model, ()))
        try:
            return model.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            location = tuple(first["loc"])
            where = ".".join(shortened(step) for step in location)
            raise self.refusal(location, f"{where}: {first['msg']}", _allowed(model, location)) from error

    def _refuse_by_form(self) -> None:
        """By what the parser meets, one thing after another."""
        depth = 0
        for entries, event in enumerate(yaml.parse(self.text, Loader=_LOADER)):
            depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
            fault = _fault_of(event, depth, entries)
            if fault:
                raise self._refused(_line(event), *fault)

    def _refuse_by_content(self, node: yaml.Node | None, loader: Any) -> None:
        """Keys that are lists or stand twice, and values that are none."""
        if isinstance(node, yaml.MappingNode):
            self._refuse_keys(node)
            for _, value in node.value:
                self._refuse_by_content(value, loader)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                self._refuse_by_content(value, loader)
        elif node is not None:
            self._refuse_value(node, loader)

    def _refuse_keys(self, node: yaml.MappingNode) -> None:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._refused(_line(key), "a list or a mapping stands as a key", _PLAIN)
            if key.value in seen:
                raise self._refused(
                    _line(key), f"the key {shortened(key.value)} is given twice", "Keep one of the two."
                )
            seen.add(key.value)

    def _refuse_value(self, node: yaml.Node, loader: Any) -> None:
        try:
            value = loader.construct_object(node)
        except (yaml.YAMLError, TypeError, ValueError) as error:
            raise self._refused(_line(node), f"cannot be meant ({_problem(error)})", _PLAIN) from error
        if isinstance(value, float) and not math.isfinite(value):
            raise self._refused(_line(node), f"{shortened(node.value)} is no number", "Write one with an end.")

    def _not_yaml(self, error: yaml.YAMLError) -> ChecklistError:
        return self._refused(_line_of_error(error, self.text), _problem(error), "Mend the YAML at that line.")

    def _refused(self, line: int, cause: str, remedy: str) -> ChecklistError:
        return ChecklistError(f"{self.path}:{line}", cause, remedy)


def load_yaml(path: Path) -> YamlFile:
    """Read one YAML file; raises ChecklistError as YamlFile does."""
    return YamlFile(path)


def _fault_of(event: yaml.Event, depth: int, entries: int) -> tuple[str, str] | None:
    """Why such an event is not taken, and what to do; None where it is."""
    if depth > DEEPEST:
        return f"lists and mappings stand more than {DEEPEST} deep in one another", "Write them flat."
    if entries > MOST_ENTRIES:
        return f"the file has more than {MOST_ENTRIES} entries", "Write several files."
    if isinstance(event, yaml.AliasEvent):
        return f"*{shortened(event.anchor)} is an alias, which is not followed", "Write out what it stands for."
    tag = getattr(event, "tag", None)
    if tag and tag != "!":
        return f"the tag {shortened(tag)} is not taken", _PLAIN
    return None


def _child(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _line(node: yaml.Node | yaml.Event) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


def _line_of_error(error: Exception, text: str) -> int:
    mark = getattr(error, "problem_mark", None)
    if mark:
        return int(mark.line) + 1
    return text.count("\n", 0, getattr(error, "position", None) or 0) + 1


def _problem(error: Exception) -> str:
    return shortened(getattr(error, "problem", None) or re.sub(r"\s+", " ", str(error)) or "not YAML")


def _allowed(model: Any, location: tuple[int | str, ...]) -> str:
    """What may stand where the refused key stands: the keys of the model that its parent is."""
    for step in location[:-1]:
        if _is_model(model) and step in model.model_fields:
            model = _value_type(model.model_fields[str(step)].annotation)
    if not _is_model(model):
        return "See docs/checklist-authoring.md."
    return f"Allowed keys here: {', '.join(model.model_fields)}."


def _is_model(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, BaseModel)


def _value_type(annotation: Any) -> Any:
    """The model inside X, X | None, tuple[X, ...] or dict[str, X]."""
    inner = [a for a in getattr(annotation, "__args__", ()) if a not in (str, type(None), Ellipsis)]
    return _value_type(inner[-1]) if inner else annotation
