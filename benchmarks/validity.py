"""Measure the instruments on rated text and store the figures, but no text.

They are written to src/analysis/lexicons/accuracy.csv.

Usage: python benchmarks/validity.py [TASK ...]   with CROSSFRAME_REFERENCE naming the folder that
holds validation/score.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from analysis.judge.thresholds import DECIDES, WITNESSES

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "src" / "analysis" / "lexicons" / "accuracy.csv"
TONE = DECIDES  # stands for whichever instrument of tone is run
# metric of score.py -> instrument, measure in words, whether the chart shows it
SHOWN = {
    "tone_nyt_r": (
        TONE,
        "correlation of sentence tone with the mean of 20 raters, news editorials",
        True,
    ),
    "tone_nyt_article_r": (
        TONE,
        "correlation of article tone with the raters' mean, news editorials",
        True,
    ),
    "tone_emobank_news_r": (
        TONE,
        "correlation of sentence tone with readers' valence, news",
        True,
    ),
    "tone_emobank_headline_r": (
        TONE,
        "correlation of headline tone with readers' valence",
        False,
    ),
    "verdict_coverage": (
        TONE,
        "share of pairs of rated articles that get a verdict, tone asked alone",
        False,
    ),
    "verdict_wrong": (
        TONE,
        "share of verdicts, tone asked alone, that go against the raters",
        False,
    ),
    "verdict_null_called": (
        TONE,
        "share of random halves of one article called different",
        False,
    ),
    "voices_word_F": ("voices", "F of words inside attributed speech", True),
    "voices_attribution_F": ("voices", "F of attributed passages that overlap by half", True),
    "voices_who_said_what_F": ("voices", "F of passages with the right source", True),
    "voices_share_MAE": (
        "voices",
        "mean absolute error of an article's attributed share of words",
        False,
    ),
    "frames_narrative_AUC": ("frames", "mean AUC of five generic frames, climate news", True),
    "frames_narrative_AUC_CO": ("frames: conflict", "AUC of conflict language, climate news", True),
    "frames_narrative_AUC_HI": (
        "frames: human interest",
        "AUC of human interest language, climate news",
        True,
    ),
    "frames_narrative_AUC_EC": (
        "frames: economic consequences",
        "AUC of economic language, climate news",
        True,
    ),
    "frames_narrative_AUC_MO": ("frames: morality", "AUC of moral language, climate news", True),
    "frames_narrative_AUC_RE": (
        "frames: responsibility",
        "AUC for the frame of resolution, climate news",
        True,
    ),
    "null_alarm_share_20": (
        "terms",
        "share of terms with p < .05, halves of one publisher, 20 articles a side",
        False,
    ),
    "null_alarm_share_60": (
        "terms",
        "share of terms with p < .05, halves of one publisher, 60 articles a side",
        False,
    ),
    "null_findings_20": (
        "terms",
        "terms reported after correction there, mean, 20 articles a side",
        False,
    ),
    "null_findings_60": (
        "terms",
        "terms reported after correction there, mean, 60 articles a side",
        False,
    ),
    "causes_precision": (
        "markers: cause",
        "share of sentences marked for a cause that tell one, news",
        True,
    ),
    "hedges_precision": (
        "markers: possibility",
        "share of sentences marked for possibility that hedge, encyclopedia",
        True,
    ),
    "labels_close_gain": (
        "labels",
        "labels (is a, naming) that are marked as judging the same, less the share by chance",
        False,
    ),
    "labels_agreement_is_a": ("labels", "share of labels X is a Y marked as judging", False),
    "labels_chance_is_a": ("labels", "the same share by chance", False),
    "labels_agreement_naming": ("labels", "share of labels called X a Y marked as judging", False),
    "labels_chance_naming": ("labels", "the same share by chance", False),
    "labels_agreement_is": ("labels", "share of labels X is J marked as judging", False),
    "labels_chance_is": ("labels", "the same share by chance", False),
    "roles_AUC_where_found": (
        "actions",
        "AUC of aggressor against victim by clauses, where one is found",
        True,
    ),
    "roles_found": ("actions", "share of phrases with such a clause", False),
    "parallels_share_concept": (
        "parallels",
        "share of pairs of sentences that share a rarer code",
        True,
    ),
    "parallels_share_concept_chance": ("parallels", "the same share by chance", False),
    "sentences_news_F": ("sentences", "F of exact sentence spans, news", True),
}
PEOPLE = {
    "tone_nyt": "20 raters a sentence (VADER ground truth)",
    "tone_emobank": "readers (EmoBank)",
    "verdict": "20 raters a sentence (VADER ground truth)",
    "voices": "annotators (PolNeAR)",
    "frames": "annotators (narrative frames of climate news)",
    "null": "none: nothing differs by construction",
    "labels": "annotators (NewsWCL50)",
    "roles": "annotators (NewsWCL50)",
    "parallels": "annotators (NewsWCL50)",
    "sentences": "the project's own passages",
    "causes": "annotators (CausalNewsCorpus)",
    "hedges": "annotators (CoNLL-2010, Wikipedia)",
}
TASKS = ["tone", "verdict", "voices", "frames", "null", "sentences", "causes", "hedges"]
TASKS += ["roles", "labels", "parallels"]
ACCURACY_COLUMNS = [
    "instrument",
    "metric",
    "measure",
    "value",
    "low",
    "high",
    "n",
    "people",
    "command",
    "chart",
]


def run(adapter: Path, tasks: list[str], instrument: str) -> pd.DataFrame:
    """The shown metrics of one run of the adapter, in the columns of the stored table."""
    script = Path(os.environ["CROSSFRAME_REFERENCE"]) / "validation" / "score.py"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "scores.json"
        options = [part for task in tasks for part in ("--task", task)]
        command = [sys.executable, str(script), str(adapter), *options, "--json", str(out)]
        subprocess.run(command, check=True, env={**os.environ, "CROSSFRAME_INSTRUMENT": instrument})
        metrics = json.loads(out.read_text(encoding="utf-8"))["metrics"]
    rows = []
    for metric, found in metrics.items():
        if metric in SHOWN:
            name, measure, chart = SHOWN[metric]
            people = next(text for start, text in PEOPLE.items() if metric.startswith(start))
            owner = instrument if name == TONE else name
            task = next(task for task in tasks if metric.startswith(("tone", "verdict", task)))
            # A share by chance, and a gain over it, come without an interval.
            given = [found[key] for key in ("value", "low", "high")]
            figures = [round(given[0] if value is None else value, 4) for value in given]
            how = f"score.py benchmarks/adapter.py --task {task}"
            rows.append(
                (
                    owner,
                    metric,
                    measure,
                    *figures,
                    f"{found['n']} {found['unit'].removesuffix(' on coded')}",
                    people,
                    how,
                    chart,
                )
            )
    return pd.DataFrame(rows, columns=ACCURACY_COLUMNS)


def main(tasks: list[str]) -> None:
    """Run the tasks, keep stored figures of the others, and write the table."""
    adapter = ROOT / "benchmarks" / "adapter.py"
    tables = [run(adapter, [task], DECIDES) for task in tasks]
    if "tone" in tasks:
        tables += [run(adapter, ["tone"], witness) for witness in WITNESSES]
    new = pd.concat(tables, ignore_index=True)
    if TABLE.exists():
        new = pd.concat([new, pd.read_csv(TABLE)]).drop_duplicates(["instrument", "metric"])
    new.sort_values(["instrument", "metric"]).to_csv(TABLE, index=False, lineterminator="\n")
    print(f"{len(new)} figures in {TABLE.relative_to(ROOT)}")


if __name__ == "__main__":
    if "CROSSFRAME_REFERENCE" not in os.environ:
        sys.exit("CROSSFRAME_REFERENCE is not set: name the folder that holds validation/score.py")
    main(sys.argv[1:] or TASKS)
