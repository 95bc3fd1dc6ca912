"""The CSV files of a report's outputs, and the links that the page offers to them.

An output brings its file in an entry of its own (display.CSV_KIND); HTML only holds an empty slot.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from analysis.show.display import CSV_KIND, FILE_NAME, HEAD, MOST, csv_slot

LINK = Markup('<p class="csv"><a download="{0}.csv" href="data:text/csv;charset=utf-8,{1}">{0}.csv')
END = Markup("</a></p>")


def find_file(data: Mapping[str, object]) -> tuple[str, str] | None:
    """Find the file that an output's data holds.

    Parameters
    ----------
    data : the MIME bundle of an output.

    Returns
    -------
    Its name and text; None where it holds none.

    Raises
    ------
    ValueError : for an entry that is not a name and a text.

    Examples
    --------
    >>> find_file({CSV_KIND: {"name": "uses", "csv": "term,n"}})
    ('uses', 'term,n')
    """
    entry = data.get(CSV_KIND)
    if entry is None:
        return None
    file = entry if isinstance(entry, Mapping) else {}
    name, csv = str(file.get("name")), file.get("csv")
    if not isinstance(csv, str) or not FILE_NAME.fullmatch(name):
        held = str(entry)
        raise ValueError(
            f"an output's entry {CSV_KIND} holds {held[:60]!r}; it must hold a name of "
            "lower-case letters, digits and hyphens, and csv, the text of the file"
        )
    return name, csv


def link_file(html: str, name: str, csv: str) -> Markup:
    """Put the link to an output's file into its HTML.

    It stands in the slot for it, or else at the end. Of a file of more than MOST rows the link
    holds the first HEAD rows; the file beside the page is whole.

    Parameters
    ----------
    html : what the output shows.
    name, csv : of the file.

    Returns
    -------
    The HTML.

    Examples
    --------
    >>> link_file(csv_slot("uses"), "uses", "term,n")[-24:]
    Markup('term,n">uses.csv</a></p>')
    """
    if csv.count("\n") > MOST + 1:  # counts lines; a cell may hold several
        rows = pd.read_csv(io.StringIO(csv), dtype="str", keep_default_na=False)
        if len(rows) > MOST:
            csv = rows.head(HEAD).to_csv(index=False, lineterminator="\n")
    link = LINK.format(name, quote(csv, safe="/,")) + END
    slot = csv_slot(name)
    if slot not in html:
        return Markup(html) + link
    return Markup(html.replace(slot, link, 1))
