"""Articles that are hardly any: in another language, empty, twice, or written with odd characters.

What is only written otherwise gives the same numbers; what cannot be told is not told.
"""

from __future__ import annotations

import unicodedata

import numpy as np
import pandas as pd
import pytest
from battery import GOOD_A, GOOD_B

import crossframe as cf

CURLY = str.maketrans({"'": "’"})
TEXT = (
    "Ferry stopped at Lowmoor\n\n"
    "The ferry won't sail again until May, the harbour board said on Monday at the café. "
    '"It isn\'t safe," said Ida Brandt, its clerk.\n\n'
    "Owners of the boats called the sale a bad joke, and most people in the town agreed. "
    "It is a terrible week for the final offer of the office.\n"
)


def curl(text: str) -> str:
    """Typographic quotation marks and apostrophes."""
    parts = text.translate(CURLY).split('"')
    return "".join(part + "“”"[k % 2] for k, part in enumerate(parts[:-1])) + parts[-1]


def widen(text: str) -> str:
    """The word `bad` in letters of full width."""
    return text.replace("bad", "".join(chr(ord(letter) + 0xFEE0) for letter in "bad"))


WAYS = {
    "curly": curl,
    "low quotation marks": lambda text: curl(text).replace("“", "„"),
    "guillemets": lambda text: curl(text).replace("“", "«").replace("”", "»"),
    "spaces that do not break": lambda text: text.replace(" bad ", "\u00a0bad\u00a0"),
    "letters and accents apart": lambda text: unicodedata.normalize("NFD", text),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "line ends of old": lambda text: text.replace("\n", "\r"),
    "joiners": lambda text: text.replace("terrible", "terri\u200bble"),
    "soft hyphens": lambda text: text.replace("terrible", "terri\u00adble"),
    "full width": widen,
    "a mark of byte order": lambda text: f"\ufeff{text}",
    "ligatures": lambda text: text.replace("ffice", "ﬃce").replace("final", "ﬁnal"),
    "a turn of direction": lambda text: text.replace("bad", "\u202ebad\u202c"),
    "marks of direction": lambda text: text.replace("bad", "\u200ebad\u200f"),
    "spaces at the ends": lambda text: text.replace("\n\n", "   \n \n"),
    "more empty lines": lambda text: text.replace("\n\n", "\n\n\n\n"),
    "controls": lambda text: text.replace("bad", "b\x07ad"),
}


def keep_short(cases, short: set[str]) -> list:
    """Of all cases those that `make test` takes; the others are marked for the full form."""
    return [
        case if case in short else pytest.param(case, marks=pytest.mark.hostile) for case in cases
    ]


@pytest.mark.row("R9")
@pytest.mark.parametrize("way", keep_short(WAYS, set()))
def test_text_that_is_only_written_otherwise_counts_the_same(way, tmp_path):
    made = []
    for name, text in (("plain", TEXT), ("odd", WAYS[way](TEXT))):
        (tmp_path / name).mkdir()
        for side, content in (("a", text), ("b", GOOD_B)):
            (tmp_path / name / f"{side}.txt").write_bytes(content.encode())
        paths = (str(tmp_path / name / f"{side}.txt") for side in "ab")
        made.append(cf.compare(*paths, sides=["A", "B"]))
    one, two = made
    drop = ["text", "start", "end"]
    for table in ("segments", "marks", "terms", "labels", "actions"):
        first, second = (getattr(made.corpus, table) for made in (one, two))
        first, second = (f.drop(columns=drop, errors="ignore") for f in (first, second))
        pd.testing.assert_frame_equal(first, second)


LANGUAGES = {
    "German": "Die Fähre fährt erst im Mai wieder, und niemand in der Stadt weiß, wer sie kauft. ",
    "French": "Le bac ne partira plus avant mai, et personne ne sait qui va le prendre. ",
    "Spanish": "El barco no saldrá hasta mayo, y nadie en el pueblo sabe quién lo compra ahora. ",
    "Italian": "Il traghetto non parte fino a maggio, e nessuno in paese sa chi lo compra. ",
    "Polish": "Prom nie wypłynie przed majem i nikt w mieście nie wie, kto chce go teraz kupić. ",
    "Russian": "Паром не выйдет до мая, и никто в городе не знает, кто хочет его теперь купить. ",
    "Chinese": "渡轮 要到 五月 才 会 再次 启航 而 镇上 没有 人 知道 谁 会 买 它 的 船 。 ",
    "Arabic": "لن تبحر العبارة قبل شهر مايو ولا أحد في المدينة يعرف من الذي سوف يشتريها الآن. ",
}
NOTHING = {
    "empty": "",
    "spaces": "  \t ",
    "lines": "\n\n\n",
    "joiners": "\u200b\ufeff",
    "points": "...\n…",
    "faces": "😀 😡\n\n😀",
}


