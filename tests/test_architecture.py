"""The import rule of docs/architecture.md, read off the source."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pipeline"

# A room may import from rooms on lower floors and from itself, never sideways or upwards
# (the ground floor is one room: words and errors).
FLOORS = [
    {"errors", "domain"},
    {"rulebook"},
    {"text"},
    {"numbers"},
    {"correction"},
    {"audio", "speakers", "asr", "sources"},
    {"dialogue"},
    {"privacy", "reader"},
    {"checklist", "facts", "conduct"},
    {"cases", "population"},
    {"rules"},
    {"reports", "store", "judges"},
    {"second_reader", "exports"},
    {"settings", "evaluation"},
    {"training", "adaptation"},
    {"batch"},
    {"learning", "intake"},
    {"services"},
    {"cli", "review", "__main__", "__init__"},  # `__init__` is the front door of those who program
]
# One door for each engine: the only rooms that may import it.
DOORS = {
    "faster_whisper": {"asr", "audio"},  # audio borrows its Silero VAD
    "ctranslate2": {"asr"},
    "av": {"audio", "adaptation"},
    "jieba": {"text", "training"},
    "spacy": {"dialogue", "reports"},
    "pypinyin": {"text", "training"},
    "opencc": {"text"},
    "rapidfuzz": {"evaluation", "batch"},
    "stdnum": {"privacy"},
    "wetext": {"numbers"},
    "pandas": {"reports", "batch", "store", "population"},
    "altair": {"reports"},
    "vl_convert": {"reports"},
    "pyarrow": {"reports", "batch", "exports"},
    "statsmodels": {"population"},
    "scipy": {"population", "training", "learning", "adaptation"},
    "xlsxwriter": {"reports"},
    "jinja2": {"reports"},
    "onnxruntime": {"speakers", "asr", "audio", "reader"},
    "gguf": {"reader"},
    "tokenizers": {"reader", "training"},
    "torch": {"training", "adaptation"},
    "transformers": {"training"},
    "onnx": {"training"},
    "kaldi_native_fbank": {"speakers"},
    "httpx": {"asr", "second_reader", "exports"},
    "tenacity": {"second_reader", "exports", "sources"},
    "docx": {"exports"},
    "pysubs2": {"exports"},
    "fsspec": {"exports", "sources"},
    "paramiko": {"sources"},
    "openpyxl": {"batch"},
    "watchfiles": {"intake"},
    "huggingface_hub": {"asr"},
    "presidio_analyzer": {"privacy"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "psycopg": {"store"},
    "cryptography": {"store"},
    "ray": {"batch"},
    "fastapi": {"review"},
    "regex": {"rulebook"},
    "typer": {"cli"},
    "rich": {"cli", "batch"},
}
SOURCES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def floor_of(room: str) -> int:
    return next(n for n, rooms in enumerate(FLOORS) if room in rooms)


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(source: Path) -> None:
    room = room_of(source)
    for name in imports_of(source):
        parts = name.split(".")
        if parts[0] == "pipeline" and len(parts) > 1 and parts[1] != "__version__":
            other = parts[1]
            ground = floor_of(other) == floor_of(room) == 0
            downwards = floor_of(other) < floor_of(room)
            assert other == room or ground or downwards, f"{source.name} imports {name} sideways or upwards"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_engine_stands_behind_its_door(source: Path) -> None:
    for name in imports_of(source):
        allowed = DOORS.get(name.split(".")[0])
        assert allowed is None or room_of(source) in allowed, f"{source.name} imports {name}; only {allowed} may"


# What is called of an analyser's own parts, by the room that it belongs to.
PARTS = {
    "heard_channels": "audio",
    "_recogniser": "asr",
    "corrector": "correction",
    "_attributed": "speakers",
    "_judge": "judges",
    "_second": "second_reader",
}
WORDS = ("domain", "rulebook")  # rooms that hold what all others speak of


def rooms_called(function: ast.FunctionDef, imported: dict[str, str]) -> list[str]:
    """The rooms whose functions are called, in the order in which Python calls them."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    rooms = []
    for call in sorted(calls, key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0)):
        names = [node.id for node in ast.walk(call.func) if isinstance(node, ast.Name)]
        names += [node.attr for node in ast.walk(call.func) if isinstance(node, ast.Attribute)]
        rooms += [room for name in names if (room := PARTS.get(name) or imported.get(name, "domain")) not in WORDS]
    return rooms


def test_a_call_enters_each_room_once() -> None:
    tree = ast.parse((PACKAGE / "services" / "analyse.py").read_text(encoding="utf-8"))
    imported = {
        alias.name: (node.module or "").split(".")[1]
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline.")
        for alias in node.names
    }
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    steps = ("analyse_recording", "_of_known_kind", "judged")
    way = [room for name in steps for room in rooms_called(functions[name], imported)]
    entered = [room for room, before in zip(way, ["", *way], strict=False) if room != before]
    assert entered == ["audio", "asr", "correction", "speakers", "dialogue", "judges", "second_reader"]
