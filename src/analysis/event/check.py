"""Is it the article? What was read of files and events, before anything is measured."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path

from analysis.articles.roles import list_aside, list_sentences
from analysis.articles.segments import list_segments, plain_text
from analysis.event.gather import gather_articles
from analysis.read.notes import tell_note
from analysis.read.sources import read_source
from analysis.text.english import check_english, doubt_english
from analysis.text.words import list_words

FEW_WORDS = 80  # of a body, under which a page's article was hardly found
MUCH_ASIDE = 0.4  # of an article's words set aside, more than pages of one article have
MOST_ARTICLES = 20  # that are told one by one


def check_source(path: str | Path) -> dict:
    """What was read of a file, a folder or a table.

    Parameters
    ----------
    path : a file, a folder or a table.

    Returns
    -------
    path; articles, of each what check_article gives; refused, guessed: what read_source noted, in
    words.

    Raises
    ------
    ValueError : when there is nothing of that name.
    """
    found, notes = read_source(path)
    articles, refused = [], []
    for row in found.to_dict("records"):
        try:
            articles.append(check_article(row))
        except ValueError as error:
            refused.append(str(error))
    refused += [tell_note(note) for note in notes if note["what"] == "refused"]
    guessed = [tell_note(note) for note in notes if note["what"] != "refused"]
    return {"path": str(path), "articles": articles, "refused": refused, "guessed": guessed}


def check_articles(settings: dict, base: Path) -> list[dict]:
    """What check_article gives for every article of an event whose texts are in a folder."""
    found, _ = gather_articles(settings, base)
    checked = []
    for row in found.to_dict("records"):
        with suppress(ValueError):  # the audit names it
            checked.append(check_article(row))
    return checked


def check_article(article: dict) -> dict:
    """What an article of read_source turns out to be.

    Parameters
    ----------
    article : a row of read_source, as a dict.

    Returns
    -------
    article_id, title, outlet, published, author, url; words and paragraphs of the body; first and
    last, its first and last sentence; aside: role, reason, words and beginning of every sentence
    set aside; quotations; speakers, with their words; warnings, in words.

    Raises
    ------
    ValueError : as plain_text does.
    """
    place = f"{article['file']}, row {article['row']}" if article["row"] else article["file"]
    text, offsets = plain_text(article["text"], name=place)
    sentences = list_sentences(text, kinds=article["kinds"])
    body = [row for row in sentences if row[5] == "body"]
    segments = list_segments(sentences, text, article_id=article["article_id"], offsets=offsets)
    spoken = [row for row in segments if row[6] == "body" and row[7] != "author"]
    speakers: Counter[str] = Counter()
    for row in spoken:
        speakers[row[8] or "(not known)"] += len(list_words(row[11]))
    aside = [
        {
            "role": row[5],
            "reason": row[6],
            "words": row[9],
            "begins": " ".join(text[row[3] : row[4]].split()[:8]),
        }
        for row in list_aside(sentences, text, article_id=article["article_id"])
    ]
    known = ("article_id", "title", "outlet", "published", "author", "url")
    checked = {key: article[key] for key in known} | {
        "words": sum(len(list_words(text[row[3] : row[4]])) for row in body),
        "paragraphs": len({row[1] for row in body}),
        "first": text[body[0][3] : body[0][4]] if body else "",
        "last": text[body[-1][3] : body[-1][4]] if body else "",
        "aside": aside,
        "quotations": sum(row[7] == "quoted" for row in spoken),
        "speakers": [{"speaker": name, "words": n} for name, n in speakers.most_common()],
    }
    headline = next((text[row[3] : row[4]] for row in sentences if row[5] == "headline"), "")
    checked["title"] = headline or checked["title"]
    warnings = _list_warnings(checked, headline)
    return checked | {"warnings": [*_doubt_language(text, place), *warnings]}


def _doubt_language(text: str, place: str) -> list[str]:
    """That an article is refused when it is compared, or that its language is not sure."""
    try:
        check_english(text, name=place)
    except ValueError as error:
        return [f"it will not be compared: {str(error).removeprefix(f'{place}: ')}"]
    return [doubt for doubt in [doubt_english(text)] if doubt]


def _list_warnings(checked: dict, headline: str) -> list[str]:
    """What a person should look at before believing any number."""
    aside = sum(row["words"] for row in checked["aside"] if row["role"] == "boilerplate")
    told = []
    if not checked["words"]:
        told.append("no running text: is this the page of one article?")
    elif checked["words"] < FEW_WORDS:
        told.append(f"only {checked['words']} words of body: is the text whole?")
    if checked["words"] and aside > MUCH_ASIDE * (aside + checked["words"]):
        told.append(f"{aside} words were set aside as page furniture: is it one article?")
    if not headline:
        told.append("no headline was found")
    if checked["last"] and checked["last"].rstrip("'\")]")[-1:] not in (".", "!", "?", "…"):
        told.append("the last line ends no sentence: is the text whole?")
    if not checked["published"]:
        told.append("no day of publication is known")
    return told


def tell_check(found: dict) -> list[str]:
    """What check_source found, in lines for a person."""
    lines = [found["path"]]
    for article in found["articles"][:MOST_ARTICLES]:
        lines += _tell_article(article)
    if more := found["articles"][MOST_ARTICLES:]:
        lines.append(f"  … and {len(more)} more articles; --json has all of them")
    lines += [f"  refused: {reason}" for reason in found["refused"]]
    lines += [f"  note: {reason}" for reason in found["guessed"]]
    if not found["articles"]:
        lines.append("  No article.")
    return lines


def _tell_article(article: dict) -> list[str]:
    known = ", ".join(filter(None, (article["outlet"], article["published"], article["author"])))
    lines = [
        f"  {article['article_id']}: {article['title'] or '(no headline)'}"
        + (f" ({known})" if known else ""),
        f"    body: {article['words']} words in {article['paragraphs']} paragraphs",
        f"    first: {article['first']}",
        f"    last:  {article['last']}",
        f"    speech: {article['quotations']} quotations"
        + "".join(f"; {one['speaker']} {one['words']} words" for one in article["speakers"][:6]),
    ]
    kinds = Counter((row["role"], row["reason"]) for row in article["aside"])
    words: Counter[tuple] = Counter()
    for row in article["aside"]:
        words[row["role"], row["reason"]] += row["words"]
    lines += [
        f"    set aside: {role}, {reason} ({n}, {words[role, reason]} words)"
        for (role, reason), n in kinds.items()
    ]
    return lines + [f"    look: {warning}" for warning in article["warnings"]]
