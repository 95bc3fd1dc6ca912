"""The crossframe command, also `python -m analysis`: run things. It holds no analysis and no
sentence of a report.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
import webbrowser
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import click

from analysis.event.from_paths import FIELDS, check_paths, make_settings, name_event
from analysis.tables.escapes import for_terminal, for_terminal_json

if TYPE_CHECKING:
    from analysis.event.event import Event

DEMO = "harbour-lease"  # the teaching pair
NOTED = 10  # notes that the command prints; `check` has all of them
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


def _options(*options: Callable) -> Callable:
    """One decorator for several options, which the help lists in this order."""

    def decorate(command: Callable) -> Callable:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


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
    click.option(
        "--match",
        default="",
        help="Column that says on which event an article is (or: folder): compare within events.",
    ),
    click.option(
        "--witness-sample",
        type=click.IntRange(min=1),
        default=1,
        metavar="N",
        help="Of groups, VADER and TextBlob, the witnesses of tone, score one article in N.",
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

    \b
    crossframe demo --open                           a report of two invented articles
    crossframe compare ours.html theirs.html --open  two articles: txt, md, html, docx or pdf
    crossframe compare folder-a/ folder-b.zip        two groups of articles
    crossframe compare articles.csv --by outlet --sides Post Herald
    crossframe new my-event ours.html theirs.html    an event to work on: data/my-event/event.toml
    crossframe report my-event                       its report
    crossframe check my-event                        what was read, set aside, folded or refused

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
    from analysis.event.places import is_installed, local_folder, reports_folder
    from analysis.event.settings import find_event, find_texts, read_settings
    from analysis.show.report import write_report

    folder = find_event(event)
    settings = read_settings(folder)
    has_features = (folder / "features").is_dir()
    has_texts = find_texts(folder, settings) is not None
    run = _run_notebooks(quiet)
    if not has_features and not is_installed(folder):  # kept for the next report
        loaded = load_event(event, texts=True, **_run(quiet))
        write_features(loaded, texts=True)
    name = f"{folder.name}.html"
    shown = out or _keep_out_of_git(reports_folder()) / name
    paths = [write_report(event, out=shown, **run)]
    told = [f"Report: {_short(shown)}"]
    if private and has_features and has_texts:
        own = local_folder()
        if own == reports_folder():
            own = own / "local"
        path = write_report(event, out=own / name, texts=True, **run)
        said = ", not for sharing" if settings.get("not_for_sharing") else ""
        told.append(f"With the sentences{said}: {_short(path)}")
        paths.append(path)
    last = paths[-1]
    found = {"reports": [str(path) for path in paths]}
    found |= _read_findings(last, as_json)
    _tell(told, found, as_json, quiet, last if open_it else None)


@cli.command()
@_write
@_talk
def demo(out: Path | None, open_it: bool, as_json: bool, quiet: bool) -> None:
    """Make the report of the teaching pair, two invented articles that came with this package.

    \b
    crossframe demo --open
    """
    from analysis.event.places import find_own, local_folder
    from analysis.show.report import write_report

    pair = find_own() / "data" / DEMO
    path = out or _keep_out_of_git(local_folder()) / f"{DEMO}.html"
    write_report(str(pair), out=path, texts=True, **_run_notebooks(quiet))
    texts = sorted((pair / "texts").glob("*.txt"))
    named = [_short(text) for text in texts]
    lines = [
        f"Report: {_short(path)}",
        f"Its texts: {', '.join(named)}",
        "Next, with two articles of your own: crossframe compare ours.txt theirs.txt --open",
    ]
    found = {"report": str(path), "texts": [str(text) for text in texts]}
    found |= _read_findings(path, as_json)
    _tell(lines, found, as_json, quiet, path if open_it else None)


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
    crossframe compare articles.csv --by outlet --sides Post Herald --match story

    The report, and the event.toml it was made from, go to crossframe-reports/, in a clone to
    reports/local/; git ignores both, because they hold sentences.
    """
    from analysis.event.places import local_folder

    sources, named = _name_sides(paths, given)
    local = local_folder()
    if stream or scheduler:
        made = _compare_archive(sources, named, out, scheduler, quiet)
    else:
        made = _compare_sources(sources, named, out, quiet)
    if not out:
        _keep_out_of_git(local)
    lines = [f"Report: {_short(made.path)}", f"Made from: {_short(made.folder / 'event.toml')}"]
    found = {"report": str(made.path), "event": str(made.folder), **made.counts}
    found |= _read_findings(made.path, as_json)
    _tell([*lines, *made.lines], found, as_json, quiet, made.path if open_it else None)


class _Made(NamedTuple):
    """A report that was written, its event, and what to say of it, in lines and as JSON."""

    path: Path
    folder: Path
    lines: list[str]
    counts: dict


