"""Change one operator or number of judge/ and stats/ at a time, and see whether a test notices.

    make coverage && python benchmarks/mutants.py [N] [--seed 1] [--room judge] [--only terms.py]
                                                  [--part 1/2] [--data FILE]

Of all changes N (300) are drawn by the seed; of these a part is tried where several processes share
the work. Each is tried in a process of its own with the tests that run its line, as `make coverage`
saw them, the quickest first and up to the first that fails; a line that runs on import with the
tests of every function that names what it sets. Before that every test is timed without a change,
and one that fails so is left out (FILE.seconds.json keeps the times). Files are not changed: a
function gets the changed code, and what runs on import is imported anew, with what imports it.
docs/mutants.md says what survived.

mutmut copies the tests alone and runs what it finds there, but ours read data/, reports/ and
notebooks/ beside them; so this is done here, in few lines.
"""

from __future__ import annotations

import argparse
import ast
import copy
import gc
import importlib
import importlib.abc
import importlib.util
import inspect
import json
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
MOST = 60  # tests of a change, those that run the fewest lines
BUDGET = 15  # seconds of processor time that the tests of a change may take together
SECONDS = 240  # of a change; one that takes longer runs for ever, and is noticed
SLOW = 12  # of a test; one that takes longer without a change is left out
WARM = ("scipy.stats", "scipy.special", "seaborn", "textblob", "nbformat")  # imported once for all
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

    def pytest_sessionstart(self) -> None:
        """Stand before pytest's own finder, which reads a module whose examples are run itself."""
        sys.meta_path.remove(self)
        sys.meta_path.insert(0, self)


