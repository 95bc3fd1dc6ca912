"""What a finding rests on: the segments behind it, and the other defensible choices under which it was tried.

Each family declares its own choices. One that changes no number counts once; what cannot be estimated is listed and not
counted. Voices are findings of their own and no choices.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import product

import numpy as np
import pandas as pd

from analysis import frames, keyness, terms
from analysis.sentiment import score_segments, select_marks
from analysis.tables import ROLES, SEVERAL, STRONGEST, Corpus, add_side, known_values

_ROLES = {"body": ("body",), "body and display": tuple(role for role in ROLES if role != "boilerplate")}
Choices = dict[str, dict[str, object]]
TONE_CHOICES: Choices = {
    "roles": _ROLES,
    "names": {"counted": False, "masked": True},
    "sentences without a scored word": {"count as 0": True, "left out": False},
    "weight": {"each sentence once": False, "by its words": True},
}
TERM_CHOICES: Choices = {
    "roles": _ROLES,
    "spelling": {"folded": True, "as written": False},
    "forms": {"as written": False, "by lemma": True},
}
FRAME_CHOICES: Choices = {
    "roles": _ROLES,
    "names": {"masked": True, "counted": False},
    "unit": {"uses in 100 words": "words", "share of sentences": "sentences"},
}
VOICE_CHOICES: Choices = {
    "roles": _ROLES,
    "words of others": {"quoted and reported": ("quoted", "reported"), "quoted only": ("quoted",)},
}
NEGATION = {"vader": ["vader"], "textblob": ["textblob", "textblob-expanded"]}


def sum_tone(corpus: Corpus, *, instrument: str = "vader", voices: Sequence[str] = ("all",)) -> pd.DataFrame:
    """Sums of the scores of each side under every combination of TONE_CHOICES (for TextBlob also negation).

    Returns: voice, subject (the instrument), instrument (its version), one column a choice, side, num, den, n (sentences).
    """
    rows, scored = [], {}
    for version, picks in product(NEGATION[instrument], product(*TONE_CHOICES.values())):
        roles, masked, zeros, by_words = (options[p] for options, p in zip(TONE_CHOICES.values(), picks, strict=True))
        if (version, roles, masked) not in scored:
            units = score_segments(corpus, instrument=version, role=roles, mask_names=masked)
            scored[version, roles, masked] = {voice: _mark_sentences(units, voice) for voice in voices}
        for voice, units in scored[version, roles, masked].items():
            units = units if zeros else units[units["marked"]]
            if by_words:
                units = units.assign(num=units["num"] * units["n_words"] / units["den"], den=units["n_words"])
            sums = units.groupby("side")[["num", "den", "n"]].sum()
            rows += [(voice, instrument, version, *picks, *of_side) for of_side in sums.itertuples(name=None)]
    return pd.DataFrame(rows, columns=["voice", "subject", "instrument", *TONE_CHOICES, "side", "num", "den", "n"])


def _mark_sentences(units: pd.DataFrame, voice: str) -> pd.DataFrame:
    """The scores of a voice; marked: its part of the sentence has a scored word; n: True once a sentence."""
    units = units[(units["den"] > 0) & (units["voice"].eq(voice) | (voice == "all"))]
    sentence = units.groupby(["article_id", "sentence"], sort=False)
    return units.assign(marked=sentence["n_marks"].transform("sum") > 0, n=sentence.cumcount() == 0)


def sum_frames(corpus: Corpus, *, codebook: str, known: Sequence[str] | None = None) -> pd.DataFrame:
    """Sums of the uses of each frame's language (known: of these) under all FRAME_CHOICES: subject, choices, side, num, den."""
    parts = []
    for picks in product(*FRAME_CHOICES.values()):
        roles, masked, per = (options[p] for options, p in zip(FRAME_CHOICES.values(), picks, strict=True))
        units = frames.score_frames(corpus, codebook=codebook, per=per, mask_names=masked, role=None, frames=known)
        sums = units[units["role"].isin(roles)].groupby(["subject", "side"], as_index=False)[["num", "den"]].sum()
        parts.append(sums.assign(**dict(zip(FRAME_CHOICES, picks, strict=True))))
    return pd.concat(parts, ignore_index=True)[["subject", *FRAME_CHOICES, "side", "num", "den"]]


