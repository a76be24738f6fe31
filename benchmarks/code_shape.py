"""How the code is cut: python benchmarks/code_shape.py [PACKAGE] [TESTS].

Prints modules and their lengths, functions and theirs, modules with one importer, caches, public names that are defined
twice, and lines of tests for each line of code. `__init__.py` files are left out.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def main() -> None:
    package, tests = (Path(name) for name in (*sys.argv[1:], *("pipeline", "tests")[len(sys.argv) - 1 :]))
    sources = {path: path.read_text(encoding="utf-8") for path in sorted(package.rglob("*.py"))}
    modules = {path: text for path, text in sources.items() if path.name != "__init__.py"}
    lengths = [len(text.splitlines()) for text in modules.values()]
    functions = [node for text in sources.values() for node in functions_in(text)]
    spans = sorted((node.end_lineno or 0) - node.lineno + 1 for node in functions)
    private = sum(node.name.startswith("_") and not node.name.startswith("__") for node in functions)
    importers = importers_of(package, sources)
    tested = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in tests.rglob("*.py"))
    under = sum(length < 50 for length in lengths)
    print(f"modules {len(modules)}, lines {sum(lengths)}, median {median(lengths):.0f}, under 50 lines {under}")
    print(f"functions {len(spans)}, median {median(spans):.0f}, p90 {spans[int(0.9 * len(spans))]}, max {spans[-1]}")
    print(f"private functions {private / len(spans):.0%}")
    print(f"modules with one importer {sum(len(importers[path]) == 1 for path in modules)}")
    print(f"caches {sum(map(caches_in, functions))}")
    print(f"public names defined twice {len(names_twice(modules))}")
    print(f"lines of tests for a line of code {tested / sum(lengths):.2f}")


def functions_in(text: str) -> Iterator[FunctionNode]:
    """Every function and method."""
    yield from (node for node in ast.walk(ast.parse(text)) if isinstance(node, FunctionNode))


def caches_in(function: FunctionNode) -> bool:
    """Whether its results are kept for the whole process."""
    return any(ast.unparse(each).split("(")[0] in ("cache", "lru_cache") for each in function.decorator_list)


def importers_of(package: Path, sources: dict[Path, str]) -> dict[Path, set[Path]]:
    """By module those that import it, inside functions too."""
    found: dict[Path, set[Path]] = defaultdict(set)
    for path, text in sources.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package.name):
                whole = package.parent / (node.module or "").replace(".", "/")
                for alias in node.names:
                    inner = whole / f"{alias.name}.py"
                    found[inner if inner in sources else whole.with_suffix(".py")].add(path)
    return found


def names_twice(modules: dict[Path, str]) -> set[str]:
    """Public functions and classes that two modules or more define."""
    defined: dict[str, set[Path]] = defaultdict(set)
    for path, text in modules.items():
        for node in ast.parse(text).body:
            if isinstance(node, (*FunctionNode.__args__, ast.ClassDef)) and not node.name.startswith("_"):
                defined[node.name].add(path)
    return {name for name, paths in defined.items() if len(paths) > 1}


if __name__ == "__main__":
    main()
