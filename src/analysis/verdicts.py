"""How sure we are: the other defensible choices, what survives them, what chance gives, and the verdict.

Thresholds stand at the head, in one place; METHODS says how they were chosen on rated news. VADER decides about tone,
because of the two instruments it agrees better with people; TextBlob is a witness: it agrees, is silent or contradicts.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from analysis import frames, keyness, terms
from analysis.sentiment import compare_tone, score_segments
from analysis.shifts import score_voices
from analysis.stats import adjust_p, compare_sides
from analysis.tables import ROLES, Corpus

CHANCE = 0.10  # tone: permutation p above which chance remains a good explanation
STEADY = 6  # tone: blocks a side from which the interval must leave out zero; under it, it is too unsteady to ask
ERRORS = 1.8  # tone: differences smaller than this many instrument errors are not believed
LEVEL = 0.05  # families of terms and frames: q (supported) and p (suggestive)
KEPT = 0.90  # share of the combinations of choices, the main one included, that must keep the sign
DECIDES, WITNESS = "vader", "textblob"
# What separates VADER from people: the spread of its residual given 20 raters, between articles and between sentences.
RESIDUAL = {"vader": (0.067, 0.338)}
# Mean error of an article's share of words left to others, measured against annotators, as a standard deviation.
SHARE_ERROR = 0.056 * np.sqrt(np.pi / 2)
MIN_TERM = 3  # occurrences on both sides together for a term to be compared

COLUMNS = ["finding_id", "measure", "subject", "voice", "a", "b", "estimate", "low", "high", "p", "q", "placebo"]
NOTHING_FOUND = pd.DataFrame(columns=[*COLUMNS, "n_a", "n_b", "kept", "tried", "lost", "verdict", "unit", "note", "formula"])
_BODY, _DISPLAY = ("body",), tuple(role for role in ROLES if role != "boilerplate")
TONE_CHOICES: dict[str, dict[str, object]] = {
    "roles": {"body": _BODY, "body and display": _DISPLAY},
    "names": {"counted": False, "masked": True},
    "sentences without a scored word": {"count as 0": True, "left out": False},
    "weight": {"each sentence once": False, "by its words": True},
}
TERM_CHOICES: dict[str, dict[str, object]] = {
    "roles": {"body": _BODY, "body and display": _DISPLAY},
    "spelling": {"folded": True, "as written": False},
    "forms": {"as written": False, "by lemma": True},
}
FRAME_CHOICES: dict[str, dict[str, object]] = {
    "roles": {"body": _BODY, "body and display": _DISPLAY},
    "names": {"masked": True, "counted": False},
    "unit": {"uses in 100 words": "words", "share of sentences": "sentences"},
}
VOICE_CHOICES: dict[str, dict[str, object]] = {
    "roles": {"body": _BODY, "body and display": _DISPLAY},
    "words of others": {"quoted and reported": ("quoted", "reported"), "quoted only": ("quoted",)},
}
NEGATION = {"vader": ["vader"], "textblob": ["textblob", "textblob-expanded"]}


def specify_tone(corpus: Corpus, *, instrument: str = DECIDES, voice: str | None = None) -> pd.DataFrame:
    """The tone gap under every combination of the declared choices (TONE_CHOICES; for TextBlob also negation).

    A combination that reads the same numbers as an earlier one is not counted again.
    Returns: one row a combination: instrument, one column a choice, a, b, estimate (a − b), n_a, n_b (sentences),
    note (why there is no estimate, else ''). The first row is the main choice.
    """
    rows, seen = [], set()
    for version, picks in product(NEGATION[instrument], product(*TONE_CHOICES.values())):
        roles, masked, zeros, by_words = (options[p] for options, p in zip(TONE_CHOICES.values(), picks, strict=True))
        units = score_segments(corpus, instrument=version, role=roles, voice=voice, mask_names=masked)
        units = units[units["den"] > 0]
        sentence = units.groupby(["article_id", "sentence"])
        if not zeros:
            units = units[sentence["n_marks"].transform("sum") > 0]
        if by_words:
            units = units.assign(num=units["num"] * units["n_words"] / units["den"], den=units["n_words"])
        key = (tuple(units["segment_id"]), tuple(units["num"].round(12)), tuple(units["den"].round(12)))
        if key in seen:
            continue
        seen.add(key)
        sums = units.groupby("side")[["num", "den"]].sum().reindex(list(corpus.pair))
        a, b = sums["num"] / sums["den"]
        counted = units.drop_duplicates(["article_id", "sentence"])["side"].value_counts()
        n_a, n_b = counted.reindex(list(corpus.pair)).fillna(0).astype(int)
        note = "" if np.isfinite(a - b) else "a side has no such sentence"
        rows.append((version, *picks, a, b, a - b, n_a, n_b, note))
    return pd.DataFrame(rows, columns=["instrument", *TONE_CHOICES, "a", "b", "estimate", "n_a", "n_b", "note"])


def specify_terms(corpus: Corpus, *, subjects: list[str]) -> pd.DataFrame:
    """The log ratio of terms under every combination of TERM_CHOICES.

    Arguments: subjects, as the main choice shows them. Returns: subject, one column a choice, a, b (counts), estimate, note.
    """
    rows = []
    for picks in product(*TERM_CHOICES.values()):
        roles, spelling, lemma = (options[p] for options, p in zip(TERM_CHOICES.values(), picks, strict=True))
        table = corpus.select(role=roles).terms.query("size == 1")
        # Another choice of roles may show another spelling of the same term.
        shown = terms.find_spellings(table).set_index("term")["shown_as"] if spelling else {}
        table = terms.fold_spelling(table) if spelling else table
        table = terms.fold_lemmas(table) if lemma else table
        counts = keyness.count_terms(table, corpus.articles).set_index("term")
        size = counts[["a", "b"]].sum()
        for subject in subjects:
            key = shown.get(subject, subject)
            key = terms.lemma_of(key) if lemma else key
            a, b = counts.loc[key, ["a", "b"]] if key in counts.index else (0, 0)
            estimate = np.log2(max(a, 0.5) / size["a"]) - np.log2(max(b, 0.5) / size["b"]) if a + b else np.nan
            rows.append((subject, *picks, a, b, estimate, "" if a + b else "the term does not occur so"))
    return pd.DataFrame(rows, columns=["subject", *TERM_CHOICES, "a", "b", "estimate", "note"])


def specify_frames(corpus: Corpus, *, codebook: str) -> pd.DataFrame:
    """The difference in frame language under every combination of FRAME_CHOICES.

    Returns: subject (the frame), one column a choice, a, b, estimate, note.
    """
    rows = []
    for picks in product(*FRAME_CHOICES.values()):
        roles, masked, per = (options[p] for options, p in zip(FRAME_CHOICES.values(), picks, strict=True))
        units = frames.score_frames(corpus, codebook=codebook, per=per, mask_names=masked, role=None)
        units = units[units["role"].isin(roles)]
        sums = units.groupby(["subject", "side"])[["num", "den"]].sum()
        values = (sums["num"] / sums["den"]).unstack()[list(corpus.pair)]
        rows += [(row.Index, *picks, row[1], row[2], row[1] - row[2], "") for row in values.itertuples()]
    return pd.DataFrame(rows, columns=["subject", *FRAME_CHOICES, "a", "b", "estimate", "note"])


def count_kept(specifications: pd.DataFrame, *, choices: dict[str, dict[str, object]]) -> pd.DataFrame:
    """How many choices keep the sign of the main one, by subject.

    A combination that gives the numbers of an earlier one counts once; one without an estimate is not tried.
    Returns: subject, kept, tried, lost (the first choice that turns the sign, as what it changes; '' when none does).
    """
    rows = []
    for subject, part in specifications.groupby("subject", sort=False):
        part = part[part["note"] == ""]
        part = part[~part[["a", "b", "estimate"]].round(12).duplicated()]
        same = np.sign(part["estimate"].round(12)) == np.sign(part["estimate"].round(12).iloc[:1].sum())
        rows.append((subject, int(same.sum()), len(part), _name_choice(part[~same], choices)))
    return pd.DataFrame(rows, columns=["subject", "kept", "tried", "lost"])


def _name_choice(flips: pd.DataFrame, choices: dict[str, dict[str, object]]) -> str:
    if flips.empty:
        return ""
    row = flips.iloc[0]
    changed = [f"{choice}: {row[choice]}" for choice, options in choices.items() if row[choice] != next(iter(options))]
    return ", ".join([*changed, *(["negation written out"] if str(row.get("instrument")).endswith("expanded") else [])])


def judge_tone(corpus: Corpus, *, voice: str | None = None, resamples: int = 10_000) -> pd.DataFrame:
    """The two instruments' findings on tone with robustness and verdict: first the one that decides, then its witness.

    Arguments: corpus of two sides; voice, one voice or None for all; resamples as in stats.compare_sides.
    Returns: rows of findings with masked (the estimate with names masked), error (instrument error of the difference;
    NaN where it was not measured), kept, tried, lost, witness and verdict.
    """
    rows = []
    for instrument in (DECIDES, WITNESS):
        finding = compare_tone(corpus, instrument=instrument, voice=voice, resamples=resamples)
        choices = specify_tone(corpus, instrument=instrument, voice=voice).assign(subject=instrument)
        # Masking that changes nothing is not among the choices: then it gives the estimate itself.
        masked = choices.loc[(choices["names"] == "masked") & (choices["roles"] == "body"), "estimate"].head(1)
        error = find_instrument_error(finding.iloc[0], corpus.articles)
        finding = finding.assign(masked=masked.iloc[0] if len(masked) else finding["estimate"].iloc[0], error=error)
        rows.append(finding.merge(count_kept(choices, choices=TONE_CHOICES), on="subject", validate="one_to_one"))
    table = pd.concat(rows, ignore_index=True)
    first, second = (table.loc[k] for k in (0, 1))
    words = [relate(second, first), relate(first, second)]
    verdicts = [decide_tone(row, witness=word) for row, word in zip((first, second), words, strict=True)]
    return table.assign(witness=words, verdict=verdicts)


def find_instrument_error(finding: pd.Series, articles: pd.DataFrame) -> float:
    """Standard error of a tone difference that comes from the instrument alone, were it measured against people.

    √(τ²(1/articles_a + 1/articles_b) + σ²(1/n_a + 1/n_b)), with τ and σ the spread of the instrument's residual given
    the raters, between articles and between sentences (RESIDUAL). NaN for an instrument that was not measured so.
    """
    if finding["subject"] not in RESIDUAL or not min(finding["n_a"], finding["n_b"]):
        return np.nan
    between, within = RESIDUAL[finding["subject"]]
    size = articles["side"].value_counts()
    by_article = sum(1 / size[finding[side]] for side in ("side_a", "side_b"))
    return float(np.sqrt(between**2 * by_article + within**2 * (1 / finding["n_a"] + 1 / finding["n_b"])))


def judge_voices(corpus: Corpus, *, resamples: int = 10_000) -> pd.DataFrame:
    """The finding on how much of its body each side leaves to others (share of words), with robustness and verdict.

    Supported needs ERRORS times the error of the rules that find speech, too.
    Returns: one row of findings with error, kept, tried, lost and verdict.
    """
    rows = []
    for roles, given in product(*VOICE_CHOICES.values()):
        picked = {"role": VOICE_CHOICES["roles"][roles], "given": VOICE_CHOICES["words of others"][given]}
        sums = score_voices(corpus, **picked).groupby("side")[["num", "den"]].sum()
        a, b = (sums["num"] / sums["den"]).reindex(list(corpus.pair))
        rows.append(("words of others", roles, given, a, b, a - b, ""))
    choices = pd.DataFrame(rows, columns=["subject", *VOICE_CHOICES, "a", "b", "estimate", "note"])
    found = compare_sides(score_voices(corpus), sides=corpus.pair, resamples=resamples).assign(subject="words of others")
    kept = count_kept(choices, choices=VOICE_CHOICES)
    found = _finish(found, kept, corpus, measure="voices", prefix="voices", formula="SHARE_OF_WORDS")
    size = corpus.articles["side"].value_counts()[list(corpus.pair)]
    found["error"] = SHARE_ERROR * np.sqrt((1 / size).sum())
    unsure = (found["verdict"] == "supported") & (found["estimate"].abs() < ERRORS * found["error"])
    return found.assign(verdict=found["verdict"].mask(unsure, "suggestive"))


def judge_terms(corpus: Corpus, *, minimum: int = MIN_TERM, resamples: int = 10_000) -> pd.DataFrame:
    """Findings on terms (log ratio, body, spelling folded) with robustness and verdict, the most certain first.

    Arguments: minimum, occurrences on both sides together. Returns: rows of findings with kept, tried, lost and verdict.
    """
    table = terms.fold_spelling(corpus.select(role="body").terms)
    counts = terms.drop_stopwords(keyness.count_terms(table, corpus.articles))
    units = terms.list_units(table, corpus.articles, keep=counts.loc[counts["total"] >= minimum, "term"])
    if units.empty:
        return NOTHING_FOUND
    found = compare_sides(units, sides=corpus.pair, scale="log_ratio", resamples=resamples)
    kept = count_kept(specify_terms(corpus, subjects=found["subject"].tolist()), choices=TERM_CHOICES)
    return _finish(found, kept, corpus, measure="terms", prefix="term", formula="LOG_RATIO_ZERO_HALF")


def judge_frames(corpus: Corpus, *, codebook: str, resamples: int = 10_000) -> pd.DataFrame:
    """Findings on one codebook's frame language: rows of findings with kept, tried, lost and verdict."""
    if frames.PREFIX + codebook not in set(corpus.marks["instrument"]):
        return NOTHING_FOUND
    found = frames.compare_frames(corpus, codebook=codebook, resamples=resamples)
    kept = count_kept(specify_frames(corpus, codebook=codebook), choices=FRAME_CHOICES)
    found = found.drop(columns=["measure", "voice", "side_a", "side_b"])
    return _finish(found, kept, corpus, measure=f"frames: {codebook}", prefix=f"frame-{codebook}", formula="RATE_100")


