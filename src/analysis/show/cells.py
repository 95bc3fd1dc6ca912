"""Notebooks run in this process by IPython's own shell: the outputs of a kernel without its cost.

A kernel imports everything anew, so a report that needs two of them spends half of its time before
the first number. Only plain Python runs here (`is_plain`); what needs a kernel, such as magics or
cells that ask something, is left to kernels. What lies outside Python, as a file descriptor that C
writes to, is not captured.
"""

from __future__ import annotations

import ast
import base64
import builtins
import gc
import io
import json
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

FORMAT = 4  # of notebook files; nbformat converts others
INLINE = "module://matplotlib_inline.backend_inline"  # a kernel's backend of matplotlib
# Code that needs a kernel, or something only a kernel has.
KERNEL_ONLY = re.compile(
    r"\b(?:await|input *\(|get_ipython|clear_output|update_display|display_id|getpass|asyncio)"
)
REWRITTEN = re.compile(r".*\r(?=[^\n])")  # what a progress bar overwrites


class Node(dict):
    """A part of a notebook, its keys as attributes too, as nbformat's NotebookNode has them.

    Examples
    --------
    >>> Node(cell_type="code").cell_type
    'code'
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: object) -> None:
        self[name] = value


class CellError(Exception):
    """A cell that failed.

    Attributes
    ----------
    notebook : its name.
    at : the cell's number, from 1.
    ename, evalue : name and message of the error.
    """

    def __init__(self, notebook: str, at: int, ename: str, evalue: str) -> None:
        self.notebook, self.at, self.ename, self.evalue = notebook, at, ename, evalue
        super().__init__(f"{ename}: {evalue}")


def read_notebook(path: Path) -> Node:
    """Read a notebook file.

    nbformat is imported only for a file of an older format, since it brings a schema checker along
    that takes longer to import than notebooks to read.

    Parameters
    ----------
    path : the file.

    Returns
    -------
    Its nodes; the source of each cell is one text.

    Raises
    ------
    ValueError : naming a file that holds no notebook.
    """
    try:
        book = json.loads(path.read_text(encoding="utf-8"), object_hook=Node)
        if book.nbformat != FORMAT:
            import nbformat

            newer = nbformat.writes(nbformat.read(path, FORMAT))
            book = json.loads(newer, object_hook=Node)
        for cell in book.cells:
            cell.source = "".join(cell.source)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ValueError(f"{path}: is no notebook that can be read ({error})") from error
    return book


def new_cell(source: str, **about: object) -> Node:
    """A code cell that has not run.

    Parameters
    ----------
    source : the code.
    about : further entries, such as id or metadata.

    Returns
    -------
    The cell.
    """
    return Node(cell_type="code", source=source, outputs=[], execution_count=None, **about)


def is_plain(book: Node) -> bool:
    """Whether all cells are plain Python that needs no kernel.

    Parameters
    ----------
    book : a notebook.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> is_plain(Node(cells=[new_cell("x = 1")])), is_plain(Node(cells=[new_cell("%time x")]))
    (True, False)
    """
    sources = [cell.source for cell in book.cells if cell.cell_type == "code"]
    try:
        for source in sources:
            ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return not any(KERNEL_ONLY.search(source) for source in sources)


@contextmanager
def lend_shell(folder: Path, surroundings: Mapping[str, str]) -> Iterator[InteractiveShell]:
    """Lend a shell that works in a folder, as a kernel would.

    Afterwards this process is as it was before.

    Parameters
    ----------
    folder : where the cells work.
    surroundings : further environment variables.

    Yields
    ------
    The shell.
    """
    from IPython.core.pylabtools import select_figure_formats
    from traitlets.config import Config

    shell_class = _make_shell_class()
    kept = {name: sys.modules.get(name) for name in ("__main__",)}
    path, excepthook, environment = list(sys.path), sys.excepthook, dict(os.environ)
    quiet = Config({"HistoryManager": {"enabled": False}})
    last = None
    try:
        with ExitStack() as stack:
            own = stack.enter_context(TemporaryDirectory())  # otherwise IPython makes one in HOME
            stack.enter_context(chdir(folder))
            stack.enter_context(warnings.catch_warnings())
            os.environ.update({"MPLBACKEND": INLINE, **surroundings})
            sys.path.insert(0, str(folder))
            # An interpreter's own last value would keep IPython from setting its own.
            last = vars(builtins).pop("_", None)
            shell = shell_class.instance(config=quiet, ipython_dir=own)
            if "matplotlib.pyplot" in sys.modules:
                stack.enter_context(_default_style())
                shell.enable_matplotlib("inline")
                # matplotlib_inline sets the formats of the first shell of a process only.
                select_figure_formats(shell, {"png"}, bbox_inches="tight")
            yield shell
    finally:
        shell_class.clear_instance()
        if last is not None:
            vars(builtins)["_"] = last
        sys.modules.update({name: module for name, module in kept.items() if module})
        sys.path[:], sys.excepthook = path, excepthook
        os.environ.clear()
        os.environ.update(environment)


@contextmanager
def _default_style() -> Iterator[None]:
    """The style that a new kernel draws in; whoever chose another has it again afterwards."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        yield


