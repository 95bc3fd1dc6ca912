"""The first screen, a line an answer: what is counted first, then what is judged.

Every measure that names a place on it (judge.rows.PLACES) has its lines there, in that order.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.instruments.scores import INSTRUMENT_NAMES
from analysis.judge.families import TOLD, list_families
from analysis.judge.rows import PLACES, Judged, Told
from analysis.judge.telling import UNMEASURED, find_accuracy, write_rule
from analysis.judge.thresholds import VERDICTS
from analysis.show.holding import list_holding
from analysis.show.sentences import naive_contradicts, order, scope
from analysis.tables.numbers import signed, true_minus

COLUMNS = ["finding_id", "title", "sentence", "verdict", "difference", "count", "choices"]
COLUMNS += ["segments"]


def list_headlines(
    findings: pd.DataFrame,
    *,
    told: pd.DataFrame | None = None,
    articles: pd.DataFrame | None = None,
    own: str = "generic",
) -> pd.DataFrame:
    """List the sentences of the first screen.

    Parameters
    ----------
    findings : from verdicts.judge_all, with segments where they are known.
    told : from telling.tell_all.
    articles : whose scores as whole files are compared with the tone.
    own : the codebook written for the event, whose frames are expected.

    Returns
    -------
    One row a line: finding_id, title (what the line answers), sentence, verdict (of what is told
    'counted', of the last line 'in sum'), difference (with its interval, seen from the side that
    has more; of what is told how often its rule is right), count (units of side a and of side b; of
    what is told how much was counted), choices (how many choices keep the sign, among how many
    findings this is the surest, and how often the rule is right; of what is told how many rows
    there are), segments (ids, with spaces between).
    """
    books = []
    for measure in findings["measure"].unique():
        _, mark, book = measure.partition(": ")
        if mark:
            books.append(book)
    rows = [*TOLD, *list_families(books, own=own)]
    rows = [row for row in rows if row.place]
    lines = []
    for row in sorted(rows, key=lambda row: PLACES.index(row.place)):
        if isinstance(row, Told):
            lines += _tell(row, told)
        else:
            judged = findings[findings["measure"] == row.measure]
            lines += _list_lines(row, judged, articles)
    lines += list_holding(findings, own=own)
    return pd.DataFrame(lines, columns=COLUMNS)


def _tell(row: Told, told: pd.DataFrame | None) -> list[dict]:
    """The line of a told measure, in a list; none where nothing was counted."""
    if told is None:
        return []
    own = told[told["measure"] == row.measure]
    if own.empty:
        return []
    first = own.iloc[0]
    sides = first["side_a"], first["side_b"]
    size = row.size or _write_sums
    lead = row.lead(own) if row.lead else own
    rows = "row" if len(own) == 1 else "rows"
    line = {
        "finding_id": row.measure,
        "title": _write_title(row),
        "sentence": row.sentence(lead, sides),
        "verdict": "counted",
        "difference": find_accuracy(row),
        "count": size(own),
        "choices": f"{len(own)} {rows}",
        "segments": _join_ids(lead.get("segments", [])),
    }
    return [line]


def _write_sums(counts: pd.DataFrame) -> str:
    return f"{counts['a'].sum()} and {counts['b'].sum()} counted"


def _join_ids(parts: Iterable[str]) -> str:
    """Ids of segments, each once, from texts with spaces between them."""
    ids = " ".join(parts).split()
    return " ".join(dict.fromkeys(ids))


def _write_title(row: Judged | Told) -> str:
    """What a line answers, as *Who speaks*."""
    return f"{row.title}:" if row.title else ""


def _list_lines(
    row: Judged, findings: pd.DataFrame, articles: pd.DataFrame | None = None
) -> list[dict]:
    """The lines of a judged measure."""
    if findings.empty:
        return []
    chosen = row.lines(findings) if row.lines else _pick_surest(findings)
    sentences = row.sentences()
    lines: list[dict] = []
    records = chosen.to_dict("records")
    for finding in records:
        finding["seen"] = _write_seen(finding, records[0])
        sentence = _write_headline(row, finding, sentences[finding["case"]], len(findings))
        segments = finding.get("segments", "")
        if finding.get("joins"):
            before = lines[-1]
            before["sentence"] += f" {sentence}"
            before["segments"] = _join_ids([before["segments"], segments])
            continue
        choices = f"sign kept in {finding['kept']} of {finding['tried']} choices"
        if row.among:
            choices += f", surest of {len(findings):,} {row.among}"
        line = {
            "finding_id": finding["finding_id"],
            "title": _write_title(row),
            "sentence": sentence,
            "verdict": finding["verdict"],
            "difference": _write_difference(row, finding),
            "count": _write_count(finding),
            "choices": f"{choices}; {_write_accuracy(row, finding['subject'])}",
            "segments": segments,
        }
        lines.append(line)
    if row.scored_whole:
        lines[-1]["sentence"] += _write_contradiction(articles)
    return lines


def _write_seen(finding: dict, first: dict) -> str:
    """On how many articles a witness of tone rests that scored a sample of them."""
    is_sample = finding["unit"] == "article" and finding["n_a"] < first["n_a"]
    if not is_sample or finding["measure"] != "tone":
        return ""
    return f" (on {finding['n_a']:,} and {finding['n_b']:,} articles)"


def _write_count(finding: dict) -> str:
    """The units of both sides; events are units of both at once."""
    unit, *_ = finding["unit"].split()
    if unit == "event":
        return f"{finding['n_a']} events"
    return f"{finding['n_a']:,} and {finding['n_b']:,} {unit}s"


def _write_accuracy(row: Judged, subject: str) -> str:
    """How often the rule behind a judged measure is right, in words."""
    found = row.accuracy(subject)
    if not found:
        return UNMEASURED
    instrument, metric = found
    rule, _, _ = row.measure.partition(":")
    if row.measure == "tone":
        rule = f"tone by {INSTRUMENT_NAMES.get(subject, subject)}"
    return write_rule(instrument, metric, rule=rule)


def _write_contradiction(articles: pd.DataFrame | None) -> str:
    """That scores of the files as they are contradict each other, where they do."""
    if articles is None or not naive_contradicts(articles):
        return ""
    return " On whole files VADER and TextBlob contradict each other."


def _pick_surest(findings: pd.DataFrame) -> pd.DataFrame:
    """The finding of a measure with the best verdict, and of equals with the smallest p."""
    rank = findings["verdict"].map(VERDICTS.index)
    first = findings.assign(rank=rank).sort_values(["rank", "p"], kind="stable").head(1)
    return first.assign(case=first["verdict"])


def _write_headline(row: Judged, finding: dict, sentence: str, among: int) -> str:
    more, less = order(pd.Series(finding))
    first = _format(finding["a"] * row.per, row.numbers)
    second = _format(finding["b"] * row.per, row.numbers)
    high, low = (first, second) if more == finding["side_a"] else (second, first)
    fields = {"more": more, "less": less, "high": high, "low": low, "among": among}
    fields |= {
        "subject": finding["subject"],
        "instrument": INSTRUMENT_NAMES.get(finding["subject"], "") + finding["seen"],
        "scope": scope(finding),
        "verdict": finding["verdict"],
    }
    if pd.notna(finding.get("unusual")):
        fields["unusual"] = _write_unusual(finding["unusual"])
    return sentence.format(**fields)


def _write_unusual(share: float) -> str:
    """A share of pairs that were drawn; so small a one is no more exact than one in a hundred."""
    if share < 0.01:
        return "fewer than 1\u00a0%"
    return _format(share, ".0%")


def _format(value: float, numbers: str) -> str:
    text = true_minus(format(value, numbers))
    return text.replace("%", "\u00a0%")


def _write_difference(row: Judged, finding: dict) -> str:
    """'difference +0.27, 95 % interval +0.06 to +0.49', seen from the side that has more."""
    head, number = "difference ", signed
    if row.write_difference:
        head, number = row.write_difference(finding)
    low, high = finding["low"], finding["high"]
    if finding["estimate"] < 0:
        low, high = -high, -low
    interval = finding["note"] or "no interval"
    if pd.notna(low):
        interval = f"95\u00a0% interval {number(low)} to {number(high)}"
    return f"{head}{number(abs(finding['estimate']))}, {interval}"
