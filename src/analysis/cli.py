"""The crossframe command, also `python -m analysis`: run things. It holds no analysis and no
sentence of a report.
"""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from collections.abc import Callable, Iterable
from functools import reduce
from pathlib import Path
from typing import TextIO

import click

from analysis.event.from_paths import FIELDS, check_paths, make_settings, name_event

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


def _options(*options: Callable) -> Callable:
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


_talk = _options(
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
    click.option(
        "-q", "--quiet", is_flag=True, help="Print nothing but errors (and JSON, if asked for)."
    ),
)
_write = _options(
    click.option("--out", type=click.Path(path_type=Path), help="HTML file to write."),
    click.option("--open", "open_it", is_flag=True, help="Open the report in the browser."),
)
_source = _options(
    click.option(
        "--by",
        default="",
        help="Column of a table whose values are the sides; in a folder or a zip: folder.",
    ),
    click.option(
        "--sides",
        multiple=True,
        help="Values of that column to compare; without it, all of them.",
    ),
    click.option("--title", default="", help="Title of the report."),
    click.option(
        "--codebook",
        "codebooks",
        multiple=True,
        help="Codebook of frame words (repeat for more). Default: generic.",
    ),
    click.option(
        "--without-shared",
        is_flag=True,
        help="Set aside sentences that stand on two sides (wire copy).",
    ),
    *(
        click.option(f"--{field}-column", default="", help=f"Column that holds the {field}.")
        for field in FIELDS
    ),
)


@click.group(context_settings=_CONTEXT)
@click.version_option(package_name="crossframe")
def cli() -> None:
    """Compare how news articles, or groups of them, frame the same event.

    \b crossframe compare ours.html theirs.html --open            two articles: txt, md, html, docx
    or pdf crossframe compare folder-a/ folder-b.zip                  two groups of articles
    crossframe compare articles.csv --by outlet --sides Post Herald crossframe new my-event
    ours.html theirs.html              an event to work on: data/my-event/event.toml crossframe
    report my-event                                 its report crossframe check my-event
    what was read, set aside, folded or refused

    Exit codes: 0 done, 2 the input or the command line is at fault, 1 anything else.
    """


@cli.command()
@click.argument("event")
@click.option(
    "--private/--no-private",
    default=True,
    help="Also write reports/local/EVENT.html where texts are present.",
)
@_write
@_talk
def report(
    event: str, out: Path | None, open_it: bool, private: bool, as_json: bool, quiet: bool
) -> None:
    """Run the notebooks on EVENT, a name in data/ or a folder with event.toml, and write its
    report: one HTML file, and beside it a folder with the appendix, tables and findings.

    \b
    crossframe report harbour-lease
    crossframe report path/to/my-event --out mine.html --open
    """
    from analysis.event.event import load_event, write_features
    from analysis.event.places import is_installed, output_folder
    from analysis.event.settings import find_event, find_texts, read_settings
    from analysis.show.report import write_report

    folder = find_event(event)
    reports = output_folder() / "reports"
    settings = read_settings(folder)
    has_features, has_texts = (
        (folder / "features").is_dir(),
        find_texts(folder, settings) is not None,
    )
    progress = None if quiet else sys.stderr
    if not has_features and not is_installed(folder):  # read once, for all notebooks
        write_features(load_event(event, texts=True, **_run(quiet)), texts=True)
    paths = [write_report(event, out=out or reports / f"{folder.name}.html", progress=progress)]
    if private and has_features and has_texts:
        paths.append(
            write_report(
                event, out=reports / "local" / f"{folder.name}.html", texts=True, progress=progress
            )
        )
    told = [
        f"Report: {_short(paths[0])}",
        *(f"With the sentences, not for sharing: {_short(path)}" for path in paths[1:]),
    ]
    _tell(
        told,
        {"reports": [str(path) for path in paths]},
        as_json,
        quiet,
        paths[-1] if open_it else None,
    )


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="A B | TABLE")
@_source
@click.option(
    "--stream",
    is_flag=True,
    help="Read the table part by part: archives of any size, two sides named.",
)
@click.option(
    "--scheduler",
    default="",
    help="With --stream: the address (tcp://…) of a Dask scheduler to work on.",
)
@_write
@_talk
def compare(
    paths,
    out: Path | None,
    open_it: bool,
    as_json: bool,
    quiet: bool,
    stream: bool,
    scheduler: str,
    **given,
) -> None:
    """Compare two articles or groups: files, folders, zip archives, or the sides of a table, in one
    line.

    \b
    crossframe compare ours.html theirs.html --open
    crossframe compare articles.csv --by outlet --sides Post Herald --text-column body
    crossframe compare both.zip --by folder --without-shared
    crossframe compare archive.jsonl --by outlet --sides Post Herald --stream

    The report, and the event.toml it was made from, go to reports/local/, which git ignores,
    because they hold sentences.
    """
    from analysis.event.places import output_folder

    sources, named = _name_sides(paths, given)
    local = output_folder() / "reports" / "local"
    progress = None if quiet else sys.stderr
    if stream or scheduler:
        settings = make_settings(sources, **named)
        folder = local / name_event(settings)
        path = out or folder.with_suffix(".html")
        lines, counts = _compare_archive(sources[0], settings, folder, path, scheduler, progress)
    else:
        from analysis.comparison import compare as compare_sources

        made = compare_sources(*sources, **named, **_run(quiet))
        folder = local / made.event.name
        path = made.report(out or folder.with_suffix(".html"), folder=folder, progress=progress)
        lines, counts = _summarise(made.event, folder), _count(made.event)
    lines = [f"Report: {_short(path)}", f"Made from: {_short(folder / 'event.toml')}", *lines]
    found = {"report": str(path), "event": str(folder), **counts}
    _tell(lines, found, as_json, quiet, path if open_it else None)


