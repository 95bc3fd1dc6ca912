"""What a reader should know of the articles before any number: a plain line each."""

from __future__ import annotations

from analysis.tables.corpus import Corpus

FEW_WORDS = 100  # of a side's body, under which chance decides nearly everything


def list_remarks(corpus: Corpus) -> list[str]:
    """A line for the same article on two sides, a side of few words, and one that quotes nobody.

    Examples
    --------
    >>> import crossframe as cf
    >>> pair = cf.compare("Ferry sold\\n\\nThe bank bought it.", "Ferry sold\\n\\nThey are angry.")
    >>> list_remarks(pair.corpus)[0]
    'Text 1: only 4 words of body; under 100 words hardly any difference can be told from chance'
    """
    articles = corpus.articles
    first = articles.groupby("sha256", sort=False).agg(sides=("side", "unique"), n=("side", "size"))
    same = first[first["sides"].map(len) > 1]
    lines = [
        f"{' and '.join(row.sides)}: {'the same article' if row.n == len(row.sides) else 'copies'} "
        "stands on both sides; between identical texts every difference is zero"
        for row in same.itertuples()
    ]
    body = corpus.select(role="body").segments
    sides = dict(zip(articles["article_id"], articles["side"], strict=True))
    by_side = body.assign(side=body["article_id"].map(sides))
    for side in corpus.sides:
        own = by_side[by_side["side"] == side]
        words = int(own["n_words"].sum())
        if words < FEW_WORDS:
            lines.append(
                f"{side}: only {words} words of body; under {FEW_WORDS} words hardly any "
                "difference can be told from chance"
            )
        if not (own["voice"] == "quoted").any():
            lines.append(f"{side}: no quotation; nobody's own words stand in it")
    return lines