@pytest.mark.row("R9")
@pytest.mark.parametrize("case", keep_short([*LANGUAGES, *NOTHING], {"German", "joiners"}))
def test_what_is_no_english_article_is_refused_by_name(case, place):
    text = NOTHING.get(case, f"{LANGUAGES.get(case, '') * 4}\n")
    for name, content in (("odd", text), ("b", GOOD_B)):
        (place / f"{name}.txt").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="odd"):
        cf.compare("odd.txt", "b.txt")
    made = cf.compare(place / "b.txt", place, sides=["A", "B"])
    refused = made.event.audit[made.event.audit["what"] == "refused"]
    assert len(refused) == 1 and refused["reason"].str.len().iloc[0] > 10
    assert (made.event.every.articles["n_words"] > 0).all()


FEW = {
    "one word": "Ferry\n\nSold.",
    "one sentence": "Ferry\n\nThe bank bought the ferry in the town for a good price.",
    "quotations only": 'Ferry\n\n"It is sad for us," said Ida Brandt.\n\n"It is so," she said.',
    "a mark too many": GOOD_A.replace('safe,"', "safe,"),
    "a mark too few": GOOD_A.replace("joke", '"joke'),
    "nothing but facts": "Ferry\n\nThe ferry is at the pier. It is in the town.\n\nIt is May.",
    "a headline and no text": "Ferry stopped at Lowmoor\n\nBank sells pier",
}


@pytest.mark.row("R9")
@pytest.mark.parametrize("case", keep_short(FEW, {"quotations only"}))
def test_what_is_too_little_is_not_estimated(case):
    try:
        made = cf.compare(f"{FEW[case]}\n", GOOD_B, sides=["A", "B"])
    except ValueError as error:
        assert "'A'" in str(error)
        return
    found = made.findings
    assert not found["verdict"].isin(["supported", "suggestive"]).any()
    assert found.loc[found["estimate"].isna(), "verdict"].eq("not estimated").all()
    # An interval around one unit would be a point.
    alone = found[["n_a", "n_b"]].min(axis=1) < 2
    assert np.isnan(found.loc[alone, "low"].astype(float)).all()
    assert not made.told["a"].lt(0).any()


AGAIN = {
    "the same": lambda text: text,
    "another title": lambda text: text.replace("Ferry stopped", "Old ferry stops", 1),
    "a line more": lambda text: f"{text}\nMore on this later, the paper says.\n",
    "other quotation marks": curl,
    "other letters": lambda text: text.replace("May", "MAY"),
}
LONG = GOOD_A + "".join(
    f"\nOn day {k} the clerk counted {k} boats at the pier, and the town looked on in silence.\n"
    for k in range(12)
)


@pytest.mark.row("R9", "F22")
@pytest.mark.parametrize("case", keep_short(AGAIN, {"a line more"}))
def test_what_comes_twice_counts_once_and_is_told(case, place):
    (place / "ours").mkdir()
    for name, text in (("a", LONG), ("again", AGAIN[case](LONG)), ("c", GOOD_A[::-1] + GOOD_B)):
        (place / "ours" / f"{name}.txt").write_text(text, encoding="utf-8")
    (place / "b.txt").write_text(GOOD_B, encoding="utf-8")
    made = cf.compare("ours", "b.txt")
    folded = made.event.audit[made.event.audit["what"] == "folded"]
    assert len(folded) == 1 and "counted alone" in folded["reason"].iloc[0]
    kept = made.event.every.articles["article_id"].tolist()
    assert len({"a", "again"} & {*kept}) == 1


TITLES = ["$5 and $10 <b>", "*bold* _and_ `code`", "\\frac{1$", "#1 | 2", "Biden's \u202e turn"]


@pytest.mark.row("R9")
@pytest.mark.parametrize("title", keep_short(TITLES, {TITLES[0]}), ids=ascii)
def test_a_title_of_any_signs_is_shown_as_it_is(title):
    made = cf.compare(GOOD_A, GOOD_B, sides=["A", "B"], title=title)
    html = made._repr_mimebundle_()["text/html"]
    from test_strings import shown_text

    assert title in shown_text(html)
