"""The project itself: packages, module sizes, imports, stored notebooks, and what is tracked."""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import sys
import tokenize
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import nbformat
import pytest

from analysis.event.notebook import make_notebook
from analysis.show.notebooks import NO_CHAPTER
from helpers import MODULES, PACKAGE
from reference import reference

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# The house: a room (a folder of the package) imports only from rooms in rows below its own.
ROWS = [
    ["show", "archive"],
    ["judge", "event"],
    ["measures"],
    ["articles", "instruments"],
    ["read"],
    ["text"],
    ["stats"],
    ["tables"],
]
BELOW = {
    room: {lower for row in ROWS[number + 1 :] for lower in row}
    for number, rooms in enumerate(ROWS)
    for room in rooms
}


def name_of(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def test_both_lists_of_packages_name_the_same():
    listed, inside = set(), False
    for line in (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines():
        inside |= line == "dependencies:"
        item = line.strip().removeprefix("- ")
        if inside and line.strip().startswith("- ") and not item.startswith("-") and item != "pip:":
            listed.add(name_of(item))
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = {
        name_of(r) for r in [*PROJECT["project"]["dependencies"], *sum(extras.values(), [])]
    } - {"crossframe"}
    assert listed - {"python", "pip"} == wanted
    assert {"jupyter", "pandas", "seaborn", "textblob"} <= wanted


def test_the_lock_has_hashes_and_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text and "index" not in text
    requirements = [
        line
        for line in text.replace("\\\n", " ").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    assert all(
        re.match(r"[\w.-]+==\S+", line) and "--hash=sha256:" in line for line in requirements
    )
    locked = {name_of(line) for line in requirements}
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = PROJECT["project"]["dependencies"] + sum(
        (extras[name] for name in extras if name != "lab"), []
    )
    wanted += PROJECT["build-system"]["requires"] + PROJECT["dependency-groups"]["build"]
    assert {name_of(r) for r in wanted} - {"crossframe"} <= locked


def imports_of(path: Path) -> set[str]:
    """Modules of this package that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name.split(".")[0] == "analysis"}
        elif isinstance(node, ast.ImportFrom) and node.module == "analysis":
            found |= {f"analysis.{a.name}" for a in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis."):
            found.add(node.module)
        elif isinstance(node, ast.ImportFrom) and node.level:
            raise AssertionError(f"{path.name}: a relative import hides its direction")
    return found


ROOMS = {name: path for name, path in MODULES.items() if name.count(".") > 1}


def test_every_folder_of_the_package_is_a_room():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == set(BELOW)


@pytest.mark.parametrize("name", ROOMS)
def test_rooms_import_from_rooms_below(name):
    room = name.split(".")[1]
    rooms = {module.split(".")[1] for module in imports_of(ROOMS[name])} - {room}
    assert rooms - BELOW[room] == set()


def test_no_module_imports_in_a_circle():
    edges = {name: imports_of(path) for name, path in MODULES.items()}
    TopologicalSorter(edges).prepare()  # raises CycleError for a circle


HEAVY = [
    "matplotlib",
    "seaborn",
    "textblob",
    "vaderSentiment",
    "nltk",
    "nupunkt",
    "scipy.stats",
    "IPython",
    "nbformat",
    "jsonschema",
]


@pytest.mark.parametrize(
    "what", ["analysis", "crossframe", "analysis.__main__", ", ".join(MODULES)]
)
def test_importing_is_light(what):
    code = f"import sys, {what}; print([m for m in {HEAVY} if m in sys.modules])"
    path = {"PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=path
    )
    assert run.stdout.strip() == "[]"


# Notebooks: nbval passes vacuously on what has no stored output, so that is looked at here


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 4 and all(re.match(r"\d\d-[a-z-]+$", path.stem) for path in NOTEBOOKS)


WIDTH = PROJECT["tool"]["ruff"]["line-length"]
STATEMENTS = 5  # the most of a cell; a parameter takes one, so their cell is free
IMPORT = "import crossframe as cf"


def check_cells(sources: list[str]) -> None:
    """Code cells, that of the parameters first, hold a call and a sentence, and one import."""
    imports = []
    for source in sources:
        tree = ast.parse(source)
        assert len(tree.body) <= STATEMENTS or source == sources[0], source
        assert max(map(len, source.splitlines())) <= WIDTH, source
        imports += [
            ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)
        ]
        named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        assert not any(isinstance(node, named) for node in ast.walk(tree)), source
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        assert not any(token.string == ";" for token in tokens), source
    assert imports == [IMPORT]


@pytest.mark.parametrize(
    "cell",
    [
        "\n".join("abcdef"),
        f"word = '{'x' * WIDTH}'",
        "a = 1; b = 2",
        "def f():\n    return 1",
        "f = lambda: 1",
        "import pandas as pd",
    ],
)
def test_a_cell_that_does_too_much_is_found(cell):
    check_cells(["EVENT = 'x'", IMPORT, "a = 'one; two'"])
    with pytest.raises(AssertionError):
        check_cells(["EVENT = 'x'", IMPORT, cell])


def test_the_notebook_of_an_archive_keeps_to_the_same():
    cells = nbformat.reads(make_notebook("archive"), as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert code[0].metadata["tags"] == ["parameters"]
    check_cells([cell.source for cell in code])


def list_public(path: Path) -> list[ast.FunctionDef]:
    """The public functions and methods of a module, but for properties."""
    found = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    places = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
    for place in places:
        if place is not tree and place.name.startswith("_"):
            continue
        for node in place.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                decorators = " ".join(map(ast.unparse, node.decorator_list))
                if "property" not in decorators:
                    found.append(node)
    return found


def find_gaps(node: ast.FunctionDef) -> list[str]:
    """What the docstring of a function does not say; callbacks of the judge refer to its rows."""
    told = ast.get_docstring(node) or ""
    if "Parameters and result: see `rows." in " ".join(told.split()):
        return []
    _, _, behind = told.partition("Parameters\n----------\n")
    section = re.split(r"\n\n[A-Z]", behind)[0]
    named = re.findall(r"^(\w[\w, ]*) :", section, re.MULTILINE)
    taken = [one.arg for one in (*node.args.args, *node.args.kwonlyargs)]
    taken += [one.arg for one in (node.args.vararg, node.args.kwarg) if one]
    taken = [name for name in taken if name not in ("self", "cls")]
    gaps = sorted({*taken} ^ {name for names in named for name in names.split(", ")})
    gives = ast.unparse(node.returns) != "None" if node.returns else True
    if gives and not re.search(r"^(Returns|Yields)$", told, re.MULTILINE):
        gaps.append("result")
    raises = any(isinstance(one, ast.Raise) for one in ast.walk(node))
    if raises and "Raises\n------" not in told:
        gaps.append("errors")
    return gaps


def test_public_docstrings_tell_every_parameter_the_result_and_errors():
    gaps = {}
    for name in [name for name in MODULES if name != "analysis.cli"]:  # there they are the help
        gaps |= {f"{name}.{node.name}": find_gaps(node) for node in list_public(MODULES[name])}
    assert len(gaps) > 500
    assert {name: own for name, own in gaps.items() if own} == {}


def test_a_docstring_that_lacks_something_is_found():
    source = '''
def pick(table, *, most):
    """Pick rows.

    Parameters
    ----------
    table : any table.
    least : rows.
    """
    raise ValueError(most)
'''
    assert find_gaps(ast.parse(source).body[0]) == ["least", "most", "result", "errors"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_stored_notebooks(path):
    book = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    sources = ["".join(cell["source"]) for cell in code]
    outputs = [output for cell in code for output in cell["outputs"]]
    assert book["metadata"]["kernelspec"]["name"] == "python3"
    assert book["cells"][0]["cell_type"] == "markdown" and "".join(
        book["cells"][0]["source"]
    ).startswith("# ")
    assert [cell["metadata"].get("tags", []) for cell in code].count(["parameters"]) == 1
    first = "OURS = " if path.stem.startswith(NO_CHAPTER) else "EVENT = "
    assert code[0]["metadata"]["tags"] == ["parameters"] and sources[0].startswith(first)
    # A choice says what it chooses, but for those whose line does.
    said = sources[0].strip().splitlines()
    assert sum("  # " in line for line in said) >= len(said) - 2
    check_cells(sources)
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert outputs and all(
        o["output_type"] in ("execute_result", "display_data", "stream") for o in outputs
    )
    assert not any(o.get("name") == "stderr" for o in outputs)
    stored = json.dumps(outputs)
    assert not re.search(r"\b0x[0-9a-f]{6,}", stored), "a memory address differs at every run"
    assert not re.search(
        r"(?<![\w./:<])/(?:home|root|tmp|usr|var|opt|mnt|work|Users|private)/\w", stored
    )
    assert not re.search(r"[A-Z]:\\\\\\\\", stored)


def test_notebooks_hold_more_prose_than_code():
    for path in NOTEBOOKS:
        prose, code = 0, 0
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            words = len("".join(cell["source"]).split())
            prose, code = (
                (prose + words, code) if cell["cell_type"] == "markdown" else (prose, code + words)
            )
            # Sentences filled from numbers are prose to a reader too.
            prose += sum(
                len("".join(o.get("data", {}).get("text/markdown", "")).split())
                for o in cell.get("outputs", [])
            )
        assert prose > code, path.stem


def test_what_is_tracked_keeps_the_standing_rules():
    script = reference("checks/check_tree.py")
    run = subprocess.run([sys.executable, str(script), str(ROOT)], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_test_file_imports_another():
    imported = {
        path.name: re.findall(
            r"^\s*(?:from|import) (?:tests\.)?(test_\w+)", path.read_text("utf-8"), re.M
        )
        for path in sorted((ROOT / "tests").glob("*.py"))
    }
    assert len(imported) > 50
    assert {name: found for name, found in imported.items() if found} == {}
