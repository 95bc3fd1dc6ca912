"""Is it the article? What was read of files and events, before anything is measured."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path

from analysis.articles.roles import ASIDE, SENTENCES, list_aside, list_sentences
from analysis.articles.segments import SEGMENTS, list_segments, plain_text
from analysis.event.gather import gather_articles
from analysis.read.notes import tell_note, tell_place
from analysis.read.sources import read_source
from analysis.text.english import check_english, doubt_english
from analysis.text.words import list_words

FEW_WORDS = 80  # with fewer words in its body, the article of a page was probably not found
MUCH_ASIDE = 0.4  # share of words set aside that pages of a single article stay under
MOST_ARTICLES = 20  # articles described one by one


def check_source(path: str | Path) -> dict:
    """Read a file, a folder or a table, and describe what was read.

    Parameters
    ----------
    path : a file, a folder or a table.

    Returns
    -------
    A dict: path; articles (of each what check_article gives); refused and guessed (what read_source
    noted, in words).

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
    """Check every article of an event whose texts are in a folder.

    Parameters
    ----------
    settings : of the event, as from settings.read_settings.
    base : the folder of the texts.

    Returns
    -------
    A list: of each article that can be read what check_article gives.

    Raises
    ------
    ValueError : as gather_articles does.
    """
    found, _ = gather_articles(settings, base)
    checked = []
    for row in found.to_dict("records"):
        with suppress(ValueError):  # the audit says what is wrong
            checked.append(check_article(row))
    return checked


def check_article(article: dict) -> dict:
    """Describe what an article turns out to be.

    Parameters
    ----------
    article : a row of read_source, as a dict.

    Returns
    -------
    A dict: article_id, title, outlet, published, author, url; words and paragraphs (how many the
    body has), first and last (its first and last sentence); aside (of every sentence set aside
    role, reason, words, and begins, its first words); quotations (how many), speakers (of each
    speaker and words); warnings (what a person should look at, in words).

    Raises
    ------
    ValueError : for a text without a word.
    """
    place = tell_place(article)
    article_id = article["article_id"]
    text, offsets = plain_text(article["text"], name=place)
    sentences = list_sentences(text, kinds=article["kinds"])
    segments = list_segments(sentences, text, article_id=article_id, offsets=offsets)
    aside = list_aside(sentences, text, article_id=article_id)
    by_role = _list_by_role(sentences, text)
    headlines = by_role.get("headline", [])
    headline = headlines[0] if headlines else ""
    known = ("article_id", "title", "outlet", "published", "author", "url")
    checked = {key: article[key] for key in known}
    checked |= _count_body(by_role.get("body", []), sentences)
    checked["aside"] = _list_aside(aside, text)
    checked |= _count_speech(segments)
    checked["title"] = headline or checked["title"]
    warnings = _doubt_language(text, place)
    warnings += _list_warnings(checked, headline)
    return checked | {"warnings": warnings}


def _list_by_role(sentences: list[tuple], text: str) -> dict[str, list[str]]:
    """Role -> the sentences of it in their order."""
    by_role: dict[str, list[str]] = {}
    for row in sentences:
        sentence = dict(zip(SENTENCES, row, strict=True))
        own = by_role.setdefault(sentence["role"], [])
        own.append(text[sentence["start"] : sentence["end"]])
    return by_role


def _count_body(body: list[str], sentences: list[tuple]) -> dict:
    """How many words and paragraphs the body has, and its ends."""
    paragraphs = set()
    for row in sentences:
        sentence = dict(zip(SENTENCES, row, strict=True))
        if sentence["role"] == "body":
            paragraphs.add(sentence["paragraph"])
    words = sum(len(list_words(sentence)) for sentence in body)
    counted = {"words": words, "paragraphs": len(paragraphs), "first": "", "last": ""}
    if body:
        counted["first"], counted["last"] = body[0], body[-1]
    return counted