def _compare_sources(sources: tuple[str, ...], named: dict, out: Path | None, quiet: bool) -> _Made:
    """Write the report of articles or groups that fit into memory."""
    from analysis.comparison import compare as compare_sources
    from analysis.event.places import local_folder
    from analysis.show.report import files_folder

    found = compare_sources(*sources, **named, **_run(quiet))
    settings = found.event.settings
    folder = files_folder(out) if out else _find_place(local_folder(), settings)
    path = out or folder.with_name(f"{folder.name}.html")
    if out and not _has_labels(folder, settings):
        raise ValueError(
            f"{_short(folder / 'event.toml')}: is the event of another comparison; choose "
            "another name for --out"
        )
    found.report(path, folder=folder, **_run_notebooks(quiet))
    return _Made(path, folder, _summarise(found.event, folder), _count(found.event))


def _compare_archive(
    sources: tuple[str, ...], named: dict, out: Path | None, scheduler: str, quiet: bool
) -> _Made:
    """Write the report of an archive."""
    from analysis.archive.archive import write_archive
    from analysis.event.places import local_folder
    from analysis.event.settings import find_codebooks
    from analysis.show.report import files_folder, write_report
    from analysis.tables.writing import check_outputs, find_place, lock_folder

    settings = make_settings(sources, **named)
    table = Path(sources[0])
    folder = _find_place(local_folder(), settings)
    path = out or folder.with_name(f"{folder.name}.html")
    books = find_codebooks(folder, settings)
    check_outputs([path, files_folder(path)], [table])
    find_place(folder.parent, f"{folder.name}/event.toml")
    run = _run_notebooks(quiet)
    how = {"workers": os.cpu_count() or 1, "scheduler": scheduler, "progress": run["progress"]}
    with lock_folder(folder), TemporaryDirectory() as place:
        counts = write_archive(table, settings, folder=folder, codebooks=books, **how)
        # Only this notebook is copied and run, because others may lie beside it.
        copy(folder / "notebooks" / "archive.ipynb", place)
        write_report(str(folder), out=path, texts=True, notebooks_dir=Path(place), **run)
    return _Made(path, folder, [f"Articles: {_list_counts(counts)}"], {"articles": counts})


def _list_counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{side} {n}" for side, n in counts.items())


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
    from analysis.event.draft import tell_command
    from analysis.event.places import output_folder

    if "\0" in event or Path(event).name in ("", ".."):
        raise ValueError(f"{event!r} is no name of an event; choose one, such as port-strike")
    named_by_path = "/" in event or "\\" in event
    folder = Path(event) if named_by_path else output_folder() / "data" / event
    path = folder / "event.toml"
    if path.exists():
        raise ValueError(
            f"{_short(path)}: is there already; delete it first, or choose another name"
        )
    sources, named = _name_sides(paths, given)
    settings = make_settings(sources, **named)
    made = _write_event(folder, settings, quiet)
    lines = [f"Event: {_short(path)}"]
    lines += _summarise(made, folder)
    lines.append(f"Next: {tell_command(folder)}")
    found = {"event": str(folder), **_count(made)}
    _tell(lines, found, as_json, quiet)


@cli.command()
@click.argument("event")
@_talk
def features(event: str, as_json: bool, quiet: bool) -> None:
    """Write the features of EVENT (all that is counted, no sentence) from its texts."""
    from analysis.event.event import load_event, write_features

    loaded = load_event(event, texts=True, **_run(quiet))
    folder = write_features(loaded)
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
        if _is_source(source):
            checked = check_source(source)
            lines += tell_check(checked)
            lines.append("")
        else:
            told, checked = _check_event(source, quiet)
            lines += told
        found.append(checked)
    whole = found[0] if len(found) == 1 else {"sources": found}
    _tell(lines, whole, as_json, quiet)
    if not any(one["articles"] for one in found):
        raise ValueError(f"{', '.join(sources)}: no article in it can be read")


def _is_source(source: str) -> bool:
    """Whether this names a file, a folder or a table, and no event."""
    if not source.strip() or not os.path.exists(source):
        return False
    is_event = (Path(source) / "event.toml").is_file()
    return not is_event


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
    read = articles.to_string(index=False) if len(articles) else "No article."
    aside = pd.DataFrame(audit).to_string(index=False) if audit else "Nothing set aside."
    lines = [read, "", aside]
    found = {"articles": articles.to_dict("records"), "audit": audit}
    settings = read_settings(folder)
    base = find_texts(folder, settings)
    if base is not None:
        found["checked"] = check_articles(settings, base)
        told = {"path": event, "refused": [], "guessed": [], "articles": found["checked"]}
        lines += ["", *tell_check(told)]
    return lines, found


def _name_sides(paths: tuple[str, ...], given: dict) -> tuple[tuple[str, ...], dict]:
    """The sources and what is told of them; words after a table's name are sides."""
    columns = {field: given[f"{field}_column"] for field in FIELDS}
    named = {key: value for key, value in given.items() if not key.endswith("_column")}
    if given["sides"] and not given["by"]:
        raise ValueError("--sides names values of a column: say which with --by")
    sources = paths[:1] if given["by"] else paths
    check_paths(sources)  # `compare` would take a missing file for a text
    further = paths[len(sources) :]
    sides = [*given["sides"], *further]
    return sources, named | {"sides": sides, "columns": columns}


