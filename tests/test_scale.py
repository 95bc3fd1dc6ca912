"""Archives: sums and judgements of parts are those of the whole, and runs go on."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pandas as pd
import pytest

from analysis.archive.archive import _load, _save, read_findings, sum_archive, write_archive
from analysis.event.build import build_corpus
from analysis.event.event import load_event
from analysis.judge.totals import add_sums, sum_corpus
from analysis.judge.verdicts import judge_all, judge_sums
from analysis.measures.codebooks import read_codebook

ROOT = Path(__file__).parents[1]
PAIR = ("Post", "Herald")
BOOKS = {"generic": read_codebook(ROOT / "data" / "codebooks" / "generic.csv")}


def make_rows(many=24, *, seed=4):
    """Articles of paragraphs of the teaching pair, one text for each paper."""
    pools = [
        [line for line in path.read_text(encoding="utf-8").split("\n") if line.count(" ") > 12]
        for path in sorted((ROOT / "data" / "harbour-lease" / "texts").glob("*.txt"))
    ]
    rng = random.Random(seed)
    return [
        {
            "id": f"r{k:03d}",
            "paper": PAIR[k % 2],
            "text": "\n\n".join(rng.sample(pools[k % 2], 4)) + f"\n\nIt was day {k}.",
        }
        for k in range(many)
    ]


def write(path, rows):
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader(), writer.writerows(rows)
    else:
        path.write_text(
            "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows),
            encoding="utf-8",
        )
    return path


def settings_of(path):
    sources = [{"path": str(path), "by": "paper", "columns": {}} for _ in PAIR]
    sides = [
        {"label": v, "articles": [], "sources": [{**s, "value": v}]}
        for v, s in zip(PAIR, sources, strict=True)
    ]
    return {"title": "Papers", "codebooks": ["generic"], "without_shared": False, "sides": sides}


def build_rows(rows, folder):
    """The corpus of rows, read in memory."""
    path = write(folder / "rows.jsonl", rows)
    return build_corpus(settings_of(path), folder, codebooks=BOOKS)[0]


def run(path, folder, **how):
    total, _ = sum_archive(path, settings_of(path), folder=folder, codebooks=BOOKS, **how)
    return total


def same(one, other):
    """Counts to the last unit, scores to rounding."""
    assert set(one) == set(other)
    for name, table in one.items():
        keys = [c for c in table if not pd.api.types.is_numeric_dtype(table[c])]
        left, right = (
            t[list(table)].sort_values(keys, ignore_index=True) if keys else t
            for t in (table, other[name])
        )
        pd.testing.assert_frame_equal(left, right, check_dtype=False, rtol=1e-12, atol=1e-12)
        for column in ("a", "b", "square_a", "articles_a") if name == "choices-term" else ():
            assert column not in left or left[column].tolist() == right[column].tolist()


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return write(tmp_path_factory.mktemp("archive") / "papers.jsonl", make_rows())


@pytest.fixture(scope="module")
def whole(archive):
    corpus, _ = build_corpus(settings_of(archive), archive.parent, codebooks=BOOKS)
    return corpus, sum_corpus(corpus, pair=PAIR, codebooks=BOOKS)


@pytest.fixture(scope="module")
def parted(archive, tmp_path_factory):
    return run(archive, tmp_path_factory.mktemp("parts"), size=5)


def test_parts_add_up_to_the_whole(whole, parted):
    same(whole[1], {name: table for name, table in parted.items() if name != "refused"})
    sums = whole[1]["units"].groupby("measure")["a"].agg(lambda values: values.abs().sum())
    assert sums["tone"] > 0 and sums["terms"] > 500


SAME = ["a", "b", "estimate", "effect", "low", "high", "p", "q", "placebo", "error", "masked"]


def judged_the_same(memory, stream):
    """Verdicts and texts equal, numbers to rounding."""
    memory, stream = (table.set_index("finding_id") for table in (memory, stream))
    assert set(memory.index) == set(stream.index)
    stream = stream.loc[memory.index]
    for column in memory:
        one, other = memory[column].tolist(), stream[column].tolist()
        if column in SAME:
            assert other == pytest.approx(one, rel=1e-9, abs=1e-12, nan_ok=True), column
        else:
            assert pd.Series(one).equals(pd.Series(other)), column


def test_what_is_judged_from_sums_is_what_is_judged_in_memory(whole, parted):
    memory = judge_all(whole[0], codebooks=["generic"])
    judged_the_same(memory, judge_sums(parted, pair=PAIR))
    assert len(memory) > 60 and (memory["verdict"] == "supported").sum() > 5
    assert memory.loc[memory["verdict"] == "supported", ["low", "high", "effect"]].notna().all(axis=None)


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    """A corpus of many short articles, of which others are put together."""
    rows = make_rows(160, seed=1)
    return build_rows(rows, tmp_path_factory.mktemp("pool"))


@pytest.mark.parametrize("seed", range(20))
def test_ten_generated_corpora_are_judged_the_same_on_both_paths(pool, seed):
    rng = random.Random(seed)
    ids = [pool.articles.loc[pool.articles["side"] == side, "article_id"].tolist() for side in PAIR]
    for _ in range(10):
        many = rng.randint(2, 8)
        chosen = [name for own in ids for name in rng.sample(own, many)]
        corpus = pool.select(article_id=chosen)
        order = rng.sample(chosen, len(chosen))
        size = rng.randint(1, 4)
        parts = [order[k : k + size] for k in range(0, len(order), size)]
        sums = add_sums(
            sum_corpus(corpus.select(article_id=part), pair=PAIR, codebooks=BOOKS) for part in parts
        )
        # An archive keeps sums on disk between its parts.
        memory = judge_all(corpus, codebooks=["generic"])
        judged_the_same(memory, judge_sums(sums, pair=PAIR))


def test_swapping_the_sides_flips_the_signs(parted):
    found = judge_sums(parted, pair=PAIR).set_index("finding_id")
    swapped = {"a": "b", "b": "a"} | {
        f"{s}_{x}": f"{s}_{y}"
        for s in ("product", "square", "articles", "ratio", "ratio_square")
        for x, y in ("ab", "ba")
    }
    names = ("units", "choices-term")
    turned = {
        name: table.rename(columns=swapped) if name in names else table
        for name, table in parted.items()
    }
    other = judge_sums(turned, pair=PAIR[::-1]).set_index("finding_id").loc[found.index]
    assert other["estimate"].tolist() == pytest.approx((-found["estimate"]).tolist())
    assert other["low"].tolist() == pytest.approx((-found["high"]).tolist(), nan_ok=True)
    assert other["verdict"].tolist() == found["verdict"].tolist()


def test_a_run_that_was_broken_off_goes_on(archive, parted, tmp_path, monkeypatch):
    save, saved = _save, []

    def stop(folder, *found):
        if len(saved) == 2:
            raise KeyboardInterrupt
        saved.append(folder.name)
        save(folder, *found)

    monkeypatch.setattr("analysis.archive.archive._save", stop)
    with pytest.raises(KeyboardInterrupt):
        run(archive, tmp_path, size=5)
    (tmp_path / "parts" / "000004").mkdir()
    (tmp_path / "parts" / "000004" / "units.csv").write_text(
        "half a"
    )  # killed while it was written
    monkeypatch.setattr(
        "analysis.archive.archive._save",
        lambda folder, *found: (saved.append(folder.name), save(folder, *found)),
    )
    same(run(archive, tmp_path, size=5), parted)
    assert sorted(saved) == [f"{k:06d}" for k in range(5)]  # none twice
    write(archive.with_name("other.jsonl"), make_rows(seed=9))
    changed = run(archive.with_name("other.jsonl"), tmp_path, size=5)
    # Another table starts anew.
    assert changed["units"]["a"].tolist() != parted["units"]["a"].tolist()


def test_what_cannot_be_read_is_named_and_changes_nothing(archive, parted, tmp_path):
    rows = sorted(make_rows(), key=lambda row: row["paper"])  # parts of one side alone
    french = (
        "Le conseil de la ville a dit que le port est vendu "
        "pour les navires et les marins de la cote. "
    ) * 4
    bad = [
        {"id": "fr", "paper": "Post", "text": french},
        "{broken",
        {"id": "x", "paper": "Herald", "text": ""},
    ]
    bad.append({"id": "n", "paper": "Herald", "text": None})
    again = [{**rows[0], "id": "copy"}, {"id": "o", "paper": "Other", "text": rows[1]["text"]}]
    total = run(write(tmp_path / "odd.jsonl", [*bad, *rows, *again]), tmp_path, size=5)
    reasons = total.pop("refused")
    same(total, {name: table for name, table in parted.items() if name != "refused"})
    named = reasons.set_index("reason")["n"].to_dict()
    assert sum("English function words" in reason for reason in named) == 1 and set(
        named.values()
    ) == {1}
    assert {
        "the text is empty",
        "the row is broken",
        "the text is no text",
        "an exact copy on its side",
    } < set(named)
    assert len(named) == 5  # the row of another side is nobody's


def test_a_csv_gives_the_same(archive, parted, tmp_path):
    same(run(write(tmp_path / "papers.csv", make_rows()), tmp_path, size=7), parted)


def test_two_workers_of_a_cluster_give_the_same(archive, parted, tmp_path):
    distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
    options = {
        "n_workers": 2,
        "threads_per_worker": 1,
        "dashboard_address": None,
        "host": "127.0.0.1",
    }
    with distributed.LocalCluster(**options) as cluster:
        same(run(archive, tmp_path, size=5, scheduler=cluster.scheduler_address), parted)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"id": "a", "paper": "Post", "words": "x"}], "no column holds the texts"),
        ([{"id": "a", "journal": "Post", "text": "x"}], "no column 'paper'"),
        (["{", "["], "no row that can be read"),
    ],
)
def test_a_table_that_is_none_is_refused(rows, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        run(write(tmp_path / "t.jsonl", rows), tmp_path)


def test_a_side_without_articles_is_refused(tmp_path):
    path = write(tmp_path / "t.jsonl", [row for row in make_rows(12) if row["paper"] == "Post"])
    with pytest.raises(ValueError, match="side 'Herald' has no article"):
        write_archive(path, settings_of(path), folder=tmp_path, codebooks=BOOKS)


def test_an_archive_of_which_nothing_can_be_read_is_refused(tmp_path):
    rows = [
        {
            "id": str(k),
            "paper": PAIR[k % 2],
            "text": "Le port de la ville est vendu pour un bail. " * 8 + str(k),
        }
        for k in range(4)
    ]
    path = write(tmp_path / "t.jsonl", rows)
    with pytest.raises(ValueError, match="side 'Post' has no article"):
        write_archive(path, settings_of(path), folder=tmp_path, codebooks=BOOKS)


def test_sums_on_disk_keep_words_and_sides_that_look_like_numbers(tmp_path):
    words = pd.DataFrame(
        {"term": ["007", "1e3", "port"], "role": "body", "a": [1, 2, 3], "b": [0, 1, 1]}
    )
    articles = pd.DataFrame({"side": ["2019", "02"], "articles": [3, 4], "words": [5, 6]})
    for name, table in {"words": words, "articles": articles, "numbers": words.head(2)}.items():
        _save(tmp_path / name, {name: table}, ["no text", "no text"])
        pd.testing.assert_frame_equal(_load(tmp_path / name)[name], table)
    assert _load(tmp_path / "words")["refused"].values.tolist() == [["no text", 2]]


def test_an_archive_has_a_report(archive, tmp_path, monkeypatch):
    """Its first screen says what the sums say; its sentences come from the sample."""
    from analysis.show.report import write_report

    monkeypatch.setattr("analysis.event.settings.data_folder", lambda: ROOT / "data")
    read = write_archive(
        archive, settings_of(archive), folder=tmp_path / "papers", codebooks=BOOKS, size=5
    )
    findings = read_findings(tmp_path / "papers")
    assert read == dict.fromkeys(PAIR, 12)
    event = load_event(str(tmp_path / "papers"), texts=True)
    assert event.corpus.sides == list(PAIR) and len(event.corpus.articles) == 24
    notebooks = tmp_path / "papers" / "notebooks"
    page = write_report(
        str(tmp_path / "papers"),
        out=tmp_path / "p.html",
        texts=True,
        progress=None,
        notebooks_dir=notebooks,
    )
    text = page.read_text(encoding="utf-8")
    voices = findings.set_index("finding_id").loc["voices-words-of-others"]
    assert f"{max(voices['a'], voices['b']):.0%}".replace("%", "\u00a0%") in text
    assert len(
        json.loads((tmp_path / "p" / "findings.json").read_text(encoding="utf-8"))["findings"]
    ) == len(findings)
