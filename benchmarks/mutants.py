"""Change one operator or number of judge/ and stats/ at a time, and see whether a test notices.

    make coverage && python benchmarks/mutants.py [N] [--seed 1] [--room judge] [--data FILE]

Of all changes N (300) are drawn by the seed. Each is tried in a process of its own with the tests
that run its line, as `make coverage` saw them, up to the first that fails; a line that runs on
import with the tests of every function that names what it sets. Files are not changed: a function
gets the changed code, and what runs on import is imported anew. docs/mutants.md says what survived.

mutmut copies the tests alone and runs what it finds there, but ours read data/, reports/ and
notebooks/ beside them; so this is done here, in few lines.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import importlib.abc
import importlib.util
import inspect
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
sys.path[0] = str(SOURCE)  # coverage.py beside this file is not the package of that name
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest  # noqa: E402

OWN = ("analysis", "crossframe")
PLAIN = ["-p", "no:cacheprovider", "-p", "no:nbval", "-p", "no:xdist", "-q"]
PLAIN += ["-o", "addopts=--doctest-modules"]
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


def survives(work: Callable[[], int]) -> bool:
    """Whether what is done in a process of its own ends with 0: every test passed."""
    child = os.fork()
    if not child:
        code = 1
        try:
            os.setpgid(0, 0)
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            code = work()
        finally:
            os._exit(code)
    began = time.monotonic()
    while time.monotonic() - began < SECONDS:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def run_anew(change: Change, tests: list[str]) -> int:
    """Run tests where the changed module is imported in the place of the real one."""
    for name in [name for name in sys.modules if name.partition(".")[0] in OWN]:
        del sys.modules[name]
    for path in (ROOT / "tests").rglob("*.py"):
        sys.modules.pop(path.stem, None)
    sys.meta_path.insert(0, Changed(change))
    found = int(pytest.main([*PLAIN, "-x", *tests]))
    return 0 if found == pytest.ExitCode.NO_TESTS_COLLECTED else found


def patch(change: Change) -> bool:
    """Put the changed code into the function that is there already; whether there is one."""
    name = name_module(change.path)
    module = importlib.import_module(name) if name not in sys.modules else sys.modules[name]
    old = compile(change.path.read_text(encoding="utf-8"), str(change.path), "exec")
    new = compile(ast.fix_missing_locations(change.tree), str(change.path), "exec")
    found = False
    for own, other in zip(_list_code(old), _list_code(new), strict=True):
        if own != other:
            function = _find_function(module, own.co_qualname)
            if function is None or function.__code__ != own:
                return False
            function.__code__ = other
            found = True
    return found


def _list_code(code: CodeType) -> list[CodeType]:
    """The code of the functions of a module and of the methods of its classes."""
    found = []
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            is_class = "__qualname__" in inner.co_names
            found += _list_code(inner) if is_class else [inner]
    return found


def _find_function(module: object, name: str) -> FunctionType | None:
    found: object = module
    for part in name.split("."):
        found = getattr(found, part, None)
    found = getattr(found, "fget", None) or found
    found = inspect.unwrap(found) if callable(found) else None
    return found if isinstance(found, FunctionType) else None


class Trial:
    """Takes the place of pytest's loop over tests: tries every change with tests of its own."""

    def __init__(self, changes: list[Change], tests: Tests) -> None:
        self.changes = changes
        self.tests = tests

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items: dict[str, list[pytest.Item]] = {}
        for item in session.items:
            name = item.nodeid.partition("[")[0]
            is_example = isinstance(item, pytest.DoctestItem)
            items.setdefault(str(item.path) if is_example else name, []).append(item)
        alive = 0
        for tried, change in enumerate(self.changes, start=1):
            names = self.tests.of(change)
            chosen = [item for name in names for item in items.get(name, [])]
            if survives(lambda: self._try(change, names, chosen, session)):  # noqa: B023
                alive += 1
                place = change.path.relative_to(SOURCE / "analysis")
                print(f"{place}:{change.line}: {change.was} -> {change.becomes}", flush=True)
            if tried % 20 == 0:
                print(f"# {tried} of {len(self.changes)} tried, {alive} survived", flush=True)
        share = 1 - alive / len(self.changes)
        print(f"# {len(self.changes)} tried, {alive} survived; noticed: {share:.1%}")
        return True

    def _try(self, change, names: list[str], chosen: list, session: pytest.Session) -> int:
        if not patch(change):
            return run_anew(change, names)
        chosen.sort(key=session.items.index)
        for item, after in zip(chosen, [*chosen[1:], None], strict=True):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if session.testsfailed:
                return 1
        return 0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("number", nargs="?", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", choices=ROOMS, action="append")
    parser.add_argument("--data", type=Path, default=ROOT / ".venv" / "coverage" / "data")
    asked = parser.parse_args()
    os.chdir(ROOT)
    rooms = asked.room or ROOMS
    files = [path for room in rooms for path in sorted((SOURCE / "analysis" / room).glob("*.py"))]
    changes = [change for path in files for change in list_changes(path)]
    drawn = random.Random(asked.seed).sample(changes, min(asked.number, len(changes)))
    print(f"# {len(changes)} changes, of which {len(drawn)} are tried", flush=True)
    tests = Tests(asked.data)
    needed = {name.partition("::")[0] for change in drawn for name in tests.of(change)}
    pytest.main([*PLAIN, "-s", *sorted(needed)], plugins=[Trial(drawn, tests)])


if __name__ == "__main__":
    main()
