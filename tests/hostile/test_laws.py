"""Changes of the material whose effect is known: findings follow them to the last digit."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from generated import build, make_articles, make_text

from analysis.judge.verdicts import judge_all
from analysis.measures.tone import score_articles

PAIR = ("Post", "Herald")
# Articles of both sides; one against one is resampled by paragraphs, the others by articles.
SIZES = [(1, 1)] * 4 + [(1, 2), (2, 2), (3, 2), (3, 3), (4, 4), (2, 6), (6, 5), (8, 8)]
ALL = [pytest.param(k, marks=pytest.mark.hostile) for k in range(len(SIZES))]
DRAWS = [0, *ALL[1:]]  # the laws of which `make test` takes one draw
STAYS = ["finding_id", "measure", "subject", "voice", "p", "q", "placebo", "kept", "tried", "lost"]
STAYS += ["verdict", "unusual", "unit", "note"]
FLIPS = ["estimate", "effect", "low", "high"]


def draw(number: int) -> list[dict]:
    first, second = SIZES[number]
    seeds = range(100 * number, 100 * number + first + second)
    return make_articles(seeds[:first], PAIR[0]) + make_articles(seeds[first:], PAIR[1])


def judge(rows: list[dict], folder, *, sides: tuple[str, str] = PAIR) -> pd.DataFrame:
    corpus = build(rows, folder, sides=sides)
    return judge_all(corpus, codebooks=["generic"], resamples=200)


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """The findings of a draw, made once for all laws."""
    made: dict[int, pd.DataFrame] = {}

    def find(number: int) -> pd.DataFrame:
        if number not in made:
            made[number] = judge(draw(number), tmp_path_factory.mktemp("draw"))
        assert len(made[number]) > 20
        return made[number]

    return find


@pytest.mark.row("R17")
@pytest.mark.parametrize("number", ALL)
def test_articles_against_themselves_do_not_differ(number, tmp_path):
    first = make_articles(range(100 * number, 100 * number + SIZES[number][0]), PAIR[0])
    again = [row | {"id": f"{row['id']}-again", "outlet": PAIR[1]} for row in first]
    found = judge(first + again, tmp_path)
    assert len(found) and not found["estimate"].any()
    assert (found["a"] == found["b"]).all() and (found["verdict"] == "not shown").all()


@pytest.mark.row("F23", "R17")
@pytest.mark.parametrize("number", DRAWS)
def test_sides_that_are_swapped_flip_the_signs_alone(number, judged, tmp_path):
    """F23: bounds of two single articles differed by up to 2.7, and p by 0.019."""
    one, other = judged(number), judge(draw(number), tmp_path, sides=PAIR[::-1])
    pd.testing.assert_frame_equal(one[STAYS], other[STAYS], check_exact=True)
    for column in ("a", "n_a", "blocks_a", "side_a"):
        assert one[column].tolist() == other[f"{column[:-1]}b"].tolist()
    mirrored = -other[["estimate", "effect", "high", "low"]].set_axis(FLIPS, axis=1)
    np.testing.assert_array_equal(one[FLIPS], mirrored)


@pytest.mark.row("F23", "R17")
@pytest.mark.parametrize("number", ALL)
def test_the_order_of_articles_changes_nothing(number, judged, tmp_path):
    """F23: bounds differed by up to .48."""
    rows = draw(number)
    random.Random(number).shuffle(rows)
    other = judge(rows[::-1], tmp_path)
    # Sums over articles in another order are the same to the last digits.
    pd.testing.assert_frame_equal(judged(number), other, rtol=1e-12, atol=1e-12)


@pytest.mark.row("R17")
@pytest.mark.parametrize("number", ALL)
def test_an_article_that_comes_twice_counts_once(number, judged, tmp_path):
    rows = draw(number)
    rows.insert(0, rows[-1] | {"id": "z-again"})
    pd.testing.assert_frame_equal(judged(number), judge(rows, tmp_path), check_exact=True)


@pytest.mark.row("R17")
@pytest.mark.parametrize("number", DRAWS)
def test_another_article_changes_no_number_of_the_others(number, tmp_path):
    rows = draw(number)
    one = build(rows, tmp_path / "one", sides=PAIR)
    text = make_text(100 * number + 99).replace("the", "our")
    more = [*rows, {"id": "off-topic", "outlet": PAIR[0], "text": text}]
    other = build(more, tmp_path / "more", sides=PAIR)
    for name in ("articles", "segments", "terms", "marks"):
        mine, theirs = list_own(one, name), list_own(other, name)
        assert mine["article_id"].nunique() < theirs["article_id"].nunique()
        theirs = theirs[theirs["article_id"] != "off-topic"].reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, theirs, check_exact=True)
    scores = [score_articles(corpus).set_index("article_id") for corpus in (one, other)]
    kept = scores[1].loc[scores[0].index, "tone"]
    pd.testing.assert_series_equal(scores[0]["tone"], kept, rtol=1e-12)


def list_own(corpus, name: str) -> pd.DataFrame:
    """A table of a corpus with article_id; of the terms single words.

    Phrases are kept by how many articles hold them, and outliers are so among their side.
    """
    table = getattr(corpus, name)
    if "article_id" not in table:
        articles = corpus.segments.set_index("segment_id")["article_id"]
        table = table.assign(article_id=table["segment_id"].map(articles))
    if name == "terms":
        table = table[table["size"] == 1]
    return table.reset_index(drop=True)
