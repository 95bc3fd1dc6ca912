"""Where the numbers of a report come from: its glossary, inputs, choices, formulas and versions."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analysis.event.event import Event
from analysis.show.display import table
from analysis.show.downloads import link_file
from analysis.stats.seeds import seed_event
from analysis.tables.packages import find_version
from analysis.tables.resources import load_lexicon

if TYPE_CHECKING:
    from nbformat import NotebookNode

ABOUT = ["article_id", "side", "outlet", "published", "url", "n_words", "sha256"]
PACKAGES = [
    *("crossframe", "pandas", "numpy", "scipy", "matplotlib", "seaborn", "textblob"),
    *("vaderSentiment", "nupunkt", "breame", "nbclient", "ipython"),
]
CAPTIONS = {
    "glossary": "The measures in plain words",
    "inputs": "Input files and their SHA-256",
    "parameters": "Choices made in the notebooks",
    "formulas": "Formulas, with how many published numbers and numbers of other software each "
    "reproduces",
    "versions": "Versions of the packages",
}


def list_provenance(
    event: Event, notebooks: Mapping[str, NotebookNode]
) -> tuple[dict[str, object], dict[str, str]]:
    """List what a report says of itself.

    Parameters
    ----------
    event : its articles are the inputs.
    notebooks : executed, with their parameters.

    Returns
    -------
    The tables as HTML by name (glossary, inputs, parameters, formulas, versions), with python, seed
    and version; and the files of these tables, name -> CSV.
    """
    version = {name: find_version(name) for name in PACKAGES}
    known = [(name, number) for name, number in version.items() if number]
    glossary = load_lexicon("glossary")
    headings = ["Term", "What it means here", "What it does not mean"]
    tables = {
        "glossary": glossary.set_axis(headings, axis=1),
        "inputs": event.corpus.articles[ABOUT],
        "parameters": _list_parameters(notebooks),
        "formulas": load_lexicon("formulas")[["formula", "source", "published", "peer"]],
        "versions": pd.DataFrame(known, columns=["Package", "Version"]),
    }
    python = "{}.{}".format(*sys.version_info)
    page = {"python": python, "seed": seed_event(event.corpus.articles)}
    page["version"] = version["crossframe"]
    files = {}
    for key, rows in tables.items():
        shown = table(rows, caption=CAPTIONS[key], name=f"report-{key}")
        page[key] = link_file(shown.rich, shown.name, shown.csv)
        files[shown.name] = shown.csv
    return page, files


def _list_parameters(notebooks: Mapping[str, NotebookNode]) -> pd.DataFrame:
    """Parameter, value, and the notebooks that used it; the event is the page's own subject."""
    rows = []
    for book_name, book in notebooks.items():
        parameters = book.metadata.get("parameters", {})
        for name, value in parameters.items():
            if name != "EVENT":
                rows.append((name, repr(value), book_name))
    used = pd.DataFrame(rows, columns=["Parameter", "Value", "Notebooks"])
    groups = used.groupby(["Parameter", "Value"], sort=False)["Notebooks"]
    return groups.agg(", ".join).reset_index()
