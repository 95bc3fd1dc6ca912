"""From files to sentences with roles: the two labelled pairs, rules one by one, and refusals."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from analysis.articles.roles import OPENING, _load_patterns
from analysis.read.sources import read_text
from analysis.tables.resources import load_lexicon
from analysis.tables.schemas import ROLES
from analysis.text.english import check_english
from analysis.text.typography import normalise
from analysis.text.words import word_spans
from article_tables import find_blocks, list_set_aside, read_article, split_article
from bad_events import BAD, BODY, TEXT
from helpers import GOLD, HARBOUR, PAIR
from reference import reference

REAL = ["partnership_balance", "alliance_diversification"]
MORE = "Those who work on it were told by letter, and most of them had put the letter aside unread."


def read_harbour(article: str) -> str:
    return normalise(read_text(HARBOUR / "texts" / f"{article}.txt"))[0]


def roles_of(*lines: str) -> list[str]:
    return find_blocks(normalise("\n\n".join(lines))[0])["role"].tolist()


def check_roles(text: str, gold: dict) -> None:
    """Every line with text has the role of the gold labels; what they do not list is body."""
    blocks = find_blocks(text)
    labelled = {entry["line"]: entry["role"] for entry in gold["not_body"]}
    lines = [k for k, line in enumerate(text.split("\n")) if line.strip()]
    assert dict(zip(blocks["line"], blocks["role"], strict=True)) == {
        k: labelled.get(k, "body") for k in lines
    }


def check_promotions(text: str, gold: dict) -> None:
    """Exactly the labelled sentences inside body paragraphs are set aside."""
    sentences, labelled = split_article(text), {entry["line"] for entry in gold["not_body"]}
    inside = sentences[~sentences["line"].isin(labelled) & (sentences["role"] != "body")]
    assert set(inside["role"]) <= {"boilerplate"}
    found = [text[i:j] for i, j in zip(inside["start"], inside["end"], strict=True)]
    assert len(found) == len(gold.get("boilerplate_sentences", []))
    assert all(
        f.startswith(g) for f, g in zip(found, gold.get("boilerplate_sentences", []), strict=True)
    )


@pytest.mark.parametrize("article", PAIR)
def test_roles_of_the_harbour_pair(article):
    check_roles(read_harbour(article), GOLD[article])


@pytest.mark.parametrize("article", PAIR)
def test_promotions_of_the_harbour_pair(article):
    check_promotions(read_harbour(article), GOLD[article])


@pytest.mark.parametrize("article", PAIR)
def test_counts_of_the_harbour_pair(article):
    text, gold = read_harbour(article), GOLD[article]
    body = split_article(text).query("role == 'body'")
    words = sum(len(word_spans(text[i:j])) for i, j in zip(body["start"], body["end"], strict=True))
    assert body["paragraph"].nunique() == gold["n_body_paragraphs"]
    assert len(body) == gold["n_body_sentences"]
    assert words == gold["n_body_words"]


@pytest.mark.parametrize("article", REAL)
def test_roles_and_promotions_of_the_real_pair(article):
    gold = json.loads(reference("articles/gold.json").read_text(encoding="utf-8"))[article]
    text = normalise(read_text(reference(f"articles/{article}.txt")))[0]
    check_roles(text, gold)
    check_promotions(text, gold)


# One rule at a time


@pytest.mark.parametrize(
    ("lines", "roles"),
    [
        (["Ferry sold", BODY, MORE], ["headline", "body", "body"]),
        ([BODY, MORE], ["body", "body"]),
        (["Ferry sold", BODY, "What comes next", MORE], ["headline", "body", "heading", "body"]),
        (["Ferry sold", BODY, "A ferry", MORE], ["headline", "body", "heading", "body"]),
        (
            [
                "Ferry sold",
                "A bank buys it by night and tells those who work on it only by letter "
                "the next day",
                "Ferry sold",
                BODY,
            ],
            ["headline", "standfirst", "headline", "body"],
        ),
        (
            [
                "Ferry sold",
                BODY,
                MORE,
                "Most of them had put the letter aside unread",
                BODY[::-1] + ".",
            ],
            ["headline", "body", "body", "pull quote", "body"],
        ),
        (["Ferry sold", "By Maud Tarrant", BODY], ["headline", "boilerplate", "body"]),
        (
            ["Ferry sold", BODY, "Advertisement", MORE, "Share"],
            ["headline", "body", "boilerplate", "body", "boilerplate"],
        ),
        (["***", "Ferry sold", BODY], ["heading", "headline", "body"]),
        (
            ["Ferry sold", BODY, "Yes.", MORE + " It was yesterday."],
            ["headline", "body", "body", "body"],
        ),
        (["Ferry sold", BODY, "* * *", MORE], ["headline", "body", "heading", "body"]),
        (
            ["Ferry sold", BODY, "Who signed?", "Nobody knows who did.", MORE],
            ["headline", *["body"] * 4],
        ),
    ],
    ids=[
        "plain",
        "no headline",
        "heading",
        "heading of body words",
        "standfirst",
        "pull quote",
        "byline",
        "widgets",
        "ornament first",
        "short answer",
        "ornament",
        "questions",
    ],
)
def test_roles_by_rule(lines, roles):
    assert roles_of(*lines) == roles


def test_a_refrain_is_body_at_least_once():
    assert (
        roles_of(
            "Ferry sold", "Nobody came to see it go.", BODY, "Nobody came to see it go.", MORE
        )[1]
        == "body"
    )


def test_every_pattern_fits_its_own_example():
    for row in load_lexicon("boilerplate").itertuples():
        lines = {
            "line": ["Ferry sold", BODY, row.example, MORE],
            "sentence": ["Ferry sold", f"{BODY} {row.example} {MORE}"],
            "end": ["Ferry sold", BODY, MORE, row.example],
        }
        sentences = split_article("\n".join(lines[row.scope]))
        assert sentences["reason"].tolist().count(row.note) == 1, row.example


def test_no_pattern_is_left_out_that_fits():
    """By how a text begins most patterns are passed over; none of those fits it."""
    table = load_lexicon("boilerplate")
    fitting = 0
    for example in table["example"]:
        for text in (example, example.upper(), example.lower(), f"3 {example}", f"({example}"):
            for scope in table["scope"].unique():
                known = _load_patterns(scope)
                every, _ = known[""]
                fits = [pattern for pattern in every if pattern[0](text)]
                assert set(fits) <= set(known[text[:OPENING]][0]), text
                fitting += len(fits)
    assert fitting > 2 * len(table)


def test_single_and_blank_lines_part_paragraphs_alike():
    lines = ["Ferry sold", BODY, "What comes next", MORE]
    single, blank = ("\n".join(lines), "\n\n\n".join(lines))
    assert find_blocks(single)["role"].tolist() == find_blocks(blank)["role"].tolist()


def test_hard_wrapped_lines_are_joined():
    words = f"{BODY} {MORE} {BODY}".split()
    wrapped = "\n".join(" ".join(words[k : k + 11]) for k in range(0, len(words), 11))
    text = f"Ferry sold\n\n{wrapped}\n\n{wrapped}"
    assert find_blocks(text)["role"].tolist() == ["headline", "body", "body"]
    sentences = split_article(text)
    assert Counter(sentences["role"]) == {"headline": 1, "body": 6}


def test_promotions_are_sentences():
    text = (
        f"{BODY} Read more on this in our guide. The bank will read more of it than we did. {MORE}"
    )
    assert split_article(text)["role"].tolist() == ["body", "boilerplate", "body", "body"]


@pytest.mark.parametrize("text", ["", "\n\n", "  ", "\t\n\u2028"])
def test_nothing_gives_no_rows(text):
    assert len(find_blocks(text.strip())) == 0 and len(split_article("\n" * len(text))) == 0


def test_what_is_set_aside_is_listed_with_its_reason():
    text = read_harbour("sold_shore")
    sentences = split_article(text)
    aside = list_set_aside(sentences, text, article_id="sold_shore")
    assert len(aside) == (sentences["role"] != "body").sum() > 0
    assert (
        set(aside["what"]) < set(ROLES)
        and "body" not in set(aside["what"])
        and (aside["reason"] != "").all()
    )
    assert sentences.loc[sentences["role"] == "body", "reason"].eq("").all()


# Files


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_refused_by_name(case, tmp_path):
    content, message = BAD[case]
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"bad.txt: .*{message}"):
        read_article(path)


@pytest.mark.parametrize("name", ["absent.txt", "", "a" * 300 + ".txt", "nul\0.txt"])
def test_missing_files_are_refused_by_name(name, tmp_path):
    with pytest.raises(ValueError, match="no such file"):
        read_text(tmp_path / name)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["plain", "BOM", "UTF-16", "UTF-16 BE", "CRLF", "CR"],
)
def test_every_encoding_gives_the_same_text(content, tmp_path):
    (tmp_path / "x.txt").write_bytes(content)
    assert read_text(tmp_path / "x.txt") == TEXT


def test_short_texts_are_not_judged_by_language():
    check_english("Le port est vendu.", name="x")
