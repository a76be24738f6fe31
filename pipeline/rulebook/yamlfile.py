"""YAML that people edit: read into frozen values, refused with file, line and what is allowed.

The regular expressions in it are compiled when the file is read, so that a bad one is refused by its line too.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ValidationError

from pipeline.errors import ChecklistError
from pipeline.rulebook.files import read_text

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Model = TypeVar("_Model", bound=BaseModel)

NEVER: Final = re.compile("(?!)")
_BACK_REFERENCE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]|\(\?P=")


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
            self._root = yaml.compose(self.text, Loader=_LOADER)
        except yaml.YAMLError as error:
            raise ChecklistError(path, _parse_cause(error), "Mend the YAML at that line.") from error
        try:
            _refuse_duplicate_keys(path, self._root)
            self.data: Any = yaml.load(self.text, Loader=_LOADER)  # noqa: S506 - a safe loader, the C one where there is one
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

    def parse(self, model: type[_Model]) -> _Model:
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


def load_yaml(path: Path) -> YamlFile:
    """Read one YAML file; raises ChecklistError as YamlFile does."""
    return YamlFile(path)


def _refuse_duplicate_keys(path: Path, node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                where = f"{path}:{key.start_mark.line + 1}"
                raise ChecklistError(where, f"the key {key.value} is given twice", "Keep one of the two.")
            seen.add(key.value)
            _refuse_duplicate_keys(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_duplicate_keys(path, value)


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


def _compiled(pattern: object) -> re.Pattern[str]:
    if not isinstance(pattern, str):
        raise ValueError("a pattern is a text")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern} does not compile ({error})") from error


def _any_of(patterns: object) -> re.Pattern[str]:
    if not isinstance(patterns, list):
        raise ValueError("a list of patterns is wanted")
    for pattern in patterns:
        if _BACK_REFERENCE.search(_compiled(pattern).pattern):
            raise ValueError(f"{pattern} refers back to a group, which a list of patterns cannot do")
    return _compiled("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else NEVER


# One regular expression; and a list of them, searched at once.
Regex = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
AnyOf = Annotated[re.Pattern[str], BeforeValidator(_any_of)]