def _write_event(folder: Path, settings: dict, quiet: bool) -> Event:
    """Write event.toml and load the event; one that cannot be loaded leaves no file."""
    from analysis.event.draft import draft_event, head_draft
    from analysis.event.event import load_event
    from analysis.tables.publish import stage

    with stage(folder.parent) as made:
        path = draft_event(made / folder.name, settings)
        text = head_draft(path.read_text("utf-8"), folder)
        path.write_text(text, "utf-8")
        return load_event(str(path.parent), texts=True, **_run(quiet))


def _find_place(local: Path, settings: dict) -> Path:
    """The folder of a comparison in local: that of the same sides before it, or a new one.

    Names of sides that differ only in marks, case or script give the same name of a folder; the
    second such comparison gets a few digits more.
    """
    folder = local / name_event(settings)
    if _has_labels(folder, settings):
        return folder
    labels = json.dumps(_list_labels(settings))
    digits = sha256(labels.encode()).hexdigest()
    return local / f"{folder.name}-{digits[:6]}"


def _list_labels(settings: dict) -> list[str]:
    return [side["label"] for side in settings["sides"]]


def _has_labels(folder: Path, settings: dict) -> bool:
    """Whether a folder holds the event of the same sides, or none."""
    path = folder / "event.toml"
    try:
        if not path.exists():
            return True
        held = tomllib.loads(path.read_text("utf-8"))
        return _list_labels(held) == _list_labels(settings)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _keep_out_of_git(folder: Path) -> Path:
    """The folder, which git ignores if it is one of ours outside a clone: it holds sentences."""
    from analysis.event.places import OWN_REPORTS

    ignored = folder / ".gitignore"
    if folder.name == OWN_REPORTS and not ignored.exists():
        folder.mkdir(parents=True, exist_ok=True)
        ignored.write_text("*\n", "utf-8")
    return folder


def _read_findings(report: Path, wanted: bool) -> dict:
    """The findings of a report, and what it only counts, from the file beside it."""
    from analysis.show.page_files import FINDINGS
    from analysis.show.report import files_folder

    if not wanted:
        return {}
    path = files_folder(report) / FINDINGS
    found = json.loads(path.read_text("utf-8"))
    return {key: found[key] for key in ("findings", "told")}


def _count(event: Event) -> dict:
    """How many articles were read, and what became of the others."""
    from analysis.event.remarks import list_remarks
    from analysis.tables.matched import is_matched

    per_side = event.every.articles["side"].value_counts(sort=False)
    counts = {"articles": per_side.to_dict()}
    if is_matched(event.corpus):
        counts["events"] = event.corpus.articles["event"].nunique()
    noted = event.audit["what"].value_counts()
    for what in ("refused", "folded", "shared"):
        counts[what] = int(noted.get(what, 0))
    counts["remarks"] = list_remarks(event.every)
    return counts


def _summarise(event: Event, folder: Path) -> list[str]:
    """What was read, in lines for a person, with the first NOTED notes."""
    counts = _count(event)
    read = _list_counts(counts["articles"])
    lines = [
        f"Articles: {read}; refused {counts['refused']}, copies counted once {counts['folded']}"
    ]
    lines += counts["remarks"]
    if "events" in counts:
        alone = _list_counts(event.corpus.alone)
        lines.append(
            f"Events of both sides: {counts['events']}; articles without a partner: {alone}"
        )
    told = ["refused", "folded", "shared", "encoding", "date", "language"]
    notes = event.audit[event.audit["what"].isin(told)]
    for note in notes.head(NOTED).itertuples():
        place = f"{note.article_id}: " if note.article_id else ""
        lines.append(f"  {note.what}: {place}{note.reason}")
    if len(notes) > NOTED:
        lines.append(f"  … and {len(notes) - NOTED} more: crossframe check {_short(folder)}")
    return lines


def _run_notebooks(quiet: bool) -> dict:
    """How the command runs notebooks: in its own process, with a line that moves."""
    return {"progress": None if quiet else sys.stderr, "in_process": True}


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
    if as_json:
        text = json.dumps(found, ensure_ascii=False, indent=2)
        click.echo(for_terminal_json(text))
    elif not quiet:
        text = "\n".join(lines)
        click.echo(for_terminal(text))
    if shown:
        address = shown.resolve().as_uri()
        webbrowser.open(address)


def _short(path: Path) -> str:
    """A path as seen from the working folder, where it lies inside it."""
    path, here = path.resolve(), Path.cwd()
    if path.is_relative_to(here):
        path = path.relative_to(here)
    return str(path)


def main(*, stopped: Callable[[], bool] = lambda: False) -> None:
    """Entry point: a ValueError is a message for the user and exit code 2, never a traceback.

    stopped: whether a signal has ended the command, of which libraries make errors of their own;
    these are passed on and not told.
    """
    try:
        cli()
    except ValueError as error:
        if stopped():
            raise
        click.echo(for_terminal(f"crossframe: {error}"), err=True)
        sys.exit(2)
    except OSError as error:
        if stopped():
            raise
        told = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        click.echo(for_terminal(f"crossframe: {told}"), err=True)
        sys.exit(1)
