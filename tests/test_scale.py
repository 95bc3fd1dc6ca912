"""Archives: sums and judgements of parts are those of the whole, and runs go on."""

from __future__ import annotations

import csv
import io
import json
import os
import random
from collections import Counter
from pathlib import Path

import jsonschema
import pandas as pd
import pytest

from analysis.archive.archive import sum_archive, write_archive
from analysis.archive.parts import load_part, save_part, write_sums
from analysis.archive.rows import Found, read_once
from analysis.event.build import build_corpus, list_audit
from analysis.event.event import load_event
from analysis.event.gather import gather_articles
from analysis.judge.totals import add_sums, sum_corpus
from analysis.judge.verdicts import judge_all, judge_sums
from analysis.read.notes import tell_note
from analysis.tables.resources import PACKAGE
from analysis.tables.storage import read_findings
from archive_tables import (
    BOOKS,
    PAIR,
    build_rows,
    judged_the_same,
    make_rows,
    open_here,
    settings_of,
    write,
)

ROOT = Path(__file__).parents[1]
# Corpora that are judged on both paths; CROSSFRAME_CORPORA=200 was run before this landed.
CORPORA = int(os.environ.get("CROSSFRAME_CORPORA", "3"))


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
    corpus, _ = build_corpus(
        *gather_articles(settings_of(archive), archive.parent), codebooks=BOOKS
    )
    return corpus, sum_corpus(corpus, pair=PAIR, codebooks=BOOKS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the parts of `parted` stay."""
    return tmp_path_factory.mktemp("parts")


@pytest.fixture(scope="module")  # so that this one is read in a process, which `here` is not yet
def parted(archive, folder):
    return run(archive, folder, size=5)


def test_parts_add_up_to_the_whole(whole, parted):
    same(whole[1], {name: table for name, table in parted.items() if name != "refused"})
    sums = whole[1]["units"].groupby("measure")["a"].agg(lambda values: values.abs().sum())
    assert sums["tone"] > 0 and sums["terms"] > 500


def test_what_is_judged_from_sums_is_what_is_judged_in_memory(whole, parted):
    memory = judge_all(whole[0], codebooks=["generic"])
    judged_the_same(memory, judge_sums(parted, pair=PAIR))
    assert len(memory) > 60 and (memory["verdict"] == "supported").sum() > 5
    supported = memory.loc[memory["verdict"] == "supported"]
    assert supported[["low", "high", "effect"]].notna().all(axis=None)


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    """A corpus of many short articles, of which others are put together."""
    rows = make_rows(60, seed=1)
    return build_rows(rows, tmp_path_factory.mktemp("pool"))


@pytest.mark.parametrize("seed", range(CORPORA))
def test_generated_corpora_are_judged_the_same_on_both_paths(pool, seed):
    rng = random.Random(seed)
    ids = [pool.articles.loc[pool.articles["side"] == side, "article_id"].tolist() for side in PAIR]
    many = rng.randint(2, 8)
    chosen = [name for own in ids for name in rng.sample(own, many)]
    corpus = pool.select(article_id=chosen)
    order = rng.sample(chosen, len(chosen))
    size = rng.randint(1, 8)
    parts = [order[k : k + size] for k in range(0, len(order), size)]
    sums = add_sums(
        sum_corpus(corpus.select(article_id=part), pair=PAIR, codebooks=BOOKS) for part in parts
    )
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


@pytest.mark.usefixtures("here")
def test_a_run_that_was_broken_off_goes_on(archive, parted, tmp_path, monkeypatch):
    save, saved = save_part, []

    def stop(place, number, *found):
        if len(saved) == 2:
            raise KeyboardInterrupt
        saved.append(number)
        save(place, number, *found)

    monkeypatch.setattr("analysis.archive.archive.save_part", stop)
    with pytest.raises(KeyboardInterrupt):
        run(archive, tmp_path, size=5)
    (kept,) = (tmp_path / "parts").iterdir()
    (kept / "000004").mkdir()
    # Killed while it was written.
    (kept / "000004" / "units.csv").write_text("half a")
    monkeypatch.setattr(
        "analysis.archive.archive.save_part",
        lambda place, number, *found: (saved.append(number), save(place, number, *found)),
    )
    same(run(archive, tmp_path, size=5), parted)
    assert sorted(saved) == [*range(5)]  # none twice
    write(archive.with_name("other.jsonl"), make_rows(seed=9))
    changed = run(archive.with_name("other.jsonl"), tmp_path, size=5)
    # Another table starts anew.
    assert changed["units"]["a"].tolist() != parted["units"]["a"].tolist()


@pytest.mark.usefixtures("here")
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
    assert sum("English function words" in reason for reason in named) == 1
    assert named["the text is empty"] == 2 and named["no JSON object (…)"] == 1
    assert named["an exact copy on its side"] == 1
    assert len(named) == 4  # the row of another side is nobody's


FRENCH = "Le conseil de la ville a dit que le port est vendu pour les navires de la cote. " * 5
ENDLESS = "The ferry " + "and the ferry " * 2_000 + "sank."


def make_faulty_rows():
    """A row of every fault that a cell can have, among rows without one."""
    good = make_rows(8)
    long = good[1]["text"]
    faults = [
        {"id": "empty", "text": " "},
        {"id": "r000", "text": "Its id stands in another row, and the ferry will not sail again."},
        {"id": "cut", "text": "The ferry will not sail … [+950 chars]"},
        {"id": "fr-told", "text": "The ferry will not sail again.", "language": "fr"},
        {"id": "fr", "text": FRENCH},
        {"id": "no word", "text": "— … !"},
        {"id": "nul", "text": "The ferry\0 will not sail again."},
        {"id": "lost", "text": "The caf\ufffd will not open again."},
        {"id": "endless", "text": ENDLESS},
        {"id": "fr again", "text": FRENCH},
        {"id": "copy", "text": long, "paper": "Herald"},
        {"id": "near copy", "text": f"{long} Nobody said so.", "paper": "Herald"},
        {"id": "elsewhere", "text": "", "paper": "Other"},
        {"id": "elsewhere too", "text": "The ferry will sail for others.", "paper": "Other"},
    ]
    rows = good[:6] + faults + good[6:]
    return [{"language": "en", "paper": "Post", **row} for row in rows]


def write_cells(rows, mark=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\n")
    writer.writerow(["id", "paper", "language", "text"])
    writer.writerows([row["id"], row["paper"], row["language"], row["text"]] for row in rows)
    return out.getvalue()


def write_table(path, rows):
    """A table of any kind, with the faults that only a row of its kind can have."""
    kind = path.suffix
    if kind == ".parquet":
        pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
        pd.DataFrame(rows).to_parquet(path)
    elif kind == ".json":
        path.write_text(json.dumps([*rows, 7, None, {**rows[0], "id": "half", "text": "\ud800"}]))
    elif kind == ".jsonl":
        lines = [*map(json.dumps, rows), "{", "[]", '{"id": "none", "paper": "Post", "text": null}']
        path.write_text("\n".join(lines))
    else:
        mark = "\t" if kind == ".tsv" else ","
        cells = (
            write_cells(rows, mark) + f"many{mark}Post{mark}en{mark}one{mark}two\nfew{mark}Post\n"
        )
        broken = f"byte{mark}Post{mark}en{mark}A caf".encode() + b"\xe9 closed.\n"
        whole = f"whole{mark}Post{mark}en{mark}“Two” boats – for sale.\n".encode()
        path.write_bytes(cells.encode() + broken + whole)
    return path


def count_left_out(notes):
    left_out = notes[notes["what"].isin(["refused", "folded", "encoding"])]
    return Counter(left_out["what"])


def count_reasons(notes):
    refused = notes[notes["what"].isin(["refused", "encoding"])]
    return Counter(refused["kind"])


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "jsonl", "parquet"])
@pytest.mark.usefixtures("here")
def test_both_paths_refuse_the_same_rows_for_the_same_reasons(kind, tmp_path):
    path = write_table(tmp_path / f"t.{kind}", make_faulty_rows())
    corpus, notes = build_corpus(*gather_articles(settings_of(path), tmp_path), codebooks=BOOKS)
    total = run(path, tmp_path, size=50)
    table = total["refused"]
    found = table[table["what"] != "folded"].set_index("reason")["n"].to_dict()
    assert found == count_reasons(notes)
    assert table.groupby("what")["n"].sum().to_dict() == count_left_out(notes)
    assert len(found) >= 9 and all(found.values())
    read = total["articles"].set_index("side")["articles"].to_dict()
    assert read == corpus.articles["side"].value_counts().to_dict()
    # Every fault of a row names file and row.
    refused = list_audit(notes).query("what == 'refused'")
    assert refused["reason"].str.startswith(f"t.{kind}, row ").all()
    assert "elsewhere" not in " ".join(notes["article_id"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "json"])
def test_every_encoding_is_read_on_both_paths(kind, encoding, tmp_path):
    texts = [f"The café’s “naïve” owner José paid £{k} for boat {k}, he said." for k in range(40)]
    rows = [
        {"id": f"r{k}", "paper": PAIR[k % 2], "language": "en", "text": text}
        for k, text in enumerate(texts)
    ]
    if "json" in kind:
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        written = f"[{','.join(lines)}]" if kind == "json" else "\n".join(lines)
    else:
        written = write_cells(rows, "\t" if kind == "tsv" else ",")
    path = tmp_path / f"t.{kind}"
    path.write_bytes(written.encode(encoding))
    memory, notes = gather_articles(settings_of(path), tmp_path)
    read = Found()
    streamed = pd.DataFrame(read_once(path, settings_of(path), read))
    assert streamed["text"].tolist() == texts
    pd.testing.assert_frame_equal(
        memory.sort_values("row", ignore_index=True), streamed[list(memory)], check_dtype=False
    )
    assert read.left_out == Counter((note["what"], note["kind"]) for note in notes)
    guessed = encoding in ("cp1252", "mac_roman")
    assert [reason for _, reason in read.left_out] == [f"not UTF-8; read as {encoding}"] * guessed


def test_a_guess_that_fails_names_file_and_row(tmp_path):
    lines = [f"r{k},{PAIR[k % 2]},The café’s owner paid {k}." for k in range(40)]
    content = "\n".join(["id,paper,text", *lines]).encode("cp1252")
    path = tmp_path / "t.csv"
    path.write_bytes(content.replace(b"paid 7.", b"paid \x81 7."))
    raw, (guessed, refused) = gather_articles(settings_of(path), tmp_path)
    assert len(raw) == 39 and "read as cp1252" in guessed["reason"]
    assert tell_note(refused).startswith("t.csv, row 9: holds characters")
    assert "save the table again" in refused["reason"]
    read = Found()
    assert len(list(read_once(path, settings_of(path), read))) == 39
    assert read.left_out["refused", refused["kind"]] == 1


def test_a_character_that_is_out_of_place_refuses_its_row_alone(tmp_path):
    lines = [f"r{k},{PAIR[k % 2]},The café’s owner – Zoë – paid {k}." for k in range(100)]
    path = tmp_path / "t.csv"
    for odd in ("cafŽ", "all rights© kept"):
        rows = ["id,paper,text", *lines, f"odd,Post,The {odd} of the town."]
        path.write_bytes("\n".join(rows).encode("cp1252"))
        raw, (guessed, refused) = gather_articles(settings_of(path), tmp_path)
        assert len(raw) == 100 and "read as cp1252" in guessed["reason"]
        assert tell_note(refused).startswith("t.csv, row 102: holds characters")
        read = Found()
        assert len(list(read_once(path, settings_of(path), read))) == 100
        assert read.left_out["refused", refused["kind"]] == 1


@pytest.mark.usefixtures("here")
def test_copies_under_other_headlines_count_once_in_the_whole_archive(tmp_path):
    rows = [{"headline": f"Ferry number {k}", **row} for k, row in enumerate(make_rows(12))]
    copy = {**rows[0], "id": "copy", "headline": "Another word of it"}
    # A headline may stand in the text already.
    headed = {**rows[1], "id": "headed", "text": f"{rows[1]['headline']}\n\n{rows[1]['text']}"}
    total = run(write(tmp_path / "t.jsonl", [*rows, copy, headed]), tmp_path, size=4)
    assert total["refused"].values.tolist() == [["folded", "an exact copy on its side", 2]]
    assert total["articles"]["articles"].tolist() == [6, 6]


def test_what_is_far_from_the_start_is_decoded_too(tmp_path, monkeypatch):
    for name in ("BLOCK_BYTES", "BLOCK_CHARACTERS"):
        monkeypatch.setattr(f"analysis.read.encoding.{name}", 100)
    plain = [f"r{k},{PAIR[k % 2]},The owner paid {k}." for k in range(400)]
    odd = [f"x{k},{PAIR[k % 2]},The café’s owner paid {k}." for k in range(40)]
    path = tmp_path / "t.csv"
    for encoding in ("utf-8", "cp1252"):
        path.write_bytes("\n".join(["id,paper,text", *plain, *odd]).encode(encoding))
        found = list(read_once(path, settings_of(path), Found()))
        assert len(found) == 440 and sum("café’s" in row["text"] for row in found) == 40


def test_json_of_any_size_is_refused_with_a_remedy(tmp_path, monkeypatch):
    path = write_table(tmp_path / "t.json", make_faulty_rows())
    monkeypatch.setattr("analysis.read.rows.MOST_BYTES", 1_000)
    with pytest.raises(ValueError, match=r"t.json: more than 1,000 bytes.*\.jsonl"):
        run(path, tmp_path)


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_row_without_end_is_refused_and_the_next_is_read(kind, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.read.rows.MOST_ROW", 1_000)
    rows = [{**row, "language": "en", "text": row["text"][:300]} for row in make_rows(4)]
    rows[1]["text"] = "word " * 1_000
    path = tmp_path / f"t.{kind}"
    text = write_cells(rows) if kind == "csv" else "\n".join(map(json.dumps, rows))
    path.write_text(text, encoding="utf-8")
    read = Found()
    found = list(read_once(path, settings_of(path), read))
    assert [row["article_id"] for row in found] == ["r000", "r002", "r003"]
    assert read.left_out.total() == 1


@pytest.mark.usefixtures("here")
def test_a_csv_gives_the_same(archive, parted, tmp_path):
    same(run(write(tmp_path / "papers.csv", make_rows()), tmp_path, size=7), parted)


def test_a_tree_of_sums_is_the_flat_sum(whole, tmp_path):
    corpus, _ = whole
    ids = corpus.articles["article_id"].tolist()
    chosen = [corpus.select(article_id=ids[k : k + 3]) for k in range(0, len(ids), 3)]
    parts = [
        (
            sum_corpus(part, pair=PAIR, codebooks=BOOKS),
            pd.DataFrame({"what": "refused", "reason": "no text", "row": [k]}),
        )
        for k, part in enumerate(chosen)
    ]
    parts[4] = ({}, parts[4][1])  # nothing of it could be read
    groups = [parts[:3], parts[3:6], parts[6:]]
    for number, group in enumerate(groups):
        save_part(tmp_path, number, ["rows"] * len(group), write_sums(group))
    loaded = [load_part(tmp_path, number) for number in range(len(groups))]
    left_out = pd.concat([part.pop("refused") for part in loaded])
    assert left_out["row"].tolist() == [*range(8)]
    same(add_sums(loaded), add_sums(sums for sums, _ in parts))


def count_parts(folder):
    """How many parts stand in each folder of finished ones."""
    names = sorted((folder / "parts").glob("*/*/part.json"))
    return [len(json.loads(name.read_text())["rows"]) for name in names]


def test_two_workers_of_a_cluster_give_the_same(archive, parted, tmp_path, monkeypatch):
    """They add up groups of parts; a run that was broken off goes on from those, or without them
    on this machine.
    """
    distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
    options = {
        "n_workers": 2,
        "threads_per_worker": 1,
        "dashboard_address": None,
        "host": "127.0.0.1",
    }
    saved = []

    def stop(place, number, *found):
        if saved:
            raise KeyboardInterrupt
        keep(place, number, *found)

    def keep(place, number, *found):
        saved.append(number)
        save_part(place, number, *found)

    monkeypatch.setattr("analysis.archive.workers.GROUP", 2)
    monkeypatch.setattr("analysis.archive.archive.save_part", stop)
    with distributed.LocalCluster(**options) as cluster:
        how = {"size": 5, "scheduler": cluster.scheduler_address}
        with pytest.raises(KeyboardInterrupt):
            run(archive, tmp_path, **how)
        assert len(count_parts(tmp_path)) == 1
        monkeypatch.setattr("analysis.archive.archive.save_part", keep)
        same(run(archive, tmp_path, **how), parted)
    assert count_parts(tmp_path) == [2, 2, 1] and sorted(saved) == [0, 1, 2]  # none twice
    monkeypatch.setattr("analysis.archive.workers.open_pool", open_here)
    same(run(archive, tmp_path, size=5), parted)
    assert count_parts(tmp_path) == [1] * 5


def test_dask_knows_the_settings_that_are_recommended_for_it():
    dask = pytest.importorskip("dask", reason="the extra cluster is not installed")
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    (own,) = dask.config.collect_yaml([str(ROOT / "docs" / "dask.yaml")])
    known = dask.config.merge(*dask.config.defaults)
    settings = list_settings(own)
    assert settings
    for name in settings:
        assert dask.config.get(name, config=own) != dask.config.get(name, config=known), name


def list_settings(settings, before=()):
    """The names of single settings in nested ones, such as admin.tick.interval."""
    if not isinstance(settings, dict):
        return [".".join(before)]
    return [name for key in settings for name in list_settings(settings[key], (*before, key))]


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


@pytest.mark.usefixtures("here")
def test_a_side_without_articles_is_refused(tmp_path):
    path = write(tmp_path / "t.jsonl", [row for row in make_rows(12) if row["paper"] == "Post"])
    with pytest.raises(ValueError, match="side 'Herald' has no article"):
        write_archive(path, settings_of(path), folder=tmp_path, codebooks=BOOKS)


@pytest.mark.usefixtures("here")
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
        left_out = pd.DataFrame({"what": "refused", "reason": "no text", "row": [2, 7]})
        save_part(tmp_path / name, 3, ["rows"], write_sums([({name: table}, left_out)]))
        pd.testing.assert_frame_equal(load_part(tmp_path / name, 3)[name], table)
    assert load_part(tmp_path / "words", 3)["refused"]["reason"].tolist() == ["no text"] * 2


@pytest.mark.usefixtures("here")
def test_an_archive_has_a_report(archive, parted, folder, tmp_path, monkeypatch):
    """Its first screen says what the sums say; its sentences come from the sample."""
    from analysis.show.report import write_report

    monkeypatch.setattr("analysis.event.settings.data_folder", lambda: ROOT / "data")
    # Its parts are there already.
    read = write_archive(archive, settings_of(archive), folder=folder, codebooks=BOOKS, size=5)
    findings = read_findings(folder)
    assert read == dict.fromkeys(PAIR, 12)
    event = load_event(str(folder), texts=True)
    assert event.corpus.sides == list(PAIR) and len(event.corpus.articles) == 24
    notebooks = folder / "notebooks"
    page = write_report(
        str(folder),
        out=tmp_path / "p.html",
        texts=True,
        progress=None,
        notebooks_dir=notebooks,
        in_process=True,
    )
    text = page.read_text(encoding="utf-8")
    voices = findings.set_index("finding_id").loc["voices-words-of-others"]
    assert f"{max(voices['a'], voices['b']):.0%}".replace("%", "\u00a0%") in text
    content = json.loads((tmp_path / "p" / "findings.json").read_text(encoding="utf-8"))
    assert {row["finding_id"] for row in content["findings"]} == set(findings["finding_id"])
    schema = (PACKAGE / "lexicons" / "findings.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(content, json.loads(schema))
