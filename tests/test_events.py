"""Events: settings, texts, features and back; the real pair; no half file is ever written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.comparison import compare
from analysis.event.event import load_event, write_features
from analysis.event.settings import find_event, list_events, read_settings
from analysis.tables.schemas import SCHEMAS
from analysis.tables.writing import write_atomic
from bad_events import ONE, SETTINGS, TWO
from helpers import OTHER, PLAIN, TABLES, features_of, write_event
from reference import reference

ROOT = Path(__file__).parents[1]
REAL = "us-pakistan-sanctions"


@pytest.fixture(autouse=True)
def _no_texts(monkeypatch):
    monkeypatch.delenv("CROSSFRAME_TEXTS", raising=False)


def test_of_three_sides_the_first_stands_against_all_others_and_features_keep_all(tmp_path):
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER)
    third = (
        '\n[[sides]]\nlabel = "Side 2"\n[[sides.articles]]\nid = "article_2"\nfile = "texts/2.txt"'
    )
    (folder / "texts" / "2.txt").write_text(OTHER.replace("ferry", "boat"), encoding="utf-8")
    with (folder / "event.toml").open("a", encoding="utf-8") as file:
        file.write(third)
    event = load_event(str(folder))
    assert event.every.sides == ["Side 0", "Side 1", "Side 2"] and event.corpus.sides == [
        "Side 0",
        "All others",
    ]
    assert event.corpus.articles["article_id"].tolist() == ["article_0", "article_1", "article_2"]
    write_features(event)
    assert pd.read_csv(folder / "features" / "articles.csv")["side"].tolist() == event.every.sides
    assert load_event(str(folder)).corpus.sides == event.corpus.sides


# Laws


def curly(text: str) -> str:
    text = re.sub(r'"(?=\w)', "“", text).replace('"', "”")
    return re.sub(r"(?<!\w)'(?=\w)", "‘", text).replace("'", "’")


VARIANTS = {
    "curly": curly(PLAIN).encode(),
    "no-break spaces": PLAIN.replace("Mr. ", "Mr.\u00a0").replace(" the ", "\u00a0the ").encode(),
    "CRLF": PLAIN.replace("\n", "\r\n").encode(),
    "BOM": PLAIN.encode("utf-8-sig"),
    "UTF-16": PLAIN.encode("utf-16"),
}


@pytest.fixture(scope="module")
def plain_features(tmp_path_factory):
    return features_of(write_event(tmp_path_factory.mktemp("plain") / "ferry", PLAIN, OTHER))


@pytest.mark.parametrize("variant", VARIANTS)
def test_typography_and_encoding_change_nothing(variant, plain_features, tmp_path):
    found = features_of(write_event(tmp_path / "ferry", VARIANTS[variant], OTHER))
    # The naive scores are those of a script that reads the file as it is, so they may follow the
    # typography.
    changing = ["sha256"] + [c for c in found["articles"] if c.startswith("naive")] * (
        variant in ("curly", "no-break spaces")
    )
    assert found["articles"]["sha256"][0] != plain_features["articles"]["sha256"][0]
    for name, table in found.items():
        dropped = changing if name == "articles" else []
        pd.testing.assert_frame_equal(
            table.drop(columns=dropped), plain_features[name].drop(columns=dropped)
        )


@pytest.mark.parametrize(
    "more",
    [
        "",
        'outlet = "007"',
        'outlet = "TRUE"',
        'outlet = "a, \\"b\\""',
        'outlet = "NA"',
        "published = 2024-05-16",
        'url = "1e5"',
        'outlet = "  x  "',
        'outlet = "a\\nb"',
    ],
)
def test_text_and_features_give_the_same_tables(more, tmp_path):
    folder = write_event(
        tmp_path / "ferry", PLAIN, "1999. 007.\n\nNA is null, nan or inf. True.", more=more
    )
    whole = load_event(str(folder), texts=True)
    found = features_of(folder)
    for name in TABLES:
        bare = getattr(whole.corpus, name).drop(columns=["title", "text"], errors="ignore")
        pd.testing.assert_frame_equal(found[name], bare)
    pd.testing.assert_frame_equal(found["audit"], whole.audit)


@pytest.mark.parametrize("name", ["007", "1e5", "NA", "True", "a b", "ü"])
def test_ids_and_labels_come_back_as_they_were(name, tmp_path):
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER)
    toml = (folder / "event.toml").read_text().replace("article_0", name).replace("Side 1", name)
    (folder / "event.toml").write_text(toml.replace("article_1", "1"), encoding="utf-8")
    found = features_of(folder)
    assert found["articles"]["article_id"].tolist() == [name, "1"]
    assert found["articles"]["side"].tolist() == ["Side 0", name]
    assert set(found["marks"]["article_id"]) == {name, "1"}


def test_a_long_file_gets_features_too(tmp_path, monkeypatch):
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER)
    whole = features_of(folder)["articles"]
    monkeypatch.setattr("analysis.event.build.NAIVE_CHARACTERS", len(PLAIN) - 1)
    (folder / "event.toml").touch()
    found = features_of(folder)["articles"]
    assert found["naive_compound"].isna().tolist() == [True, False]
    pd.testing.assert_frame_equal(
        found.drop(columns="naive_compound"), whole.drop(columns="naive_compound")
    )


def test_the_order_of_articles_is_irrelevant(tmp_path):
    found, swap = [], {"article_1": "article_2", "article_2": "article_1"}
    for name, texts in (
        ("one", [PLAIN, OTHER, PLAIN + OTHER]),
        ("two", [PLAIN, PLAIN + OTHER, OTHER]),
    ):
        folder = write_event(tmp_path / name, *texts)
        toml = (folder / "event.toml").read_text()
        if name == "two":
            (folder / "event.toml").write_text(
                re.sub("article_[12]", lambda m: swap[m.group()], toml)
            )
        found.append(load_event(str(folder)).corpus)
    for table in TABLES:
        key = ["segment_id"] if table == "segments" else None
        one, two = (
            getattr(c, table).sort_values(key or list(getattr(c, table)), ignore_index=True)
            for c in found
        )
        pd.testing.assert_frame_equal(one, two)


def test_features_have_no_text(plain_features):
    for name, table in plain_features.items():
        assert not {"text", "title"} & set(table), name
    assert list(plain_features["terms"]) == list(SCHEMAS["terms"])


def test_features_name_no_place_of_a_machine(tmp_path):
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER, b"\x00")
    write_features(load_event(str(folder)))
    for path in (folder / "features").glob("*.csv"):
        assert str(tmp_path) not in path.read_text(encoding="utf-8"), path.name


# Bad input: the article is refused and the rest goes on, or the run stops with what, where and what
# to do

BAD = {
    "empty": b"",
    "no text": b"\x89PNG\r\n\x1a\n\x00",
    "NUL": b"The pier\x00.",
    "cut-off UTF-8": "The café".encode()[:-1],
    "no word": "—".encode(),
    "German": ("Der Hafen wurde verkauft, und niemand kannte den Preis. " * 6).encode(),
    "one endless sentence": b"The ferry " + b"and the ferry " * 4000 + b"sank.",
}


@pytest.mark.parametrize("case", BAD)
def test_one_bad_article_among_several_is_listed(case, tmp_path):
    event = load_event(str(write_event(tmp_path / "ferry", PLAIN, OTHER, BAD[case])))
    refused = event.audit.query("what == 'refused'")
    assert refused["article_id"].tolist() == ["article_2"] and "2.txt" in refused["reason"].iloc[0]
    assert event.corpus.articles["article_id"].tolist() == ["article_0", "article_1"]


def test_an_article_without_body_is_no_accident(tmp_path):
    event = load_event(
        str(write_event(tmp_path / "ferry", PLAIN, OTHER, b"Advertisement.", b"Ferry sold"))
    )
    roles = event.corpus.segments.groupby("article_id")["role"].agg(set)
    assert roles["article_2"] == {"boilerplate"} and roles["article_3"] == {"headline"}


@pytest.mark.parametrize("case", BAD)
def test_a_side_without_a_readable_article_stops(case, tmp_path):
    with pytest.raises(ValueError, match="side 'Side 1' has no article that can be read: .*1.txt"):
        load_event(str(write_event(tmp_path / "ferry", PLAIN, BAD[case])))


def test_missing_texts_are_named(tmp_path):
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER)
    (folder / "texts" / "1.txt").unlink()
    with pytest.raises(
        ValueError, match=r"ferry: the texts are not all there .*texts/1.txt.*CROSSFRAME_TEXTS"
    ):
        load_event(str(folder))


def test_another_text_is_refused(tmp_path):
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER, more=f'sha256 = "{"0" * 64}"')
    with pytest.raises(
        ValueError, match=r"0.txt: its SHA-256 is \w{12}…, but event.toml names 000000000000…"
    ):
        load_event(str(folder))


def test_the_hash_may_be_written_in_capitals(tmp_path, plain_features):
    digest = plain_features["articles"]["sha256"][0]
    folder = write_event(tmp_path / "ferry", PLAIN, PLAIN, more=f'sha256 = "{digest.upper()}"')
    assert load_event(str(folder)).corpus.articles["sha256"].tolist() == [digest] * 2


@pytest.mark.parametrize("case", SETTINGS)
def test_settings_are_checked(case, tmp_path):
    content, message = SETTINGS[case]
    (tmp_path / "event.toml").write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )
    with pytest.raises(ValueError, match=f"event.toml: .*{message}"):
        read_settings(tmp_path)


def test_settings_may_start_with_a_byte_order_mark(tmp_path):  # as an editor on Windows saves them
    (tmp_path / "event.toml").write_text('title = "x"\n' + ONE + TWO, encoding="utf-8-sig")
    assert read_settings(tmp_path)["title"] == "x"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("harbor-lease", "did you mean harbour-lease"),
        ("us-pakistan", f"did you mean {REAL}"),
        ("zzz", "known: harbour"),
        ("", "known: harbour"),
        ("a\0", "known: harbour"),
        ("../tests", "no event named"),
        ("x" * 300, "no event named"),
    ],
)
def test_unknown_events_get_a_hint(name, message, monkeypatch):
    monkeypatch.chdir(ROOT / "tests")
    with pytest.raises(ValueError, match=message):
        find_event(name)


def test_events_are_found_by_name_and_by_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # outside the project its own data folder counts
    assert {"harbour-lease", REAL} <= set(list_events())
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER)
    assert find_event("ferry") == find_event(str(folder)) == folder.resolve()


def test_broken_features_are_named(tmp_path):
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER)
    features_of(folder)
    for content, message in (
        (b"a,b\n1,2\n", "lacks the columns"),
        (b"", "cannot be read"),
        (b"\xff", "cannot be read"),
    ):
        (folder / "features" / "terms.csv").write_bytes(content)
        with pytest.raises(ValueError, match=f"terms.*{message}"):
            load_event(str(folder))
    (folder / "features" / "marks.csv").unlink()
    (folder / "features" / "terms.csv").unlink()
    with pytest.raises(ValueError, match="terms.csv: cannot be read"):
        load_event(str(folder))


def test_features_of_other_texts_are_not_used_silently(tmp_path):
    digest = "0" * 64
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER)
    features_of(folder)
    toml = (folder / "event.toml").read_text().replace('0.txt"', f'0.txt"\nsha256 = "{digest}"')
    (folder / "event.toml").write_text(toml)
    with pytest.raises(ValueError, match="article_0"):
        load_event(str(folder))


# Writing


@pytest.mark.parametrize("fails", ["fsync", "replace", "surrogate", "interrupt"])
def test_a_failing_write_leaves_the_old_file(fails, tmp_path, monkeypatch):
    path = tmp_path / "out" / "table.csv"
    write_atomic(path, "old\n")

    def stop(*_, **__):
        raise KeyboardInterrupt if fails == "interrupt" else OSError(28, "No space left on device")

    if fails == "replace":
        monkeypatch.setattr(Path, "replace", stop)
    elif fails != "surrogate":
        monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt if fails == "interrupt" else ValueError):
        write_atomic(path, "\ud800" if fails == "surrogate" else "new\n")
    assert path.read_bytes() == b"old\n"
    assert [p.name for p in path.parent.iterdir()] == ["table.csv"]


def test_a_full_disk_is_named(tmp_path, monkeypatch):
    def stop(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(
        ValueError, match="table.csv: cannot be written .No space left on device.; .* unchanged"
    ):
        write_atomic(tmp_path / "table.csv", "new\n")
    assert list(tmp_path.iterdir()) == []


def test_writing_replaces_the_whole_file(tmp_path):
    path = tmp_path / "deep" / "er" / "table.csv"
    write_atomic(path, "old and long\n")
    write_atomic(path, "“new”\r\n\n")
    assert path.read_bytes() == "“new”\r\n\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("in_the_way", ["features", "features/terms.csv"])
def test_what_is_in_the_way_is_named(in_the_way, tmp_path):
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER)
    event = load_event(str(folder))
    if in_the_way == "features":
        (folder / "features").write_text("a file")
    else:
        (folder / in_the_way).mkdir(parents=True)
    with pytest.raises(ValueError, match=f"{in_the_way}.*cannot be written"):
        write_features(event)


# The real pair


def test_the_shipped_features_load_without_texts():
    event = load_event(REAL)
    assert (
        event.corpus.sides == ["Partnership balance", "Alliance diversification"]
        and not event.corpus.has_text
    )
    # As published in the issue: four whole-file scores that contradict each other.
    naive = event.corpus.articles[["naive_polarity", "naive_compound"]].to_numpy().round(3)
    assert naive[:, 0].tolist() == [0.023, 0.054] and naive[:, 1].round(2).tolist() == [0.99, -0.99]
    hashes = {a["sha256"] for side in event.settings["sides"] for a in side["articles"]}
    assert set(event.corpus.articles["sha256"]) == hashes


def test_the_real_features_regenerate_byte_for_byte(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSFRAME_TEXTS", str(reference("articles")))
    committed = ROOT / "data" / REAL
    folder = shutil.copytree(committed, tmp_path / REAL, ignore=shutil.ignore_patterns("texts"))
    shutil.rmtree(folder / "features")
    written = write_features(load_event(str(folder), texts=True))
    names = sorted(path.name for path in (committed / "features").iterdir())
    assert sorted(path.name for path in written.iterdir()) == names
    assert [
        n for n in names if (written / n).read_bytes() != (committed / "features" / n).read_bytes()
    ] == []


def test_a_run_with_texts_leaves_the_checkout_clean(tmp_path):
    texts, copy = reference("articles"), tmp_path / "checkout"
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.excludesFile="]
    listed = subprocess.run(
        [*git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("notebooks/"):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    # One small notebook is enough to see where a run writes, and is fast.
    cells = [
        new_code_cell(f'EVENT = "{REAL}"\nTEXTS = False', metadata={"tags": ["parameters"]}),
        new_code_cell("import crossframe as cf\nevent = cf.load_event(EVENT, texts=TEXTS)"),
        new_code_cell(
            'cf.table(event.corpus.segments.iloc[:, -1:], caption="Last column", name="last")'
        ),
    ]
    (copy / "notebooks").mkdir()
    nbformat.write(new_notebook(cells=cells), copy / "notebooks" / "01-small.ipynb")
    environment = {key: value for key, value in os.environ.items() if key != "CROSSFRAME_TEXTS"} | {
        "PYTHONPATH": str(copy / "src")
    }

    def call(*commands, **more):
        code = (
            "from analysis.cli import cli; "
            f"[cli([c, {REAL!r}], standalone_mode=False) for c in {commands}]"
        )
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=copy,
            env=environment | more,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr

    call("report")  # without texts: this is what is tracked
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "start"]):
        subprocess.run([*git, *command], cwd=copy, check=True, capture_output=True)
    call("features", "report", CROSSFRAME_TEXTS=str(texts))
    # This file shows that texts were there and were used.
    assert (copy / "reports" / "local" / f"{REAL}.html").is_file()
    status = subprocess.run(
        [*git, "status", "--porcelain"], cwd=copy, capture_output=True, text=True, check=True
    )
    assert status.stdout == ""


@pytest.mark.usefixtures("few_notebooks")
def test_a_file_name_with_spaces_gets_a_report_whose_links_hold(tmp_path):
    """Ids of segments are listed with spaces between, so none may hold one."""
    paths = [tmp_path / name for name in ("my 100% own text.txt", "your text.txt")]
    for path, verb in zip(paths, ("closed", "opened"), strict=True):
        lines = [f"The mayor said the pier was {verb}." for _ in range(6)]
        path.write_text("\n\n".join(["The pier", *lines]), encoding="utf-8")
    compared = compare(*paths)
    ids = compared.corpus.segments["segment_id"]
    assert ids.is_unique and not ids.str.contains(r"\s").any()
    linked = compared.told["segments"].str.split().explode().dropna()
    assert len(linked) and linked.isin(ids).all()
    assert compared.corpus.articles["article_id"].tolist() == [path.stem for path in paths]
    page = compared.report(tmp_path / "page.html", in_process=True).read_text(encoding="utf-8")
    assert "my 100% own text" in page
