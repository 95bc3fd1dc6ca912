"""The wheel alone: installed into an empty environment, used from an empty folder.

`make wheel-test` installs it with its dependencies from the package index; in `make test` a path
file lends it those of this environment, and an audit hook keeps the clone out of its reach.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from helpers import ARTICLE, OTHER, PLAIN

ROOT = Path(__file__).parents[1]
FROM_INDEX = os.environ.get("CROSSFRAME_INSTALL") == "index"
GUARD = """
import os, sys
ROOT, LENT = {root!r}, {lent!r}

def refuse(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], (str, bytes)):
        path = os.path.abspath(os.fsdecode(arguments[0]))
        if path.startswith(ROOT + os.sep) and not (path + os.sep).startswith(LENT + os.sep):
            raise PermissionError(13, "the clone is out of reach", path)

sys.addaudithook(refuse)
"""


def call(*words: str | Path, **options) -> subprocess.CompletedProcess:
    options = {"capture_output": True, "text": True, "timeout": 600, **options}
    return subprocess.run([str(word) for word in words], **options)


def install(wheel: Path, environment: Path, *options: str) -> None:
    """Install into another environment by pip, or by uv where there is no pip."""
    python = environment / "bin" / "python"
    if importlib.util.find_spec("pip"):
        words = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    elif shutil.which("uv"):
        words = ["uv", "pip", "--python", python]
    else:
        pytest.skip("neither pip nor uv is here, so nothing can be installed")
    done = call(*words, "install", *options, wheel, timeout=1800)
    if done.returncode and FROM_INDEX and not reaches_index():
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr


def reaches_index() -> bool:
    """Whether one small package can be had, so that a fault is the wheel's own."""
    with TemporaryDirectory() as place:
        probe = ["download", "--quiet", "--no-deps", "--no-cache-dir", "-d", place, "click"]
        return call(sys.executable, "-m", "pip", *probe).returncode == 0


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder of an environment with the wheel and nothing else of this project."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed, so no wheel can be built here")
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    unwanted = shutil.ignore_patterns("__pycache__", "local", "*.pyc")
    for name in ("src", "notebooks", "data"):
        shutil.copytree(ROOT / name, source / name, ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, source)
    # What pip does with --no-build-isolation.
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place]
    made = call(*build, cwd=source)
    assert made.returncode == 0, made.stderr
    environment = place / "environment"
    venv.create(environment, symlinks=True)
    wheel = next(place.glob("*.whl"))
    if FROM_INDEX:
        install(wheel, environment)
        return environment
    install(wheel, environment, "--no-deps", "--no-index")
    lent = sysconfig.get_paths()["purelib"]
    site = Path(sysconfig.get_paths("venv", {"base": str(environment)})["purelib"])
    (site / "lent.pth").write_text(f"{lent}\n", encoding="utf-8")
    guard = GUARD.format(root=str(ROOT), lent=lent)
    (site / "sitecustomize.py").write_text(guard, encoding="utf-8")
    return environment


@pytest.fixture
def run(installed, tmp_path):
    """Run the installed command in an empty folder with an empty HOME."""
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    left = {k: v for k, v in os.environ.items() if not k.startswith(("CROSSFRAME", "PYTHON"))}
    surroundings = left | {"HOME": str(tmp_path / "home"), "PYTHONDONTWRITEBYTECODE": "1"}

    def use(*words: str, notebook: str = "") -> subprocess.CompletedProcess:
        """With all notebooks, or one alone."""
        command = installed / "bin" / "crossframe"
        chosen = {}
        if notebook:
            folder = tmp_path / notebook
            folder.mkdir()
            shutil.copy(ROOT / "notebooks" / f"{notebook}.ipynb", folder)
            chosen = {"CROSSFRAME_NOTEBOOKS": str(folder)}
        return call(command, *words, cwd=tmp_path / "work", env=surroundings | chosen)

    before = list_files(installed)
    yield use
    assert list_files(installed) == before  # nothing is written into the environment


def list_files(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_the_wheel_compares_two_files(run, tmp_path):
    work = tmp_path / "work"
    (work / "a.txt").write_bytes(PLAIN.encode() if isinstance(PLAIN, str) else PLAIN)
    (work / "b.txt").write_bytes(OTHER.encode() if isinstance(OTHER, str) else OTHER)
    made = run("compare", "a.txt", "b.txt", notebook="01-overview")
    assert made.returncode == 0, made.stderr
    assert "Report: crossframe-reports/a-vs-b.html" in made.stdout
    reports = work / "crossframe-reports"
    assert (reports / "a-vs-b" / "appendix.html").is_file()
    assert (reports / ".gitignore").read_text() == "*\n"
    page = (reports / "a-vs-b.html").read_text("utf-8")
    assert "harbour board" in page  # the sentences of both are in it
    assert "Not for sharing" not in page and str(ROOT) not in page
    draft = (reports / "a-vs-b" / "event.toml").read_text("utf-8")
    assert draft.splitlines()[0].endswith("crossframe report crossframe-reports/a-vs-b")
    words = ["-q", "--json", "--out", "there/mine.html"]
    again = run("compare", "a.txt", "b.txt", *words, notebook="08-robustness")
    found = json.loads(again.stdout)
    assert (work / "there" / "mine.html").is_file() and (work / "there/mine/event.toml").is_file()
    assert {"findings", "told", "remarks"} <= set(found) and found["findings"][0]["verdict"]
    assert {path.name for path in work.iterdir()} == {
        *("a.txt", "b.txt", "crossframe-reports", "there")
    }


def test_the_wheel_makes_an_event_and_its_report(run, tmp_path):
    work = tmp_path / "work"
    (work / "ours.html").write_bytes(
        (ROOT / "tests" / "data" / "valley-chronicle.html").read_bytes()
    )
    (work / "theirs.txt").write_text(ARTICLE, encoding="utf-8")
    made = run("new", "reservoir", "ours.html", "theirs.txt")
    assert made.returncode == 0, made.stderr
    assert "Next: crossframe report reservoir" in made.stdout
    made = run("report", "reservoir", notebook="01-overview")
    assert made.returncode == 0, made.stderr
    assert (work / "crossframe-reports" / "reservoir.html").is_file()


def test_the_wheel_shows_the_teaching_pair(run, tmp_path):
    made = run("demo")
    assert made.returncode == 0, made.stderr
    page = (tmp_path / "work" / "crossframe-reports" / "harbour-lease.html").read_text("utf-8")
    assert "Sold shore" in page and "Not for sharing" not in page
    assert "Next, with two articles of your own" in made.stdout
