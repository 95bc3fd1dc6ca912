"""A new event.toml with comments, drafted from the texts for a person to correct."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pandas as pd

from analysis.articles.roles import list_sentences
from analysis.articles.segments import SEGMENTS, list_segments
from analysis.event.gather import gather_articles
from analysis.event.outside import list_outside, make_mark
from analysis.event.people import suggest_people
from analysis.event.places import data_folder
from analysis.event.settings import list_names as list_sources
from analysis.event.suggest import list_person_names, suggest_named
from analysis.measures.actors import list_names
from analysis.measures.issues import suggest_issues
from analysis.tables.writing import write_atomic
from analysis.text.typography import normalise
from analysis.text.words import list_terms, list_words

DRAFTED_FROM = 200  # articles read for names
SPEAKERS_FROM = 20  # articles read for who speaks
_INITIAL = re.compile(r"\b([A-Z][a-z]+) [A-Z]\. (?=[A-Z][a-z])")
SUGGESTED = 12  # actors put into a new event.toml
HEAD = re.compile(r"\A(# .*, then:  ).*")  # of a drafted file; in event.toml.jinja


def tell_command(folder: Path) -> str:
    """Write the command that reports the event of a folder, from the working folder.

    Parameters
    ----------
    folder : the folder of the event.

    Returns
    -------
    The command.

    Examples
    --------
    >>> tell_command(data_folder() / "port-strike"), tell_command(Path("ours and theirs"))
    ('crossframe report port-strike', "crossframe report 'ours and theirs'")
    """
    folder = Path(folder).absolute()
    here = Path.cwd()
    name = str(folder)
    if folder.parent == data_folder():
        name = folder.name
    elif folder.is_relative_to(here):
        name = str(folder.relative_to(here))
    return f"crossframe report {shlex.quote(name)}"


def head_draft(text: str, folder: Path) -> str:
    """Put the command for another folder into the first line of a drafted event.toml.

    Parameters
    ----------
    text : of the file.
    folder : the folder of the event.

    Returns
    -------
    The text.
    """
    return HEAD.sub(lambda found: found[1] + tell_command(folder), text, count=1)


def draft_event(folder: Path, settings: dict) -> Path:
    """Write event.toml with comments, for a person to correct.

    Names that recur in the texts are suggested as actors, nouns of both sides as issues, and
    speakers with whom they speak for.

    Parameters
    ----------
    folder : the folder of the event.
    settings : as from read_settings, paths absolute.

    Returns
    -------
    The path of the file.

    Raises
    ------
    ValueError : as gather_articles does; the file that was there is unchanged then.
    """
    import jinja2

    sides = [{"articles": [], "sources": [], **side} for side in settings["sides"]]
    full = {**settings, "sides": sides}
    outside = list_outside(list_sources(full), folder)
    gathered, _ = gather_articles(full, folder)
    articles = gathered.head(DRAFTED_FROM)
    sentences, spoken = _cut_articles(articles)
    # "Ada B. Marsh" is Ada Marsh; the point would part her name.
    whole = sentences["text"].str.replace(_INITIAL, r"\1 ", regex=True)
    every = list_names(sentences.assign(text=whole))
    names = every.groupby("name")["n"].agg(n="sum", n_articles="size").reset_index()
    actors = suggest_named(names, outlets=articles["outlet"])[:SUGGESTED]
    people = suggest_people(spoken, known=list_person_names(actors))
    issues = suggest_issues(_count_terms(sentences, every["name"]))
    surroundings = jinja2.Environment(
        loader=jinja2.PackageLoader("analysis", "lexicons"), keep_trailing_newline=True
    )
    surroundings.filters["toml"] = _write_toml
    template = surroundings.get_template("event.toml.jinja")
    command = tell_command(folder)
    full["outside"] = make_mark(outside) if outside else ""
    text = template.render(command=command, actors=actors, people=people, issues=issues, **full)
    path = folder / "event.toml"
    write_atomic(path, text)
    return path


def _count_terms(sentences: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """The uses of words that stand in no name: side, term, n."""
    words = sentences.assign(term=sentences["text"].map(list_terms)).explode("term")
    in_names: set[str] = set()
    for name in names:
        in_names.update(name.lower().split())
    words = words[~words["term"].isin(in_names)]
    return words.groupby(["side", "term"]).size().rename("n").reset_index()


def _write_toml(value: object) -> str:
    """JSON's strings, lists and truth values are TOML's, but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _cut_articles(articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sentences of the body (article_id, side, text), and segments of the first articles."""
    rows, parts = [], []
    for number, article in enumerate(articles.itertuples(index=False)):
        text, offsets = normalise(article.text)
        sentences = list_sentences(text, kinds=article.kinds)
        for _, _, _, start, end, role, _ in sentences:
            if role == "body":
                rows.append((article.article_id, article.side, text[start:end]))
        if number < SPEAKERS_FROM and sentences:
            parts += list_segments(sentences, text, article_id=article.article_id, offsets=offsets)
    spoken = pd.DataFrame(parts, columns=SEGMENTS)
    spoken["n_words"] = spoken["text"].map(lambda text: len(list_words(text)))
    sentences = pd.DataFrame(rows, columns=["article_id", "side", "text"])
    return sentences, spoken[spoken["role"] == "body"]