def sum_voices(corpus: Corpus) -> pd.DataFrame:
    """Words left to others, and all words, under every combination of VOICE_CHOICES: subject, choices, side, num, den."""
    parts = []
    for picks in product(*VOICE_CHOICES.values()):
        roles, given = (options[p] for options, p in zip(VOICE_CHOICES.values(), picks, strict=True))
        sums = score_voices(corpus, role=roles, given=given).groupby("side", as_index=False)[["num", "den"]].sum()
        parts.append(sums.assign(subject="words of others", **dict(zip(VOICE_CHOICES, picks, strict=True))))
    return pd.concat(parts, ignore_index=True)[["subject", *VOICE_CHOICES, "side", "num", "den"]]


def divide_sums(sums: pd.DataFrame, *, pair: tuple[str, str]) -> pd.DataFrame:
    """The value of both sides under every choice, from the sums of a function above, or those of parts of a corpus added up.

    Returns: the columns before side, a, b, estimate (a − b), n_a, n_b (where n was summed), note (why there is no estimate);
    a choice that reads the same numbers as an earlier one of its subject is left out.
    """
    keys = list(sums.columns[: sums.columns.get_loc("side")])
    table = sums[keys].drop_duplicates(ignore_index=True)
    for letter, side in zip("ab", pair, strict=True):
        own = sums[sums["side"] == side].set_index(keys).reindex(pd.MultiIndex.from_frame(table))
        table[letter] = (own["num"] / own["den"]).to_numpy()
        if "n" in own:
            table[f"n_{letter}"] = own["n"].fillna(0).astype(int).to_numpy()
    table = table[~table[["subject", "a", "b"]].round(12).duplicated()]
    table = table.assign(estimate=table["a"] - table["b"]).reset_index(drop=True)
    table["note"] = np.where(table["estimate"].notna(), "", "a side has no such sentence")
    return table[[*keys, "a", "b", "estimate", *(c for c in ("n_a", "n_b") if c in table), "note"]]


def specify_tone(corpus: Corpus, *, instrument: str = "vader", voice: str | None = None) -> pd.DataFrame:
    """The tone gap under every combination of the declared choices, the main one first: divide_sums of sum_tone."""
    return divide_sums(sum_tone(corpus, instrument=instrument, voices=[voice or "all"]), pair=corpus.pair).drop(columns="voice")


def specify_terms(corpus: Corpus, *, subjects: list[str]) -> pd.DataFrame:
    """The log ratio of terms under every combination of TERM_CHOICES.

    Arguments: subjects, terms as the main choice shows them.
    Returns: subject, one column a choice, a, b (counts), estimate, note.
    """
    words = corpus.terms[corpus.terms["size"] == 1]
    totals = add_side(words, corpus.articles).groupby(["side", "role"])["n"].sum()
    words = words[_find_related(words["term"], subjects)]  # no other word can count as one of the subjects
    parts = []
    for picks in product(*TERM_CHOICES.values()):
        roles, spelling, lemma = (options[p] for options, p in zip(TERM_CHOICES.values(), picks, strict=True))
        table = words[words["role"].isin(roles)]
        # Another choice of roles may show another spelling of the same term.
        shown = terms.find_spellings(table).set_index("term")["shown_as"] if spelling else {}
        table = terms.fold_spelling(table) if spelling else table
        table = terms.fold_lemmas(table) if lemma else table
        counts = keyness.count_terms(table, corpus.articles, sides=corpus.pair).set_index("term")[["a", "b"]]
        keys = [shown.get(subject, subject) for subject in subjects]
        part = counts.reindex([terms.lemma_of(key) for key in keys] if lemma else keys, fill_value=0)
        size = [totals.loc[side].reindex(roles).sum() for side in corpus.pair]
        rates = part.clip(lower=0.5) / size
        part["estimate"] = np.log2(rates["a"] / rates["b"]).where(part["a"] + part["b"] > 0)
        part["note"] = np.where(part["estimate"].isna(), "the term does not occur so", "")
        parts.append(part.assign(subject=subjects, **dict(zip(TERM_CHOICES, picks, strict=True))))
    table = pd.concat(parts, ignore_index=True)
    return table[["subject", *TERM_CHOICES, "a", "b", "estimate", "note"]]


def _find_related(words: pd.Series, subjects: Iterable[str]) -> pd.Series:
    """Which words may count as one of the subjects under some choice of spelling and lemma; True at least for those."""

    def forms(word: str) -> set[str]:
        spelt, lemma = terms.american_form(word), terms.lemma_of(word)
        return {word, spelt, lemma, terms.lemma_of(spelt), terms.american_form(lemma)}

    wanted = {form for subject in subjects for form in forms(subject)}
    return words.map({word: not wanted.isdisjoint(forms(word)) for word in words.unique()}).astype(bool)