def _compare_archive(
    table: str, settings: dict, folder: Path, out: Path, scheduler: str, progress: TextIO | None
) -> tuple[list[str], dict]:
    """Write the report of an archive; what to say of it, in lines and as JSON."""
    from analysis.archive.archive import write_archive
    from analysis.event.settings import find_codebooks
    from analysis.show.report import write_report

    books = find_codebooks(folder, settings)
    how = {"workers": os.cpu_count() or 1, "scheduler": scheduler, "progress": progress}
    counts = write_archive(Path(table), settings, folder=folder, codebooks=books, **how)
    notebooks = folder / "notebooks"
    write_report(str(folder), out=out, texts=True, progress=progress, notebooks_dir=notebooks)
    read = ", ".join(f"{side} {n}" for side, n in counts.items())
    return [f"Articles: {read}"], {"articles": counts}


@cli.command()
@click.argument("event")
@click.argument("paths", nargs=-1, required=True, metavar="A B | TABLE")
@_source
@_talk
def new(event: str, paths: tuple[str, ...], as_json: bool, quiet: bool, **given) -> None:
    """Write data/EVENT/event.toml, with comments and with actors suggested from the texts, for you
    to correct.

    \b
    crossframe new port-strike ours.html theirs.html
    crossframe new port-strike articles.csv --by outlet --sides Post Herald
    """
    from analysis.event.places import output_folder

    named_by_path = "/" in event or "\\" in event
    folder = Path(event) if named_by_path else output_folder() / "data" / event
    if (folder / "event.toml").exists():
        raise ValueError(
            f"{_short(folder / 'event.toml')}: is there already; delete it first, "
            "or choose another name"
        )
    sources, named = _name_sides(paths, given)
    made = _write_event(folder, make_settings(sources, **named), quiet)
    said = [
        f"Event: {_short(folder / 'event.toml')}",
        *_summarise(made, folder),
        f"Next: crossframe report {event}",
    ]
    _tell(said, {"event": str(folder), **_count(made)}, as_json, quiet)


