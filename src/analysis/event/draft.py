"""A new event.toml with comments, drafted from the texts for a person to correct."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from analysis.articles.roles import list_sentences
from analysis.event.gather import gather_articles
from analysis.event.suggest import suggest_named, suggest_people
from analysis.measures.actors import list_names, suggest_actors
from analysis.measures.issues import suggest_issues
from analysis.tables.storage import write_atomic
from analysis.text.typography import normalise
from analysis.text.words import list_terms

DRAFTED_FROM = 200  # articles read for names
SUGGESTED = 12  # actors put into a new event.toml


def draft_event(folder: Path, settings: dict) -> Path:
    """Write event.toml with comments, and with names that recur in the texts as actors and nouns
    of both sides as issues, for a person to correct.

    Arguments: folder; settings, as from read_settings, paths absolute.
    Returns: the file. Raises: ValueError as gather_articles does; the file that was there is
    unchanged then.
    """
    import jinja2

    full = {
        **settings,
        "sides": [{"articles": [], "sources": [], **side} for side in settings["sides"]],
    }
    rows = []
    articles = gather_articles(full, folder)[0].head(DRAFTED_FROM)
    for article in articles.itertuples(index=False):
        text = normalise(article.text)[0]
        rows += [
            (article.article_id, article.side, text[i:j])
            for _, _, _, i, j, role, _ in list_sentences(text, kinds=article.kinds)
            if role == "body"
        ]
    sentences = pd.DataFrame(rows, columns=["article_id", "side", "text"])
    every = list_names(sentences)
    names = suggest_actors(every, []).head(2 * SUGGESTED)
    words = sentences.assign(term=sentences["text"].map(list_terms)).explode("term")
    in_names = {word.lower() for name in every["name"] for word in name.split()}
    words = words[~words["term"].isin(in_names)]
    terms = words.groupby(["side", "term"]).size().rename("n").reset_index()
    surroundings = jinja2.Environment(
        loader=jinja2.PackageLoader("analysis", "lexicons"), keep_trailing_newline=True
    )
    # JSON's strings, lists and truth values are TOML's, but for one control character.
    surroundings.filters["toml"] = lambda value: json.dumps(value, ensure_ascii=False).replace(
        "\x7f", "\\u007f"
    )
    template = surroundings.get_template("event.toml.jinja")
    write_atomic(
        folder / "event.toml",
        template.render(
            folder=folder.name,
            actors=suggest_named(names, outlets=articles["outlet"])[:SUGGESTED],
            people=suggest_people(sentences),
            issues=suggest_issues(terms),
            **full,
        ),
    )
    return folder / "event.toml"