def _make_shell_class() -> type[InteractiveShell]:
    """IPython's shell with what cells show in its list `shown`, in the place of a terminal."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    class Publisher(DisplayPublisher):
        def publish(self, data: dict, metadata: dict | None = None, **_: object) -> None:
            shown = Node(output_type="display_data", data=_encode(data), metadata=metadata or {})
            self.shell.shown.append(shown)

    class Hook(DisplayHook):
        def start_displayhook(self) -> None:
            pass

        write_output_prompt = finish_displayhook = start_displayhook

        def flush(self) -> None:
            """Forget what was shown, without the collection of garbage that IPython adds."""
            self.shell.user_ns["_oh"].clear()
            self._ = self.__ = self.___ = ""

        def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
            shown = Node(output_type="execute_result", data=_encode(format_dict))
            shown |= {"metadata": md_dict or {}, "execution_count": self.shell.execution_count}
            self.shell.shown.append(shown)

    class Shell(InteractiveShell):
        shown: list[Node] = []
        displayhook_class, display_pub_class = Hook, Publisher

        def showtraceback(self, *_: object, **__: object) -> None:
            """An error is told by whoever runs the cells."""

        def enable_gui(self, gui: str | None = None) -> None:
            """Drawings open no window here."""

    return Shell


def run_books(
    books: Mapping[str, Node],
    folder: Path,
    surroundings: Mapping[str, str],
    *,
    start: Callable[[str, int], None],
    end: Callable[[str], None],
) -> None:
    """Run notebooks one after another in this process, each as run_cells does.

    Parameters
    ----------
    books : name -> notebook, which is changed.
    folder : where they work.
    surroundings : further environment variables.
    start : called with the name and the number of each cell before it runs.
    end : called with the name of each notebook that is done.

    Raises
    ------
    CellError : as run_cells.
    """
    with lend_shell(folder, surroundings) as shell, freeze():
        for name, book in books.items():
            run_cells(shell, name, book, partial(start, name))
            end(name)


def run_cells(shell: InteractiveShell, name: str, book: Node, tell: Callable[[int], None]) -> None:
    """Run the code cells of a notebook in order, and put their outputs into it.

    Afterwards the shell has forgotten every name.

    Parameters
    ----------
    shell : of lend_shell.
    name : of the notebook.
    book : the notebook, which is changed.
    tell : called with the number of each cell from 1 before it runs.

    Raises
    ------
    CellError : for the first cell that fails. SystemExit and KeyboardInterrupt of a cell are raised
        again.
    """
    try:
        for at, cell in enumerate(book.cells, start=1):
            if cell.cell_type == "code" and cell.source.strip():
                tell(at)
                cell.outputs, result = _run_cell(shell, cell.source)
                error = result.error_before_exec or result.error_in_exec
                if isinstance(error, SystemExit | KeyboardInterrupt):
                    raise error
                if error:
                    raise CellError(name, at, type(error).__name__, str(error))
                cell.execution_count = result.execution_count
    finally:
        shell.reset()


def _run_cell(shell: InteractiveShell, source: str) -> tuple[list[Node], ExecutionResult]:
    """What a cell showed, in the order in which nbclient puts it, and how it ended."""
    shell.shown = shown = []
    streams = {name: _Stream(name, shown) for name in ("stdout", "stderr")}
    with redirect_stdout(streams["stdout"]), redirect_stderr(streams["stderr"]):
        result = shell.run_cell(source, store_history=True)
    for output in shown:
        if output.output_type == "stream":
            output.text = REWRITTEN.sub("", output.text)
    for k, output in enumerate(shown[:-1]):
        if output.get("name") == "stderr" and shown[k + 1].get("name") == "stdout":
            shown[k], shown[k + 1] = shown[k + 1], shown[k]
    return shown, result


class _Stream(io.TextIOBase):
    """Text that is written to a stream becomes one output of its cell, where the first stood."""

    def __init__(self, name: str, shown: list[Node]) -> None:
        self.name, self._shown, self._output = name, shown, None

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text and self._output is None:
            self._output = Node(output_type="stream", name=self.name, text="")
            self._shown.append(self._output)
        if text:
            self._output.text += text
        return len(text)


def _encode(data: Mapping[str, Any]) -> dict[str, Any]:
    """A MIME bundle as a kernel sends it: bytes, as of pictures, in base 64."""
    coded = {}
    for kind, value in data.items():
        if isinstance(value, bytes):
            value = base64.b64encode(value).decode()
        coded[kind] = value
    return json.loads(json.dumps(coded))


@contextmanager
def freeze() -> Iterator[None]:
    """Let the garbage collector pass over all objects that are there already.

    It walks through them again and again otherwise, which takes a tenth of a report's time.

    Yields
    ------
    Nothing; afterwards the collector works as before.
    """
    often = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, *often[1:])
    try:
        yield
    finally:
        gc.set_threshold(*often)
        gc.unfreeze()