def name_module(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


class Tests:
    """Which tests run a line, by the contexts of a measured run."""

    def __init__(self, data_file: Path) -> None:
        from coverage import CoverageData

        data = CoverageData(str(data_file))
        data.read()
        self.by_line: dict[Path, dict[int, set[str]]] = {}
        self.sizes: dict[str, int] = {}
        for name in data.measured_files():
            lines = {
                line: {context for context in contexts if context.startswith("test_")}
                for line, contexts in data.contexts_by_lineno(name).items()
            }
            self.by_line[Path(name).resolve()] = lines
            for tests in lines.values():
                for test in tests:
                    self.sizes[test] = self.sizes.get(test, 0) + 1
        self.written = dict(_list_written())
        self.times_file = data_file.with_name(f"{data_file.name}.seconds.json")
        self.seconds: dict[str, float | None] = {}
        if self.times_file.exists():
            self.seconds = json.loads(self.times_file.read_text(encoding="utf-8"))

    def of(self, change: Change) -> list[str]:
        """The tests of a change as pytest names them, after the examples of its module."""
        lines = self.by_line.get(change.path, {})
        statement = _find_statement(change)
        found = lines.get(statement.lineno, set())
        naming: set[str] = set()
        if not found:
            found, naming = self._of_name(change, statement)
        ranks = {test: (test not in naming, self.sizes.get(test, 0), test) for test in found}
        tests = sorted(found, key=ranks.get)[:MOST]
        return [str(change.path), *(self._locate(test) for test in tests)]

    def choose(self, names: list[str]) -> list[str]:
        """The tests of these that pass without a change, the quickest first, within BUDGET."""
        timed = [(self.seconds[name], name) for name in names if self.seconds.get(name) is not None]
        chosen, spent = [], 0.0
        for seconds, name in sorted(timed):
            spent += seconds
            if chosen and spent > BUDGET:
                break
            chosen.append(name)
        return chosen

    def keep_times(self) -> None:
        self.times_file.write_text(json.dumps(self.seconds, indent=0), encoding="utf-8")

    def _of_name(self, change: Change, statement: ast.stmt) -> tuple[set[str], set[str]]:
        """The tests of the lines that name what a line sets, or else those of its function; and
        of these the tests that name it themselves.
        """
        patterns = []
        if names := _follow_names(change.path, _list_names(statement)):
            patterns.append(rf"\b(?:{'|'.join(sorted(names))})\b")
        if fields := _list_keywords(statement, change.line):
            patterns.append(rf"\.(?:{'|'.join(sorted(fields))})\b")
        found: set[str] = set()
        naming: set[str] = set()
        for pattern in patterns:
            for path, lines in self.by_line.items():
                text = path.read_text(encoding="utf-8")
                imports = path == change.path or name_module(change.path) in text
                if imports or pattern.startswith(r"\."):
                    found |= _find_naming(text, pattern, lines)
            for test, (text, file) in self.written.items():
                if change.path.stem in file and re.search(pattern, text):
                    naming.add(test)
        if not found or isinstance(statement, ast.FunctionDef):
            found |= _join_lines(self.by_line.get(change.path, {}), statement)
        return found | naming, naming

    def _locate(self, test: str) -> str:
        module, _, name = test.partition(".")
        folder = "tests" if (ROOT / "tests" / f"{module}.py").exists() else "tests/hostile"
        return f"{folder}/{module}.py::{name.replace('.', '::')}"


def _list_written() -> Iterator[tuple[str, tuple[str, str]]]:
    """Every test function: its name, its text and that of its file."""
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"{path.stem}.{node.name}", (ast.unparse(node), text)


def _find_naming(text: str, named: str, lines: dict[int, set[str]]) -> set[str]:
    """The tests of the lines of a module that name something, or take it as a default."""
    named = re.compile(named)
    found: set[str] = set()
    if not named.search(text):
        return found
    for number, line in enumerate(text.splitlines(), start=1):
        if named.search(line):
            found |= lines.get(number, set())
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and named.search(ast.unparse(node.args)):
            found |= _join_lines(lines, node)
    return found


def _join_lines(lines: dict[int, set[str]], node: ast.stmt) -> set[str]:
    """The tests of all lines of a statement."""
    numbers = range(node.lineno, node.end_lineno + 1)
    return set().union(*(lines.get(number, set()) for number in numbers))


def _find_statement(change: Change) -> ast.stmt:
    """The innermost statement that a line is part of."""
    tree = ast.parse(change.path.read_text(encoding="utf-8"))
    around = [
        node for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and _find_begin(node) <= change.line <= node.end_lineno
    ]  # fmt: skip
    return max(around, key=lambda node: (node.lineno, -node.end_lineno))


def _find_begin(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _list_names(statement: ast.stmt) -> set[str]:
    """What a statement outside of functions sets; of a default, the function that has it."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    inside = [inner for target in targets if target for inner in ast.walk(target)]
    return {inner.id for inner in inside if isinstance(inner, ast.Name)}


def _follow_names(path: Path, names: set[str]) -> set[str]:
    """The names, and those that a module makes of them when it is imported."""
    followed = set(names)
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            used = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
            if not followed.isdisjoint(used):
                followed |= _list_names(node)
    return followed


def _list_keywords(statement: ast.stmt, line: int) -> set[str]:
    """The keywords of a call outside of functions whose value is on a line: fields of a row."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return set()
    keywords = [inner for inner in ast.walk(statement) if isinstance(inner, ast.keyword)]
    return {one.arg for one in keywords if one.arg and one.lineno <= line <= one.end_lineno}


def survives(work: Callable[[], int], seconds: int = SECONDS) -> bool:
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
    while time.monotonic() - began < seconds:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def run_anew(change: Change, tests: list[str]) -> int:
    """Run tests where the changed module is imported in the place of the real one."""
    for name in list_importing(name_module(change.path)):
        del sys.modules[name]
        package, _, own = name.rpartition(".")
        if package in sys.modules:  # `from package import own` would find the old module there
            vars(sys.modules[package]).pop(own, None)
    changed = Changed(change)
    sys.meta_path.insert(0, changed)
    found = int(pytest.main([*PLAIN, "-x", *tests], plugins=[changed]))
    return 0 if found == pytest.ExitCode.NO_TESTS_COLLECTED else found


def list_importing(changed: str) -> set[str]:
    """The modules of this project and its tests that hold a module or anything made from it.

    An import inside of a function is made when the function runs, and finds the changed module.
    """
    imports: dict[str, set[str]] = {}
    for name, module in sys.modules.items():
        file = getattr(module, "__file__", None)
        if file and Path(file).is_relative_to(ROOT) and ".venv" not in file:
            tree = ast.parse(Path(file).read_text(encoding="utf-8"))
            imports[name] = {own for node in _list_imports(tree) for own in _name_imported(node)}
    found, more = set(), {changed}
    while more:
        found |= more
        more = {name for name, named in imports.items() if not named.isdisjoint(found)} - found
    return found & set(sys.modules)


def _list_imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.Import | ast.ImportFrom):
            yield inner
        elif not isinstance(inner, ast.FunctionDef):
            yield from _list_imports(inner)


def _name_imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]


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
        warm_up()
        self._time(items, session)
        alive = 0
        for tried, change in enumerate(self.changes, start=1):
            names = self.tests.choose(self.tests.of(change))
            chosen = [item for name in names for item in items[name]]
            if survives(lambda: self._try(change, names, chosen, session)):  # noqa: B023
                alive += 1
                place = change.path.relative_to(SOURCE / "analysis")
                print(f"{place}:{change.line}: {change.was} -> {change.becomes}", flush=True)
            if tried % 20 == 0:
                print(f"# {tried} of {len(self.changes)} tried, {alive} survived", flush=True)
        share = 1 - alive / len(self.changes)
        print(f"# {len(self.changes)} tried, {alive} survived; noticed: {share:.1%}")
        return True

    def _time(self, items: dict[str, list[pytest.Item]], session: pytest.Session) -> None:
        """Run every test once without a change, each in a process of its own as changes are."""
        seconds = self.tests.seconds
        new = [name for name in items if name not in seconds]
        for name in new:
            before = os.times()
            passes = survives(lambda: _run(items[name], session), SLOW)  # noqa: B023
            after = os.times()
            taken = after.children_user + after.children_system
            taken -= before.children_user + before.children_system
            seconds[name] = round(taken, 3) if passes else None
            self.tests.keep_times()
        if new:
            failing = [name for name in new if seconds[name] is None]
            print(f"# {len(new)} tests timed; left out: {', '.join(failing) or 'none'}", flush=True)

    def _try(self, change, names: list[str], chosen: list, session: pytest.Session) -> int:
        return _run(chosen, session) if patch(change) else run_anew(change, names)


