"""Compare `instruments` with slow readings: every score and every mark has to be the same.

Of TextBlob and VADER the slow reading is the library's own.

Sentences are news sentences cut in two and put together anew, so that none is as it was, and
constructs that either library treats oddly. Run: python benchmarks/equality.py [number of
sentences].
"""

from __future__ import annotations

import random
import sys
from itertools import product

import recorders
from material import recombine

from analysis.instruments.scores import INSTRUMENTS, mark_texts, score_texts
from analysis.text.words import has_word

_SCORED = (
    "good bad very really not no never isn't can't so this least but kind of without doubt great "
    "GREAT horrible"
)
_FACES = (
    ":) :-) :( ;) 8) :D =D xD XD <3 >:( :'( :/ o_O :-. >.> :P :3 ♥ (!) ( ! ) : ) 8 ) ; ) : D x D"
)
_MARKS = (
    "! !! !!! ? ?? ???? . .. ... .... , ; : - -- — ( ) [ ] { } \" ' “ ” ‘ ’ '' \"\" $ # @ & * + = "
    "| ~ _ / \\ % ^ `"
)
SCORED, FACES, MARKS = _SCORED.split(), _FACES.split(), _MARKS.split()
OTHER = ["the", "of", "a", "The", "US", "2018", "8", "D", "s", "😁", "won't"]
ODD = [
    "", " ", "\n", "\t a", "END-OF-SENTENCE", "good END-OF-SENTENCE (END-OF-SENTENCE)", "(2018)",
    "in 1998 ) said", "Mr. Good", "U.S. good.", "e.g. bad", "Dr. T. De Smedt", "a.m. p.m. vs. w/",
    "don't", "n't good", "not n't", "İyi good", "İİİ bad good", "ΣΑΣ good ΣΑΣ.", "ǅ bad",
    "ﬁne good", "good\u00a0bad", "good\u2028bad", "good\u001cbad", "😁", "good😁bad", "😁😁 !",
    "a 😂 b",
    "not 😁", "☠ never good", "very very very good", "not really good", "really not good",
    "really not a good", "never so good", "never this good", "without doubt good", "no good",
    "no no good", "good no", "no or good", "nor good", "at least good", "least good",
    "very least good", "the least bad", "kind of good", "kind bad", "Kind of",
    "kind of kind of good", "the shit", "the bomb is bad", "bad ass good", "kiss of death",
    "to die for", "yeah right good", "hand to mouth", "beating heart", "just enough good",
    "sort of bad", "good but bad", "bad but good but bad", "but good", "good but", "GOOD but BAD",
    "BUT good", "good, but, bad", "good good good but bad good good", "VERY good", "VERY GOOD",
    "very GOOD bad", "NOT GOOD", "not bad!", "good!", "good !", "!good", "good! bad",
    "bad!!!! good!", "(!) good", "good (!)", "( ! ) good", "good ? ?", "good????", "good\n\nbad",
    "good\r\nbad", "very\n\ngood", "not\n\ngood", "1,000 good 3.5 bad", "good/bad", "good-bad",
    "so-called good", "it's good", "'good'", "''good''", '"good"', "“good”", "‘bad’", "good...",
    "good....", "...good", "good.).", '(good).")', "'(good", "x D. good", "tax D good",
    "score: 3 good", "said: D good", "8 ) good", "- ) good", "> :) good", ": >:) good", "<3 good",
    "very :) good", "really <3 good", "not <3 good", "º good", "°o° good", "hardly any good",
    "scarcely bad", "\u0000good", "good\ufeff", ":D....",
]  # fmt: skip


def odd_sentences(*, many: int, seed: int = 0) -> list[str]:
    """The constructs above, all pairs of their parts, and heaps of them with and without spaces."""
    rng = random.Random(seed)
    parts = [*SCORED, *FACES, *MARKS, *OTHER]
    pairs = [left + space + right for left, right, space in product(parts, parts, ("", " "))]
    heaps = [
        "".join(
            rng.choice(parts) + rng.choice(("", " ", " ", " ")) for _ in range(rng.randrange(3, 25))
        )
        for _ in range(many)
    ]
    long = ["good bad not very 😁 but " * 800, "😁" * 3000, "! " * 2000, "word " * 5000 + "good"]
    return [*ODD, *pairs, *heaps, *long]


def differences(texts: list[str]) -> list[tuple[str, str]]:
    """Texts, with the instrument, whose score or marks are not those of the library."""
    found = []
    for instrument in INSTRUMENTS:
        marks = mark_texts(texts, instruments=[instrument])
        own = [[] for _ in texts]
        for k, *mark in marks[["text", "label", "term", "value", "weight", "place"]].itertuples(
            index=False, name=None
        ):
            own[k].append(tuple(mark))
        for text, score, mark in zip(
            texts, score_texts(texts, instruments=[instrument]).to_dict("records"), own, strict=True
        ):
            scores, marks = recorders.score(text, instrument)
            if mark != marks or score != scores and has_word(text):
                found.append((instrument, text))
    return found


if __name__ == "__main__":
    sentences, source = recombine(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    odd = odd_sentences(many=20_000)
    for what, texts in ((f"sentences recombined from {source}", sentences), ("odd sentences", odd)):
        wrong = differences(texts)
        print(f"{len(texts):,} {what}: {len(wrong)} differ")
        for instrument, text in wrong[:10] if "odd" in what else []:
            print(f"  {instrument}: {text[:100]!r}")
    sys.exit(bool(wrong))
