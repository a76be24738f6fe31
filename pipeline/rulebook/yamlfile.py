"""YAML that people edit: read into frozen values, refused with file, line and what is allowed."""

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipeline.errors import ChecklistError
from pipeline.rulebook.files import read_text

Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=BaseModel)


class YamlFile:
    """One YAML document with the line that every key and entry stands on."""

    def __init__(self, path: Path) -> None:
        """Read and parse path.

        Raises:
            ChecklistError: it cannot be read, is not YAML, or gives a key twice.
        """
        self.path = path
        self.text = read_text(path)
        try:
            self._root = yaml.compose(self.text, Loader=Loader)
        except yaml.YAMLError as error:
            raise ChecklistError(path, _parse_cause(error), "Mend the YAML at that line.") from error
        try:
            self._refuse_duplicate_keys(self._root)
            self.data: Any = yaml.load(self.text, Loader=Loader)  # noqa: S506 - a safe loader, the C one where there is one
        except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
            remedy = "Write plain keys and values: no tags, no aliases, no lists as keys, only dates that there are."
            raise ChecklistError(path, f"cannot be meant ({_parse_cause(error)})", remedy) from error

    def line_of(self, location: tuple[int | str, ...]) -> int:
        """The line (from 1) of the entry at location, or of its nearest parent that exists."""
        node = self._root
        line = 1
        for step in location:
            entry = _child(node, step)
            if entry is None:
                break
            key, node = entry
            line = key.start_mark.line + 1
        return line

    def refusal(self, location: tuple[int | str, ...], cause: str, remedy: str) -> ChecklistError:
        """The error that names this file, the line of location, the cause and the remedy."""
        return ChecklistError(f"{self.path}:{self.line_of(location)}", cause, remedy)

    def parse(self, model: type[Model]) -> Model:
        """The document as a value.

        Raises:
            ChecklistError: unknown or absent keys, or values of the wrong form; names the first.
        """
        try:
            return model.model_validate(self.data or {})
        except ValidationError as error:
            first = error.errors()[0]
            location = tuple(first["loc"])
            where = ".".join(str(step) for step in location)
            raise self.refusal(location, f"{where}: {first['msg']}", _allowed(model, location)) from error

    def _refuse_duplicate_keys(self, node: yaml.Node | None) -> None:
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    where = f"{self.path}:{key.start_mark.line + 1}"
                    raise ChecklistError(where, f"the key {key.value} is given twice", "Keep one of the two.")
                seen.add(key.value)
                self._refuse_duplicate_keys(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                self._refuse_duplicate_keys(value)


def load_yaml(path: Path) -> YamlFile:
    """Read one YAML file; raises ChecklistError as YamlFile does."""
    return YamlFile(path)


def _child(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _parse_cause(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not YAML"
    return f"line {mark.line + 1}: {problem}" if mark else re.sub(r"\s+", " ", str(error))


def _allowed(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    """What may stand where the refused key stands."""
    parent = _model_at(model, location[:-1])
    return f"Allowed keys here: {', '.join(parent.model_fields)}." if parent else "See docs/checklist-authoring.md."


def _model_at(model: Any, location: tuple[int | str, ...]) -> type[BaseModel] | None:
    for step in location:
        if isinstance(model, type) and issubclass(model, BaseModel) and step in model.model_fields:
            model = _value_type(model.model_fields[str(step)].annotation)
    return model if isinstance(model, type) and issubclass(model, BaseModel) else None


def _value_type(annotation: Any) -> Any:
    """The model inside X, X | None, tuple[X, ...] or dict[str, X]."""
    inner = [a for a in getattr(annotation, "__args__", ()) if a not in (str, type(None), Ellipsis)]
    return _value_type(inner[-1]) if inner else annotation