def _finish(
    found: pd.DataFrame, kept: pd.DataFrame, corpus: Corpus, *, measure: str, prefix: str, formula: str
) -> pd.DataFrame:
    found = found.merge(kept, on="subject", validate="one_to_one").assign(
        measure=measure, voice="all", side_a=corpus.sides[0], side_b=corpus.sides[1], formula=formula
    )
    found.insert(0, "finding_id", [f"{prefix}-{subject}".replace(" ", "-") for subject in found["subject"]])
    found["verdict"] = [decide_family(row) for _, row in found.iterrows()]
    return found.sort_values(["p", "subject"], ignore_index=True)


def judge_all(corpus: Corpus, *, codebooks: list[str], resamples: int = 10_000) -> pd.DataFrame:
    """All findings of an event: tone (all voices, then each that both sides have), voices, terms, and each codebook.

    Returns: the findings table, families one after another.
    """
    tone = [judge_tone(corpus, resamples=resamples)]
    body = corpus.select(role="body").segments.merge(corpus.articles[["article_id", "side"]], on="article_id")
    for voice in ("author", "quoted", "reported"):
        if set(body.loc[body["voice"] == voice, "side"]) >= set(corpus.pair):
            tone.append(judge_tone(corpus, voice=voice, resamples=resamples).iloc[:1])
    first = pd.concat(tone, ignore_index=True)
    deciding = first["subject"] == DECIDES
    first["q"] = adjust_p(first["p"].where(deciding))  # one family: the deciding instrument, by voice
    parts = [first, judge_voices(corpus, resamples=resamples), judge_terms(corpus, resamples=resamples)]
    parts += [judge_frames(corpus, codebook=name, resamples=resamples) for name in codebooks]
    return pd.concat(parts, ignore_index=True)