def count_kept(specifications: pd.DataFrame, *, choices: Choices) -> pd.DataFrame:
    """How many choices keep the sign of the main one, by subject.

    Returns: subject, kept, tried, lost (the first choice that turns the sign, as what it changes; '' when none does).
    """
    table = mark_kept(specifications, choices=choices)
    table = table[table["counts"]].assign(lost=table["choices"].mask(table["keeps"]))
    counted = table.groupby("subject", sort=False).agg(kept=("keeps", "sum"), tried=("keeps", "size"), lost=("lost", "first"))
    counted = counted.reindex(specifications["subject"].unique()).astype({"lost": object})
    counted = counted.fillna({"kept": 0, "tried": 0, "lost": ""})
    return counted.astype({"kept": int, "tried": int, "lost": "str"}).rename_axis("subject").reset_index()


def mark_kept(specifications: pd.DataFrame, *, choices: Choices) -> pd.DataFrame:
    """Say of every row of a specify function what it changes and whether it keeps the sign of its subject's first.

    Returns: the rows with choices (what differs from the main choice, which is 'main choice'), counts (whether it is
    tried: it has an estimate, and is the first to read these numbers), keeps (the sign of the first that counts).
    """
    numbers = specifications[["a", "b", "estimate"]].astype(float).round(12).assign(subject=specifications["subject"])
    can = specifications["note"] == ""
    counts = can & ~numbers.where(can).duplicated()
    sign = np.sign(numbers["estimate"].where(counts))
    first = sign.groupby(numbers["subject"]).transform("first").fillna(0.0)
    changed = [_name_choice(row, choices) or "main choice" for row in specifications.to_dict("records")]
    return specifications.assign(choices=changed, counts=counts, keeps=np.sign(numbers["estimate"]) == first)


def _name_choice(row: dict, choices: Choices) -> str:
    changed = [f"{choice}: {row[choice]}" for choice, options in choices.items() if row[choice] != next(iter(options))]
    return ", ".join([*changed, *(["negation written out"] if str(row.get("instrument")).endswith("expanded") else [])])


def list_specifications(corpus: Corpus, findings: pd.DataFrame) -> pd.DataFrame:
    """Every finding under every declared choice of its family.

    Arguments: findings, rows of judge_all. Returns: finding_id, choices, a, b, estimate, counts, keeps (see mark_kept), note;
    the first row of a finding is its main choice.
    """
    parts = []
    for (measure, voice), some in findings.groupby(["measure", "voice"], sort=False):
        if measure == "tone":
            own = None if voice == "all" else voice
            tables = [specify_tone(corpus, instrument=name, voice=own) for name in some["subject"]]
            part = mark_kept(pd.concat(tables, ignore_index=True), choices=TONE_CHOICES)
        elif measure == "voices":
            part = mark_kept(divide_sums(sum_voices(corpus), pair=corpus.pair), choices=VOICE_CHOICES)
        elif measure == "terms":
            part = mark_kept(specify_terms(corpus, subjects=list(some["subject"])), choices=TERM_CHOICES)
        else:
            part = mark_kept(divide_sums(sum_frames(corpus, codebook=measure[8:]), pair=corpus.pair), choices=FRAME_CHOICES)
        parts.append(some[["finding_id", "subject"]].merge(part, on="subject", validate="one_to_many"))
    return pd.concat(parts, ignore_index=True)[["finding_id", "choices", "a", "b", "estimate", "counts", "keeps", "note"]]


def score_voices(
    corpus: Corpus, *, role: str | Sequence[str] = "body", given: Sequence[str] = ("quoted", "reported")
) -> pd.DataFrame:
    """How many of its words each segment leaves to others: a unit table for stats.compare_sides.

    Arguments: role, one or several; given, the voices that count as others.
    Returns: segment_id, side, article_id, block (paragraph), sentence, num (words left to others), den (words).
    """
    rows = add_side(corpus.segments, corpus.articles)
    rows = rows[rows["role"].isin(known_values("role", role))].rename(columns={"paragraph": "block", "n_words": "den"})
    rows["num"] = rows["den"].where(rows["voice"].isin(known_values("voice", given)), 0)
    return rows[["segment_id", "side", "article_id", "block", "sentence", "num", "den"]].reset_index(drop=True)


