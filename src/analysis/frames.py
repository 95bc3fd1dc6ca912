"""Frame language: words and phrases of a codebook, found in sentences and counted by side, voice and actor.

What is found is the language that a frame tends to use, which is less than the frame: no sentence is understood, and
irony, denial and quotation count like everything else. A codebook is a CSV table: frame, pattern, weight, source, note.

A *pattern* is one or more words; * at a word's end stands for any more letters. Words are compared as terms: case and
possessive 's do not matter, but AID is not *aid*. British and American spelling are one, and a hyphen is a space.
`weight`, from 0 to 1, says how much one use tells; at 0 a pattern keeps its words from the frame's shorter patterns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from breame.data.spelling_constants import AMERICAN_ENGLISH_SPELLINGS, BRITISH_ENGLISH_SPELLINGS

from analysis.language import HYPHEN, SPACES, Words, normalise, stand_in, term_of, word_spans
from analysis.stats import SEED, compare_sides
from analysis.tables import SCHEMAS, Corpus, add_side, known_values

COLUMNS, MARKS = ["frame", "pattern", "weight", "source", "note"], list(SCHEMAS["marks"])
SPELLINGS = BRITISH_ENGLISH_SPELLINGS, AMERICAN_ENGLISH_SPELLINGS  # a word in the one -> the word in the other
PREFIX = "frames:"  # of the instrument in the marks table, before the codebook's name
SHORTEST_STEM = 3  # letters before a *; fewer would find nearly anything


def read_codebook(path: Path | str) -> pd.DataFrame:
    """Read and check a codebook: a CSV file in UTF-8 with the columns frame, pattern, weight, source, note.

    Returns: these columns, weight as float. Raises: ValueError naming file, row (the header is row 1) and column.
    """
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False, skip_blank_lines=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: cannot be read as a table ({error}); needed: a CSV file in UTF-8") from error
    if table.empty or not set(COLUMNS) <= set(table):
        found = f"{len(table)} rows and the columns {', '.join(table)}"
        raise ValueError(f"{path}: found {found}; a codebook has one row a pattern and {', '.join(COLUMNS)}")
    table = table[COLUMNS].assign(weight=pd.to_numeric(table["weight"], errors="coerce"))
    seen: dict[tuple, int] = {}
    for number, row in enumerate(table.itertuples(index=False), start=2):
        try:
            key = row.frame.strip(), _parse(row.pattern)
            if not key[0]:
                raise ValueError("frame: is empty; name the frame that the pattern belongs to")
            if not 0 <= row.weight <= 1:
                raise ValueError("weight: is no number from 0 to 1; write 1 for a word that leaves no doubt")
            if key in seen:
                raise ValueError(f"pattern: {row.pattern!r} is in row {seen[key]} already; keep one of the two")
        except ValueError as error:
            raise ValueError(f"{path}, row {number}, column {error}") from None
        seen[key] = number
    return table


def _parse(pattern: str) -> tuple[str, ...]:
    """The words of a pattern as terms, each with its * if it has one."""
    words = []
    for word in normalise(pattern)[0].replace("-", " ").split():
        stem = word.removesuffix("*")
        if word_spans(stem) != [(0, len(stem))] or (stem != word and len(stem) < SHORTEST_STEM):
            allowed = f"letters and digits, and one * at the end after {SHORTEST_STEM} or more of them"
            raise ValueError(f"pattern: {word!r} in {pattern!r} is no word; allowed: {allowed}")
        words.append(term_of(stem) + word[len(stem) :])
    if not words:
        raise ValueError("pattern: is empty; write one or more words")
    return tuple(words)


def _spell(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((word, *(spellings[word] for spellings in SPELLINGS if word in spellings))))


class _Plant:
    """The patterns of a codebook as a tree of words, with {frame: weight} under the key None where a pattern ends."""

    def __init__(self, rows: Iterable[tuple[str, str, float]]):
        self.tree: dict = {}
        patterns = [_parse(pattern) for pattern, *_ in rows]
        for words, (_, frame, weight) in zip(patterns, rows, strict=True):
            nodes = [self.tree]
            for keys in ([word] if word[-1] == "*" else _spell(word) for word in words):
                nodes = [node.setdefault(key, {}) for node in nodes for key in keys]
            for node in nodes:
                node.setdefault(None, {})[frame] = float(weight)
        self.stems = frozenset(word[:-1] for words in patterns for word in words if word[-1] == "*")
        self.begun, self.longest = {stem[:SHORTEST_STEM] for stem in self.stems}, max(map(len, self.stems), default=0)
        self.keys_of = lru_cache(maxsize=100_000)(self.list_keys)

    def list_keys(self, word: str) -> tuple[Sequence[str], bool]:
        """What a word is looked up as, spellings first, then stems from the longest; and whether a pattern begins so."""
        keys = _spell(term_of(word))
        if some := [form for form in keys if form[:SHORTEST_STEM] in self.begun]:  # for most words that is all there is to see
            heads = {form[:k] for form in some for k in range(SHORTEST_STEM, min(len(form), self.longest) + 1)} & self.stems
            keys += tuple(f"{stem}*" for stem in sorted(heads, key=lambda stem: (-len(stem), stem)))
        return keys, not self.tree.keys().isdisjoint(keys)


_grow = lru_cache(maxsize=8)(_Plant)  # every part of many articles asks for the same codebooks


def _find(words: Words, plant: _Plant) -> list[tuple[int, str, int, int, float]]:
    """Text, frame, start, end and weight of each use; per frame the first, then the longest, and none inside another.

    A word is looked up a bounded number of times, so the time grows with the length of the text and not faster.
    """
    many = len(words.forms)
    form = words.form + many * words.shout[words.text]  # what is in a text all in capitals is looked up in small letters
    parts = cache(lambda k: [(len(p), *plant.keys_of(p if k < many else p.lower())) for p in words.forms[k % many].split("-")])
    tied = np.append((words.gap <= SPACES) | (words.gap == HYPHEN), False)
    # What a word is alone, its form tells; it is followed only where the next may go on with a phrase, or a hyphen is in it.
    ends, leads, goes_on, parted = np.zeros((4, 2 * many), bool)
    alone, inner = {}, {key for node in plant.tree.values() for key in node}
    for k in np.flatnonzero(np.bincount(form, minlength=2 * many)).tolist():
        keys, parted[k] = (own := parts(k))[0][1], len(own) > 1
        goes_on[k] = not inner.isdisjoint(keys)
        if any(opens for *_, opens in own):
            nodes = [plant.tree[key] for key in reversed(keys) if key in plant.tree]
            alone[k] = {frame: weight for node in nodes for frame, weight in node.get(None, {}).items()}
            leads[k], ends[k] = any(len(node) > (None in node) for node in nodes), alone[k] or parted[k]
    on = leads[form] & tied[1:] & np.append(goes_on[form[1:]], False)[: len(form)]
    at = np.flatnonzero(on | ends[form])
    found, free, columns = [], {}, (at, on[at] | parted[form[at]], words.text[at], words.start[at])
    for k, far, text, place in zip(*(column.tolist() for column in columns), strict=True):
        for nth, (size, _, opens) in enumerate(parts(code := form.item(k))):
            best = {} if far else {frame: (place + size, weight) for frame, weight in alone[code].items()}
            nodes, word, end = [plant.tree] * (opens and far), k, place
            while nodes:
                length, keys, _ = parts(form.item(word))[nth]
                nodes, end = [node[key] for node in nodes for key in keys if key in node], end + length
                for node in reversed(nodes):  # what is written last stays: the whole word, then the longest stem
                    best |= {frame: (end, weight) for frame, weight in node.get(None, {}).items()}
                nth += 1
                if nth < len(parts(form.item(word))):
                    end += 1
                elif tied[word + 1]:
                    word, nth, end = word + 1, 0, words.start.item(word + 1)
                else:
                    break
            for frame, (end, weight) in best.items():
                if place >= free.get(frame, 0):
                    free[frame] = end
                    found += [(text, frame, place, end, weight)] * (weight > 0)
            place += size + 1
    return found


def mark_frames(segments: pd.DataFrame, codebooks: dict[str, pd.DataFrame], *, words: Words | None = None) -> pd.DataFrame:
    """Mark the frame language of every segment; no phrase runs from one voice into another.

    segments: with text, normalised. codebooks: tables as from read_codebook, by name. words: of the texts, where known.
    Returns: the marks table: instrument 'frames:' and the codebook's name, label the frame, term the words found, value
    the pattern's weight, weight 1, in_name whether they begin in a proper name (told by capitals inside the segment).
    A word may count for several frames. Raises: ValueError when the segments carry no text.

    >>> codebook = pd.DataFrame({"frame": ["conflict"], "pattern": ["accus*"], "weight": [1.0]})
    >>> rows = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"], "text": ["The union accused the owner."]})
    >>> mark_frames(rows, {"generic": codebook})[["instrument", "label", "term", "value"]].values.tolist()
    [['frames:generic', 'conflict', 'accused', 1.0]]
    """
    if "text" not in segments:
        raise ValueError("these segments carry no text; put the articles into the event's texts folder")
    texts, *ids = (segments[column].to_numpy().tolist() for column in ("text", "segment_id", "article_id"))
    words, ids = words or Words(texts), list(zip(*ids, strict=True))
    rows = {name: zip(book["pattern"], book["frame"], book["weight"], strict=True) for name, book in codebooks.items()}
    uses = [(PREFIX + name, *use) for name, own in rows.items() for use in _find(words, _grow(tuple(own)))]
    _, starts, ends = words.find_names(words.find_ordinary(pd.factorize(segments["article_id"])[0]))
    in_name = stand_in(np.array([use[3] for use in uses], int), starts, ends).tolist()
    base = words.base.tolist()
    rows = [
        (*ids[k], instrument, frame, texts[k][i - base[k] : j - base[k]].lower(), value, 1.0, named)
        for (instrument, k, frame, i, j, value), named in zip(uses, in_name, strict=True)
    ]
    return pd.DataFrame(sorted(rows), columns=MARKS)


def score_frames(
    corpus: Corpus, *, codebook: str, per: str = "words", role: str | None = "body", voice: str | None = None,
    mask_names: bool = True, frames: Sequence[str] | None = None, within: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """How much each segment uses each frame's language: a unit table for stats.compare_sides.

    codebook: its name. per: 'words', uses (summed weights) in 100 words, which agrees better with readers; 'sentences',
    share of sentences with a use (weights summed, at most 1, split over voices as they use it). Voices sum to all.
    role, voice: None for all. mask_names: leave out marks in names, which no writer chose. frames: those to report
    (default: those marked). within: a marks table, say an actor's; only sentences with one of its marks count.
    Returns: subject (the frame), segment_id, side, article_id, block (paragraph), sentence, role, voice, num, den.
    Raises: ValueError for an unknown codebook or `per`.
    """
    known = sorted(name.removeprefix(PREFIX) for name in set(corpus.marks["instrument"]) if name.startswith(PREFIX))
    if frames is None and codebook not in known or per not in ("words", "sentences"):
        found = ", ".join(known) or "none"
        raise ValueError(f"codebook {codebook!r}, per {per!r}: marked here are {found}; per is 'words' or 'sentences'")
    source = corpus.whole or corpus  # a sentence keeps its words where only one of its voices is selected
    marks = source.marks[source.marks["instrument"] == PREFIX + codebook]
    marks = marks[~(marks["in_name"] & mask_names)]
    rows = add_side(source.segments, source.articles).assign(block=lambda rows: rows["paragraph"])
    sentence = [rows["article_id"], rows["sentence"]]
    shares = rows["n_words"] / rows.groupby(sentence)["n_words"].transform("sum")
    rows["den"] = shares if per == "sentences" else rows["n_words"] / 100
    if within is not None:
        rows = rows[rows["segment_id"].isin(within["segment_id"]).groupby(sentence).transform("any")]
    names = sorted(set(marks["label"])) if frames is None else list(frames)
    rows = rows.merge(pd.DataFrame({"subject": names}), how="cross")
    values = marks.groupby(["segment_id", "label"])["value"].sum()
    keys = pd.MultiIndex.from_frame(rows[["segment_id", "subject"]])
    rows["num"] = values.reindex(keys, fill_value=0.0).to_numpy()
    if per == "sentences":
        rows["num"] /= rows.groupby(["article_id", "sentence", "subject"])["num"].transform("sum").clip(lower=1.0)
    rows = rows[rows["segment_id"].isin(corpus.segments["segment_id"])]
    for column, wanted in (("role", role), ("voice", voice)):
        rows = rows if wanted is None else rows[rows[column].isin(known_values(column, wanted))]
    columns = ["subject", "segment_id", "side", "article_id", "block", "sentence", "role", "voice", "num", "den"]
    return rows[columns].reset_index(drop=True)


def compare_frames(
    corpus: Corpus, *, codebook: str, voice: str | None = None, resamples: int = 10_000, seed: int = SEED, **choices
) -> pd.DataFrame:
    """How much each side uses each frame's language, a against b.

    voice: author, quoted or reported; None for all. choices: per, role, mask_names, frames, within, as in score_frames.
    Returns: measure, voice ('all' for None), side_a, side_b, and as stats.compare_sides does; subject is the frame.
    Raises: ValueError when a side has no such sentence, and as score_frames and compare_sides do.
    """
    units = score_frames(corpus, codebook=codebook, voice=voice, **choices)
    a, b = corpus.pair
    if silent := sorted({a, b} - set(units["side"])):
        raise ValueError(f"side {silent[0]!r} has no sentence (voice: {voice or 'all'}); choose another voice or role")
    table = compare_sides(units, sides=(a, b), resamples=resamples, seed=seed)
    head = {"measure": f"frame language: {codebook}", "voice": voice or "all", "side_a": a, "side_b": b}
    return pd.concat([pd.DataFrame(head, index=table.index), table], axis=1)


def measure_frame_overlap(corpus: Corpus, *, role: str | None = "body") -> pd.DataFrame:
    """How far two frames, of one codebook or of two, rest on the same sentences and the same words.

    Returns: one row a pair: codebook_1, frame_1, codebook_2, frame_2; sentences_1, sentences_2, both (that use one, the
    other, both); by_chance (both, were they independent); jaccard (both over either); same_words (share of the marks of
    frame_1 whose words are marked for frame_2 in the same segment).
    """
    rows = corpus.segments if role is None else corpus.segments[corpus.segments["role"] == role]
    places = {row.segment_id: (row.article_id, row.sentence) for row in rows.itertuples(index=False)}
    marks = corpus.marks[corpus.marks["instrument"].str.startswith(PREFIX) & corpus.marks["segment_id"].isin(places)]
    frames = list(marks.groupby([marks["instrument"].str.removeprefix(PREFIX), "label"]))
    pairs = []
    for (one, first), (two, second) in combinations(frames, 2):
        used, other = ({places[segment] for segment in frame["segment_id"]} for frame in (first, second))
        both, chance = len(used & other), len(used) * len(other) / len(set(places.values()))
        words = set(zip(second["segment_id"], second["term"], strict=True))
        same = sum(key in words for key in zip(first["segment_id"], first["term"], strict=True)) / len(first)
        pairs.append((*one, *two, len(used), len(other), both, chance, both / len(used | other), same))
    columns = "codebook_1 frame_1 codebook_2 frame_2 sentences_1 sentences_2 both by_chance jaccard same_words"
    return pd.DataFrame(pairs, columns=columns.split())


def measure_frame_coverage(corpus: Corpus, *, role: str | None = "body") -> pd.DataFrame:
    """How many sentences of each side hold a word of each frame at all; in the others its language is simply not seen.

    Returns: one row a codebook, frame and side: codebook, frame, side, n_sentences, sentences_covered (share), uses.
    """
    rows = corpus.segments if role is None else corpus.segments[corpus.segments["role"] == role]
    rows = add_side(rows[["segment_id", "article_id", "sentence"]], corpus.articles)
    total = rows.drop_duplicates(["article_id", "sentence"]).groupby("side").size()
    marks = corpus.marks[corpus.marks["instrument"].str.startswith(PREFIX)]
    marks = marks.merge(rows.drop(columns="article_id"), on="segment_id")
    place, codebook = marks["article_id"] + marks["sentence"].map(" {}".format), marks["instrument"].str.removeprefix(PREFIX)
    found = marks.assign(codebook=codebook, place=place).groupby(["codebook", "label", "side"])["place"]
    found = found.agg(covered="nunique", uses="size").unstack("side", fill_value=0)
    both = pd.MultiIndex.from_product([["covered", "uses"], corpus.pair], names=[None, "side"])
    found = found.reindex(columns=both, fill_value=0).stack("side", future_stack=True).rename_axis(index={"label": "frame"})
    found = found.reset_index()
    found["n_sentences"] = found["side"].map(total)
    found["sentences_covered"] = found["covered"] / found["n_sentences"]
    return found[["codebook", "frame", "side", "n_sentences", "sentences_covered", "uses"]]


def list_frame_words(corpus: Corpus, *, codebook: str, role: str | None = "body") -> pd.DataFrame:
    """The words and phrases found for each frame of a codebook, most frequent first.

    Returns: frame, words, a, b (uses on each side), segments (ids).
    """
    marks = add_side(corpus.marks[corpus.marks["instrument"] == PREFIX + codebook], corpus.articles)
    if role is not None:
        marks = marks[marks["segment_id"].isin(corpus.segments.loc[corpus.segments["role"] == role, "segment_id"])]
    side_a, side_b = corpus.pair
    table = marks.groupby(["label", "term"]).agg(
        a=("side", lambda side: (side == side_a).sum()),
        b=("side", lambda side: (side == side_b).sum()),
        segments=("segment_id", lambda ids: " ".join(dict.fromkeys(sorted(ids)))),
    )
    table = table.reset_index().rename(columns={"label": "frame", "term": "words"})
    table["uses"] = table["a"] + table["b"]
    table = table.sort_values(["frame", "uses", "words"], ascending=[True, False, True], ignore_index=True)
    return table[["frame", "words", "a", "b", "segments"]]
