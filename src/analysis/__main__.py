"""The crossframe command, also `python -m analysis`: run things. It holds no analysis and no sentence of a report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nbformat import NotebookNode


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="crossframe")
def cli() -> None:
    """Compare how two news articles, or two groups of them, frame the same event.

    \b
    crossframe report us-pakistan-sanctions
    crossframe report path/to/my-event
    """


@cli.command()
@click.argument("event")
@click.option("--out", type=click.Path(path_type=Path), help="HTML file to write (default: reports/EVENT.html).")
@click.option("--private/--no-private", default=True, help="Also write reports/local/EVENT.html where texts are present.")
def report(event: str, out: Path | None, private: bool) -> None:
    """Run the notebooks on EVENT and write its report, one self-contained HTML file."""
    from analysis import events
    from analysis.report import write_report

    folder = events.find_event(event)
    reports = events.data_folder().parent / "reports"
    settings = events.read_settings(folder)
    has_features, has_texts = (folder / "features").is_dir(), events.find_texts(folder, settings) is not None
    path = write_report(event, out=out or reports / f"{folder.name}.html")
    click.echo(f"Report: {_short(path)}")
    if private and has_features and has_texts:
        path = write_report(event, out=reports / "local" / f"{folder.name}.html", texts=True)
        click.echo(f"With the sentences, not for sharing: {_short(path)}")


@cli.command()
@click.argument("event")
def features(event: str) -> None:
    """Write the features of EVENT (all that is counted, no sentence) from its texts."""
    from analysis import events

    folder = events.write_features(events.load_event(event, texts=True))
    click.echo(f"Features: {_short(folder)}")


@cli.command()
@click.argument("event")
def check(event: str) -> None:
    """Say what was read of EVENT, and what was set aside, folded or refused, and why."""
    from analysis import events

    loaded = events.load_event(event, texts=not (events.find_event(event) / "features").is_dir())
    columns = ["article_id", "side", "n_words", "sha256"]
    click.echo(loaded.corpus.articles[columns].to_string(index=False))
    columns = ["article_id", "what", "line", "n_words", "reason"]
    click.echo("\n" + (loaded.audit[columns].to_string(index=False) if len(loaded.audit) else "Nothing set aside."))


@cli.command()
def notebooks() -> None:
    """Run the notebooks on the event they name and store their outputs in the committed form."""
    for path in store_notebooks():
        click.echo(f"Stored: {_short(path)}")


def store_notebooks(*, notebooks_dir: Path | None = None) -> list[Path]:
    """Run the notebooks on the event they name and store them, all or none, as `canonical_notebook` writes them."""
    from analysis import events
    from analysis.report import run_notebooks
    from analysis.tables import write_atomic

    folder = notebooks_dir or events.data_folder().parent / "notebooks"
    books = run_notebooks(None, notebooks_dir=folder, progress=sys.stderr)
    for name, book in books.items():
        write_atomic(folder / f"{name}.ipynb", canonical_notebook(book))
    return [folder / f"{name}.ipynb" for name in books]


def canonical_notebook(book: NotebookNode) -> str:
    """The text of a notebook as it is committed: with outputs, without timing, widgets or versions."""
    import copy

    import nbformat

    book = copy.deepcopy(book)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book.nbformat, book.nbformat_minor = 4, 5
    book.cells = [cell for cell in book.cells if "injected" not in cell.metadata.get("tags", [])]
    for number, cell in enumerate(book.cells, start=1):
        cell.id = cell.get("id") or f"cell-{number}"
        cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
        for output in cell.get("outputs", []):
            output.update({"metadata": {}} if "metadata" in output else {})
    return nbformat.writes(nbformat.from_dict(book)).rstrip("\n") + "\n"


def _short(path: Path) -> str:
    path = path.resolve()
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def main() -> None:
    """Entry point: a ValueError is a message for the user and exit code 2, never a traceback."""
    try:
        cli()
    except ValueError as error:
        click.echo(f"crossframe: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"crossframe: {error.filename}: {error.strerror}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
