"""What a reader should know of the articles before any number: a plain line each."""

from __future__ import annotations

from analysis.tables.corpus import Corpus
from analysis.tables.sides import add_side

FEW_WORDS = 100  # with fewer words in its body, chance decides nearly everything


def list_remarks(corpus: Corpus) -> list[str]:
    """List what a reader should know of the articles before any number.

    Parameters
    ----------
    corpus : with all roles.

    Returns
    -------
    Lines: the same article on two sides, a side of few words, and one that quotes nobody.

    Examples
    --------
    >>> import crossframe as cf
    >>> pair = cf.compare("Ferry sold\\n\\nThe bank bought it.", "Ferry sold\\n\\nThey are angry.")
    >>> list_remarks(pair.corpus)[0]
    'Text 1: only 4 words of body; under 100 words hardly any difference can be told from chance'
    """
    lines = []
    for _, sides in corpus.articles.groupby("sha256", sort=False)["side"]:
        named = sides.unique()
        if len(named) < 2:
            continue
        what = "the same article" if len(sides) == len(named) else "copies"
        lines.append(
            f"{' and '.join(named)}: {what} stands on both sides; between identical texts every "
            "difference is zero"
        )
    body = add_side(corpus.select(role="body").segments, corpus.articles)
    for side in corpus.sides:
        own = body[body["side"] == side]
        words = int(own["n_words"].sum())
        if words < FEW_WORDS:
            lines.append(
                f"{side}: only {words} words of body; under {FEW_WORDS} words hardly any "
                "difference can be told from chance"
            )
        quoted = own["voice"] == "quoted"
        if not quoted.any():
            lines.append(f"{side}: no quotation; nobody's own words stand in it")
    return lines