def _list_aside(aside: list[tuple], text: str) -> list[dict]:
    """What was set aside, each sentence by its first words."""
    told = []
    for row in aside:
        sentence = dict(zip(ASIDE, row, strict=True))
        words = text[sentence["start"] : sentence["end"]].split()
        line = {
            "role": sentence["role"],
            "reason": sentence["reason"],
            "words": sentence["n_words"],
            "begins": " ".join(words[:8]),
        }
        told.append(line)
    return told


def _count_speech(segments: list[tuple]) -> dict:
    """The quotations of the body, and its speakers with their words."""
    quotations = 0
    speakers: Counter[str] = Counter()
    for row in segments:
        segment = dict(zip(SEGMENTS, row, strict=True))
        if segment["role"] != "body" or segment["voice"] == "author":
            continue
        quotations += segment["voice"] == "quoted"
        speaker = segment["speaker"] or "(not known)"
        speakers[speaker] += len(list_words(segment["text"]))
    listed = [{"speaker": name, "words": n} for name, n in speakers.most_common()]
    return {"quotations": quotations, "speakers": listed}


def _doubt_language(text: str, place: str) -> list[str]:
    """That an article is refused when it is compared, or that its language is not sure."""
    try:
        check_english(text, name=place)
    except ValueError as error:
        reason = str(error).removeprefix(f"{place}: ")
        return [f"it will not be compared: {reason}"]
    doubt = doubt_english(text)
    return [doubt] if doubt else []


def _list_warnings(checked: dict, headline: str) -> list[str]:
    """What a person should look at before believing any number."""
    words = checked["words"]
    aside = sum(row["words"] for row in checked["aside"] if row["role"] == "boilerplate")
    told = []
    if not words:
        told.append("no running text: is this the page of one article?")
    elif words < FEW_WORDS:
        told.append(f"only {words} words of body: is the text whole?")
    if words and aside > MUCH_ASIDE * (aside + words):
        told.append(f"{aside} words were set aside as page furniture: is it one article?")
    if not headline:
        told.append("no headline was found")
    last = checked["last"].rstrip("'\")]")
    if checked["last"] and not last.endswith((".", "!", "?", "…")):
        told.append("the last line ends no sentence: is the text whole?")
    if not checked["published"]:
        told.append("no day of publication is known")
    return told


def tell_check(found: dict) -> list[str]:
    """Write what check_source found, in lines for a person.

    Parameters
    ----------
    found : from check_source.

    Returns
    -------
    The lines.

    Examples
    --------
    >>> tell_check({"path": "x.txt", "articles": [], "refused": ["x.txt: is empty"], "guessed": []})
    ['x.txt', '  refused: x.txt: is empty', '  No article.']
    """
    lines = [found["path"]]
    for article in found["articles"][:MOST_ARTICLES]:
        lines += _tell_article(article)
    more = len(found["articles"]) - MOST_ARTICLES
    if more > 0:
        lines.append(f"  … and {more} more articles; --json has all of them")
    lines += [f"  refused: {reason}" for reason in found["refused"]]
    lines += [f"  note: {reason}" for reason in found["guessed"]]
    if not found["articles"]:
        lines.append("  No article.")
    return lines


def _tell_article(article: dict) -> list[str]:
    title = article["title"] or "(no headline)"
    known = [article[key] for key in ("outlet", "published", "author") if article[key]]
    about = f" ({', '.join(known)})" if known else ""
    speech = [f"{article['quotations']} quotations"]
    speech += [f"{one['speaker']} {one['words']} words" for one in article["speakers"][:6]]
    lines = [
        f"  {article['article_id']}: {title}{about}",
        f"    body: {article['words']} words in {article['paragraphs']} paragraphs",
        f"    first: {article['first']}",
        f"    last:  {article['last']}",
        f"    speech: {'; '.join(speech)}",
    ]
    times: Counter[tuple] = Counter()
    words: Counter[tuple] = Counter()
    for row in article["aside"]:
        kind = row["role"], row["reason"]
        times[kind] += 1
        words[kind] += row["words"]
    for kind, n in times.items():
        role, reason = kind
        lines.append(f"    set aside: {role}, {reason} ({n}, {words[kind]} words)")
    lines += [f"    look: {warning}" for warning in article["warnings"]]
    return lines