def relate(other: pd.Series, finding: pd.Series) -> str:
    """What another instrument says of a finding: agrees, is silent (inside its own placebo), contradicts, or was not tested.

    >>> relate(pd.Series({"estimate": 0.1, "placebo": 0.2}), pd.Series({"estimate": -0.3}))
    'is silent'
    """
    if pd.isna(other["placebo"]):
        return "was not tested"
    if abs(other["estimate"]) <= other["placebo"]:
        return "is silent"
    return "agrees" if np.sign(other["estimate"]) == np.sign(finding["estimate"]) else "contradicts"


def decide_tone(finding: pd.Series, *, witness: str = "is silent") -> str:
    """The verdict on a difference in tone: 'supported', 'suggestive' or 'not shown'.

    Suggestive: p at most CHANCE and KEPT of the choices. Supported: also at least ERRORS instrument errors (never where
    the error was not measured), no contradiction by the witness, and an interval without zero from STEADY blocks on.
    """
    if pd.isna(finding["p"]) or finding["p"] > CHANCE or finding["kept"] < KEPT * finding["tried"]:
        return "not shown"
    short = min(finding["blocks_a"], finding["blocks_b"]) < STEADY
    clear = short or finding["low"] > 0 or finding["high"] < 0
    believed = abs(finding["estimate"]) >= ERRORS * finding["error"]
    return "supported" if clear and believed and witness != "contradicts" else "suggestive"


def decide_family(finding: pd.Series) -> str:
    """The verdict on one finding of a family of terms or frames: 'supported', 'suggestive' or 'not shown'.

    Supported: q under LEVEL; suggestive: p under LEVEL. Both need an interval without zero and KEPT of the choices.
    """
    holds_zero = not (finding["low"] > 0 or finding["high"] < 0)
    if pd.isna(finding["p"]) or holds_zero or finding["kept"] < KEPT * finding["tried"]:
        return "not shown"
    return "supported" if finding["q"] < LEVEL else "suggestive" if finding["p"] < LEVEL else "not shown"