def evidence(finding: pd.Series, corpus: Corpus) -> pd.DataFrame:
    """The segments of the body behind a finding, the strongest first.

    Arguments: finding, a row of findings; corpus, of all roles and voices.
    Returns: segment_id, part (what the segment gives: to the sum of its side's tone, in uses of the term or the frame's
    language, or in words left to others). Without text a term is known by paragraph and voice, so all their segments
    stand for it. Raises: ValueError for a measure that is not known.
    """
    measure, _, codebook = finding["measure"].partition(": ")
    body = corpus.select(role="body", voice=None if finding["voice"] == "all" else finding["voice"])
    if measure == "tone":
        marks = select_marks(body, instrument=finding["subject"])
        rows = marks.assign(part=marks["value"] * marks["weight"])
    elif measure == "voices":
        units = score_voices(body)
        rows = units[units["num"] > 0].rename(columns={"num": "part"})
    elif measure == "terms":
        rows = _find_terms(body, [finding["subject"]])
    elif codebook:
        marks = body.marks[(body.marks["instrument"] == f"frames:{codebook}") & (body.marks["label"] == finding["subject"])]
        rows = marks[~marks["in_name"]].rename(columns={"value": "part"})
    else:
        raise ValueError(f"no evidence is known for the measure {measure!r}; known: tone, voices, terms, frames")
    return _order_parts(rows.assign(subject=finding["subject"]), body)[["segment_id", "part"]]


def add_evidence(findings: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Findings with the column segments: the ids of the segments behind each, the strongest first, with spaces.

    With more than SEVERAL articles these are the STRONGEST of each finding only.
    """
    most = STRONGEST if len(corpus.articles) > SEVERAL else None
    terms_too = findings["measure"] == "terms"
    ids = {key: evidence(row, corpus)["segment_id"].head(most) for key, row in findings[~terms_too].iterrows()}
    body = corpus.select(role="body")
    found = _order_parts(_find_terms(body, findings.loc[terms_too, "subject"].tolist()), body)
    by_subject = {subject: rows.head(most) for subject, rows in found.groupby("subject", sort=False)["segment_id"]}
    ids |= {key: by_subject.get(subject, []) for key, subject in findings.loc[terms_too, "subject"].items()}
    return findings.assign(segments=[" ".join(ids[key]) for key in findings.index])


def _order_parts(rows: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """What each segment gives to each subject, the strongest first; equals in the order of the text."""
    sums = rows.groupby(["subject", "segment_id"], as_index=False, sort=False)["part"].sum()
    order = pd.Series(range(len(corpus.segments)), index=corpus.segments["segment_id"])
    sums = sums[sums["part"].abs() > 1e-12]
    return sums.iloc[np.lexsort([sums["segment_id"].map(order), -sums["part"].abs().round(12)])].reset_index(drop=True)


def _find_terms(corpus: Corpus, subjects: Collection[str]) -> pd.DataFrame:
    """subject, segment_id and part (uses) of the segments that use each of some single words in any of its spellings."""
    spellings = terms.find_spellings(corpus.terms[corpus.terms["size"] == 1])
    spellings = spellings[spellings["shown_as"].isin(subjects)]
    shown = {s: s for s in subjects} | dict(zip(spellings["term"], spellings["shown_as"], strict=True))
    if corpus.has_text:
        rows = [
            (shown[term], segment_id, 1)
            for segment_id, text in zip(corpus.segments["segment_id"], corpus.segments["text"], strict=True)
            for term in terms.list_terms(text)
            if term in shown
        ]
        return pd.DataFrame(rows, columns=["subject", "segment_id", "part"])
    keys = ["article_id", "paragraph", "role", "voice"]
    used = corpus.terms[corpus.terms["term"].isin(shown)]
    used = used.assign(subject=used["term"].map(shown)).rename(columns={"n": "part"})
    return corpus.segments.merge(used.groupby(["subject", *keys], as_index=False)["part"].sum(), on=keys)


def list_segments(corpus: Corpus, *, keep: Collection[str] | None = None) -> list[dict]:
    """What a report shows of each segment (keep: those of these ids): its columns, side, tone by VADER, and marks (rows)."""
    rows = score_segments(corpus, role=None)[["segment_id", "num"]].rename(columns={"num": "tone"})
    rows = add_side(rows.merge(corpus.segments, on="segment_id", validate="one_to_one"), corpus.articles)
    rows = rows if keep is None else rows[rows["segment_id"].isin(keep)]
    marks = corpus.marks[corpus.marks["segment_id"].isin(rows["segment_id"])]
    found = {key: own.to_dict("records") for key, own in marks.groupby("segment_id", sort=False)}
    return [{**row, "marks": found.get(row["segment_id"], [])} for row in rows.to_dict("records")]
