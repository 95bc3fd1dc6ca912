"""Change one operator or number of judge/ and stats/ at a time, and see whether a test notices.

    make coverage && python benchmarks/mutants.py [N] [--seed 1] [--room judge]

Of all changes N (300) are drawn by the seed. Each is tried in a process of its own with the tests
that run its line, as `make coverage` saw them, up to the first that fails; a line that runs on
import with the tests of every function that names what it sets. Files are not changed: the changed
module is put in the place of the real one where it is imported. docs/mutants.md says what survived.

mutmut copies the tests alone and runs what it finds there, but ours read data/, reports/ and
notebooks/ beside them; so this is done here, in few lines.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import os
import random
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
ROOMS = ("judge", "stats")
MOST = 25  # tests of a change, those of fewest lines first
SECONDS = 300  # of a change; one that takes longer runs for ever, and is noticed
OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


class Change(NamedTuple):
    """One change: where, what it was and becomes, and the changed module."""

    path: Path
    line: int
    was: str
    becomes: str
    tree: ast.Module


def list_changes(path: Path) -> Iterator[Change]:
    """Every change of one operator, number or truth value of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    skipped = {id(inner) for node in nodes for inner in _list_unread(node)}
    for number, node in enumerate(nodes):
        if id(node) in skipped:
            continue
        for replaced in _replace(node):
            changed = copy.deepcopy(tree)
            place = list(ast.walk(changed))[number]
            place.__class__ = type(replaced)
            place.__dict__.update(replaced.__dict__)
            was, becomes = (ast.unparse(one).splitlines()[0] for one in (node, place))
            yield Change(path, node.lineno, was, becomes, changed)


def _list_unread(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a node and never counts: annotations, which are not evaluated."""
    for name in ("annotation", "returns"):
        if inner := getattr(node, name, None):
            yield from ast.walk(inner)


def _replace(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one thing changed."""
    match node:
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int()):
            yield ast.Constant(node.value + 1)
        case ast.Constant(value=float()):
            yield ast.Constant(node.value * 1.1 or 1.0)
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in OTHER:
            if not isinstance(getattr(node, "left", None), ast.Constant | ast.JoinedStr) or (
                not isinstance(getattr(node.left, "value", None), str)
            ):
                yield _with(node, op=OTHER[type(op)]())
        case ast.Compare(ops=[op]) if type(op) in OTHER:
            yield _with(node, ops=[OTHER[type(op)]()])
        case ast.UnaryOp(op=ast.Not() | ast.Invert() | ast.USub()):
            yield node.operand
        case ast.If(test=test) | ast.IfExp(test=test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test))


def _with(node: ast.AST, **fields) -> ast.AST:
    other = copy.copy(node)
    other.__dict__ = node.__dict__ | fields
    return other


class Changed(importlib.abc.MetaPathFinder):
    """Gives the changed module where the real one is asked for."""

    def __init__(self, change: Change) -> None:
        self.name = name_module(change.path)
        self.code = compile(ast.fix_missing_locations(change.tree), str(change.path), "exec")

    def find_spec(self, name, path, target=None):
        if name != self.name:
            return None
        spec = importlib.util.spec_from_file_location(name, SOURCE / f"{name.replace('.', '/')}.py")
        spec.loader.get_code = lambda _: self.code
        return spec