def _run(chosen: list[pytest.Item], session: pytest.Session) -> int:
    """Run tests up to the first that fails: 1 where one does, else 0."""
    for item, after in zip(chosen, [*chosen[1:], None], strict=True):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if session.testsfailed:
            return 1
    return 0


def warm_up() -> None:
    """Load what most tests load and no change can reach, so that no process of a change has to."""
    for name in WARM:
        importlib.import_module(name)
    helpers = importlib.import_module("helpers")
    helpers.load_harbour()
    for name in ("harbour-lease", "us-pakistan-sanctions"):
        helpers.load(name)
    gc.freeze()  # else collecting garbage copies all memory that a process shares with this one


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("number", nargs="?", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", choices=ROOMS, action="append")
    parser.add_argument("--only", default="", help="modules whose path holds this text")
    parser.add_argument("--part", default="1/1", help="2/3: every third change from the second on")
    parser.add_argument("--data", type=Path, default=ROOT / ".venv" / "coverage" / "data")
    asked = parser.parse_args()
    os.chdir(ROOT)
    rooms = asked.room or ROOMS
    files = [path for room in rooms for path in sorted((SOURCE / "analysis" / room).glob("*.py"))]
    files = [path for path in files if asked.only in str(path.relative_to(SOURCE))]
    changes = [change for path in files for change in list_changes(path)]
    drawn = random.Random(asked.seed).sample(changes, min(asked.number, len(changes)))
    part, parts = map(int, asked.part.split("/"))
    own = drawn[part - 1 :: parts]
    print(f"# {len(changes)} changes, of which {len(own)} are tried", flush=True)
    tests = Tests(asked.data)
    needed = {name.partition("::")[0] for change in own for name in tests.of(change)}
    pytest.main([*PLAIN, "-s", *sorted(needed)], plugins=[Trial(own, tests)])


if __name__ == "__main__":
    main()