@cli.command()
@click.argument("event")
@_talk
def features(event: str, as_json: bool, quiet: bool) -> None:
    """Write the features of EVENT (all that is counted, no sentence) from its texts."""
    from analysis.event.event import load_event, write_features

    folder = write_features(load_event(event, texts=True, **_run(quiet)))
    _tell([f"Features: {_short(folder)}"], {"features": str(folder)}, as_json, quiet)


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="A [B ...] | EVENT")
@_talk
def check(sources: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    """Say what was read of files, folders, tables or an EVENT, and whether it is the article: words
    and paragraphs, first and last line, what was set aside or refused and why, who speaks.

    \b
    crossframe check ours.html theirs.html
    crossframe check harbour-lease --json
    """
    from analysis.event.check import check_source, tell_check

    lines: list[str] = []
    found: list[dict] = []
    for source in sources:
        if source.strip() and os.path.exists(source) and not _is_event(source):
            found.append(check_source(source))
            lines += [*tell_check(found[-1]), ""]
        else:
            told, checked = _check_event(source, quiet)
            found.append(checked)
            lines += told
    read = [article for one in found for article in one["articles"]]
    whole = found[0] if len(found) == 1 else {"sources": found}
    _tell(lines, whole, as_json, quiet)
    if not read:
        raise ValueError(f"{', '.join(sources)}: no article in it can be read")


def _is_event(source: str) -> bool:
    return (Path(source) / "event.toml").is_file()


def _check_event(event: str, quiet: bool) -> tuple[list[str], dict]:
    """What was read of an event, in lines and as JSON: its articles one by one where there are
    texts, and the audit.
    """
    import pandas as pd

    from analysis.event.check import check_articles, tell_check
    from analysis.event.event import load_event
    from analysis.event.settings import find_event, find_texts, read_settings

    folder = find_event(event)
    texts = not (folder / "features").is_dir()
    loaded = load_event(event, texts=texts, **_run(quiet))
    articles = loaded.every.articles[["article_id", "side", "n_words", "sha256"]]
    audit = loaded.audit[["article_id", "what", "line", "n_words", "reason"]].to_dict("records")
    table = pd.DataFrame(audit).to_string(index=False) if audit else "Nothing set aside."
    lines = [articles.to_string(index=False) if len(articles) else "No article.", "", table]
    found = {"articles": articles.to_dict("records"), "audit": audit}
    settings = read_settings(folder)
    if (base := find_texts(folder, settings)) is not None:
        found["checked"] = check_articles(settings, base)
        told = {"path": event, "refused": [], "guessed": [], "articles": found["checked"]}
        lines += ["", *tell_check(told)]
    return lines, found


def _name_sides(paths: tuple[str, ...], given: dict) -> tuple[tuple[str, ...], dict]:
    """The sources and what is told of them; words after a table's name are sides."""
    columns = {field: given[f"{field}_column"] for field in FIELDS}
    told = {key: value for key, value in given.items() if not key.endswith("_column")}
    if given["sides"] and not given["by"]:
        raise ValueError("--sides names values of a column: say which with --by")
    sources = paths[:1] if given["by"] else paths
    check_paths(sources)  # here, as to `compare` a string that names no file may be a text
    sides = [*given["sides"], *paths[len(sources) :]]
    return sources, told | {"sides": sides, "columns": columns}


def _write_event(folder: Path, settings: dict, quiet: bool):
    """Write event.toml and load the event; one that cannot be loaded leaves no file."""
    from analysis.event.draft import draft_event
    from analysis.event.event import load_event

    path = draft_event(folder, settings)
    try:
        return load_event(str(folder), texts=True, **_run(quiet))
    except ValueError:
        path.unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()
        raise


def _count(event) -> dict:
    counts = event.audit["what"].value_counts()
    per_side = event.every.articles["side"].value_counts(sort=False).to_dict()
    return {
        "articles": per_side,
        **{what: int(counts.get(what, 0)) for what in ("refused", "folded", "shared")},
    }


def _summarise(event, folder: Path) -> list[str]:
    counts = _count(event)
    read = ", ".join(f"{side} {n}" for side, n in counts["articles"].items())
    lines = [
        f"Articles: {read}; refused {counts['refused']}, copies counted once {counts['folded']}"
    ]
    notes = event.audit[
        event.audit["what"].isin(["refused", "folded", "shared", "encoding", "date"])
    ]
    lines += [
        f"  {r.what}: {r.article_id + ': ' if r.article_id else ''}{r.reason}"
        for r in notes.head(10).itertuples()
    ]
    return lines + [f"  … and {len(notes) - 10} more: crossframe check {_short(folder)}"] * (
        len(notes) > 10
    )


def _run(quiet: bool) -> dict:
    """Progress with the time left on a terminal, one plain line elsewhere; and all processors."""

    def show(results: Iterable, total: int) -> Iterable:
        if quiet or total < 20:
            yield from results
            return
        with click.progressbar(
            results, length=total, label=f"Reading {total} articles", file=sys.stderr
        ) as shown:
            yield from shown

    return {"progress": show, "workers": os.cpu_count() or 1}


def _tell(
    lines: list[str], found: dict, as_json: bool, quiet: bool, shown: Path | None = None
) -> None:
    if as_json or not quiet:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))
    if shown:
        webbrowser.open(shown.resolve().as_uri())


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