def name_module(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


class Tests:
    """Which tests run a line, by the contexts of a measured run."""

    def __init__(self, data_file: Path) -> None:
        from coverage import CoverageData

        data = CoverageData(str(data_file))
        data.read()
        measured = {Path(name): name for name in data.measured_files()}
        self.by_line: dict[Path, dict[int, set[str]]] = {}
        self.sizes: dict[str, int] = {}
        for path, name in measured.items():
            lines = {
                line: {context for context in contexts if context.startswith("test_")}
                for line, contexts in data.contexts_by_lineno(name).items()
            }
            self.by_line[path.resolve()] = lines
            for tests in lines.values():
                for test in tests:
                    self.sizes[test] = self.sizes.get(test, 0) + 1

    def of(self, change: Change) -> list[str]:
        """The tests of a change as pytest names them, and the examples of its module."""
        lines = self.by_line.get(change.path, {})
        found = lines.get(change.line, set())
        if not found:
            found = self._of_name(change)
        tests = sorted(found, key=lambda test: (self.sizes[test], test))[:MOST]
        return [str(change.path), *(self._locate(test) for test in tests)]

    def _of_name(self, change: Change) -> set[str]:
        """The tests of the lines that name what a line sets, or else those of its function."""
        tree = ast.parse(change.path.read_text(encoding="utf-8"))
        around = [node for node in tree.body if node.lineno <= change.line <= node.end_lineno]
        names = {inner.id for node in around for inner in _list_targets(node)}
        found: set[str] = set()
        for path, lines in self.by_line.items():
            if not names:
                break
            named = re.compile(rf"\b(?:{'|'.join(sorted(names))})\b")
            for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if named.search(text):
                    found |= lines.get(number, set())
        if not found:
            own = self.by_line.get(change.path, {})
            for node in around:
                for number in range(node.lineno, node.end_lineno + 1):
                    found |= own.get(number, set())
        return found

    def _locate(self, test: str) -> str:
        module, _, name = test.partition(".")
        folder = "tests" if (ROOT / "tests" / f"{module}.py").exists() else "tests/hostile"
        return f"{folder}/{module}.py::{name.replace('.', '::')}"


def _list_targets(node: ast.AST) -> list[ast.Name]:
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    return [inner for target in targets if target for inner in ast.walk(target)
            if isinstance(inner, ast.Name)]  # fmt: skip


def survives(change: Change | None, tests: list[str]) -> bool:
    """Whether all tests pass with the change, in a process of its own."""
    child = os.fork()
    if not child:
        code = 1
        try:
            code = _run(change, tests)
        finally:
            os._exit(code)
    began = time.monotonic()
    while time.monotonic() - began < SECONDS:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            # 5: no test was found, so none noticed anything.
            return os.waitstatus_to_exitcode(status) in (0, 5)
        time.sleep(0.1)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _run(change: Change | None, tests: list[str]) -> int:
    import pytest

    os.setpgid(0, 0)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    if change:
        sys.meta_path.insert(0, Changed(change))
    plain = ["-p", "no:cacheprovider", "-p", "no:nbval", "-p", "no:xdist", "-p", "no:randomly"]
    return int(pytest.main([*plain, "-o", "addopts=--doctest-modules", "-q", "-x", *tests]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("number", nargs="?", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", choices=ROOMS, action="append")
    asked = parser.parse_args()
    sys.path[0] = str(SOURCE)  # coverage.py beside this file is not the package of that name
    os.chdir(ROOT)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import hypothesis  # noqa: F401  what all tests import is imported once
    import pandas  # noqa: F401
    import scipy.stats  # noqa: F401
    import textblob  # noqa: F401

    rooms = asked.room or ROOMS
    files = [path for room in rooms for path in sorted((SOURCE / "analysis" / room).glob("*.py"))]
    changes = [change for path in files for change in list_changes(path)]
    drawn = random.Random(asked.seed).sample(changes, min(asked.number, len(changes)))
    tests = Tests(ROOT / ".venv" / "coverage" / "data")
    alive = []
    for tried, change in enumerate(drawn, start=1):
        if survives(change, tests.of(change)):
            alive.append(change)
            place = change.path.relative_to(SOURCE / "analysis")
            print(f"{place}:{change.line}: {change.was!r} -> {change.becomes!r}", flush=True)
        if tried % 20 == 0:
            print(f"# {tried} of {len(drawn)} tried, {len(alive)} survived", flush=True)
    share = 1 - len(alive) / len(drawn)
    print(f"# of {len(changes)} changes {len(drawn)} tried; noticed: {share:.1%}")


if __name__ == "__main__":
    main()
