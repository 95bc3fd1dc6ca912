"""The crossframe command, also `python -m analysis`: run things. It holds no analysis and no
sentence of a report.
"""

from __future__ import annotations

import json
import os
import re
import sys
import webbrowser
from collections.abc import Callable, Iterable
from functools import reduce
from pathlib import Path

import click

MOST_SIDES = 12  # of a column whose values become sides without being named
FIELDS = ("text", "id", "title", "outlet", "published", "author", "url", "language")
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
    click.option("--by", default="", help="Column of a table whose values are the sides; in a folder or a zip: folder."),
    click.option("--sides", multiple=True, help="Values of that column to compare; without it, all of them."),
    click.option("--title", default="", help="Title of the report."),
    click.option("--codebook", "codebooks", multiple=True, help="Codebook of frame words (repeat for more). Default: generic."),
    click.option("--without-shared", is_flag=True, help="Set aside sentences that stand on two sides (wire copy)."),
    *(click.option(f"--{f}-column", default="", help=f"Column that holds the {f}.") for f in FIELDS),
)  # fmt: skip


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
    report, one HTML file.

    \b
    crossframe report harbour-lease
    crossframe report path/to/my-event --out mine.html --open
    """
    from analysis.event.event import load_event, write_features
    from analysis.event.settings import (
        data_folder,
        find_event,
        find_texts,
        read_settings,
    )
    from analysis.show.report import write_report

    folder = find_event(event)
    reports = data_folder().parent / "reports"
    settings = read_settings(folder)
    has_features, has_texts = (
        (folder / "features").is_dir(),
        find_texts(folder, settings) is not None,
    )
    progress = None if quiet else sys.stderr
    if not has_features:  # read once; the notebooks take it from there
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
    from analysis.event.event import write_features
    from analysis.event.settings import (
        data_folder,
        find_codebooks,
    )
    from analysis.show.report import write_report

    settings = _make_settings(paths, **given)
    name = re.sub(
        r"[^a-z0-9]+", "-", "-vs-".join(side["label"] for side in settings["sides"]).lower()
    ).strip("-")[:80]
    folder = data_folder().parent / "reports" / "local" / (name or "comparison")
    how = {
        "texts": True,
        "progress": None if quiet else sys.stderr,
        "out": out or folder.with_suffix(".html"),
    }
    if stream or scheduler:
        from analysis.archive.archive import write_archive

        run = {"workers": os.cpu_count() or 1, "scheduler": scheduler, "progress": how["progress"]}
        run["codebooks"] = find_codebooks(folder, settings)
        counts = {"articles": write_archive(Path(paths[0]), settings, folder=folder, **run)}
        lines = ["Articles: " + ", ".join(f"{side} {n}" for side, n in counts["articles"].items())]
        how["notebooks_dir"] = folder / "notebooks"
    else:
        event = _write_event(folder, settings, quiet)
        write_features(event, texts=True)
        counts, lines = _count(event), _summarise(event)
    path = write_report(str(folder), **how)
    lines = [f"Report: {_short(path)}", f"Made from: {_short(folder / 'event.toml')}", *lines]
    _tell(
        lines,
        {"report": str(path), "event": str(folder), **counts},
        as_json,
        quiet,
        path if open_it else None,
    )


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
    from analysis.event.settings import (
        data_folder,
    )

    folder = Path(event) if "/" in event or "\\" in event else data_folder() / event
    if (folder / "event.toml").exists():
        raise ValueError(
            f"{_short(folder / 'event.toml')}: is there already; delete it first, or choose another name"
        )
    made = _write_event(folder, _make_settings(paths, **given), quiet)
    said = [
        f"Event: {_short(folder / 'event.toml')}",
        *_summarise(made),
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
@click.argument("event")
@_talk
def check(event: str, as_json: bool, quiet: bool) -> None:
    """Say what was read of EVENT, an event or a file, folder or table, and what was set aside,
    folded or refused, and why.
    """
    from analysis.event.event import load_event
    from analysis.event.settings import (
        find_event,
    )
    from analysis.read.sources import read_source

    if event.strip() and os.path.exists(event) and not (Path(event) / "event.toml").is_file():
        articles, notes = read_source(event)
        columns = ["article_id", "title", "outlet", "published", "file", "row"]
        articles, audit = (
            articles[columns],
            [{"what": note["what"], "reason": note["reason"]} for note in notes],
        )
    else:
        texts = not (find_event(event) / "features").is_dir()
        loaded = load_event(event, texts=texts, **_run(quiet))
        articles = loaded.every.articles[["article_id", "side", "n_words", "sha256"]]
        audit = loaded.audit[["article_id", "what", "line", "n_words", "reason"]].to_dict("records")
    import pandas as pd

    table = pd.DataFrame(audit).to_string(index=False) if audit else "Nothing set aside."
    lines = [articles.to_string(index=False) if len(articles) else "No article.", "", table]
    _tell(lines, {"articles": articles.to_dict("records"), "audit": audit}, as_json, quiet)
    if articles.empty:
        raise ValueError(f"{event}: no article in it can be read")


def _make_settings(
    paths: tuple[str, ...],
    *,
    by: str,
    sides,
    title: str,
    codebooks,
    without_shared: bool,
    **columns,
) -> dict:
    """The settings of an event from the command line; the words after a table's name are sides."""
    from analysis.read.sources import read_source

    mapping = {key.removesuffix("_column"): column for key, column in columns.items() if column}
    if sides and not by:
        raise ValueError("--sides names values of a column: say which with --by")
    for path in paths[:1] if by else paths:
        if not os.path.exists(path):
            raise ValueError(f"{path}: no such file or folder; check the name")
    if by:
        wanted = [*sides, *paths[1:]]
        if not wanted:
            found, notes = read_source(paths[0], columns=mapping, by=by)
            wanted = list(found["side"].value_counts().index)
            if not wanted:
                raise ValueError(
                    "; ".join(note["reason"] for note in notes[:3])
                    or f"{paths[0]}: no article in it"
                )
            if len(wanted) > MOST_SIDES:
                many = f"{paths[0]}: {len(wanted)} values in {by!r}; name those to compare: --sides"
                raise ValueError(f"{many} (most rows: {', '.join(map(repr, wanted[:5]))})")
        source = {"path": str(Path(paths[0]).absolute()), "by": by}
        made = [
            {
                "label": value or "(empty)",
                "sources": [{**source, "value": value, "columns": mapping}],
            }
            for value in wanted
        ]
    else:
        places = zip(_label(paths), (str(Path(path).absolute()) for path in paths), strict=True)
        made = [
            {"label": label, "sources": [{"path": place, "columns": mapping}]}
            for label, place in places
        ]
    if len(made) < 2:
        raise ValueError(
            f"one side only ({made[0]['label']}): give two files or folders, or a table with --by COLUMN"
        )
    title = title or " and ".join(side["label"] for side in made)
    return {
        "title": title,
        "codebooks": list(codebooks) or ["generic"],
        "without_shared": without_shared,
        "sides": made,
    }


def _label(paths: tuple[str, ...]) -> list[str]:
    """A name for each side: the outlet that its page names, else the file's name, never one twice."""
    from analysis.read.sources import read_source

    labels: list[str] = []
    for path in paths:
        found = (
            read_source(path)[0] if Path(path).suffix.lower() in (".html", ".htm", ".md") else None
        )
        outlet = found["outlet"].iloc[0] if found is not None and len(found) else ""
        name = outlet or re.sub(r"[_-]+", " ", Path(path).absolute().stem).strip() or path
        labels.append(
            name
            if name not in labels
            else f"{name} ({1 + sum(n.startswith(name) for n in labels)})"
        )
    return labels


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


def _summarise(event) -> list[str]:
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
    return lines + [f"  … and {len(notes) - 10} more: crossframe check {_short(event.folder)}"] * (
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
