"""An invented event whose names, titles and texts try to break a page."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

import pandas as pd

from analysis.tables.corpus import Corpus

HOSTILE = [
    "<script>alert(1)</script>",
    "$5 million and $6 million",
    "*tide* _wall_ `pier`",
    "[free fish](javascript:alert(1))",
    '"double" & \'single\' <b onclick="x()">',
    "</title></style></svg><img src=x onerror=alert(1)>",
    "&lt;already coded&gt; \\frac{1$ 🔥 {brace} %",
]

SIDES = ("Calm waters", "Rough <i>seas</i>")


def make_event(*, texts=True):
    articles, segments, marks = [], [], []
    for article, side in zip(("north", "south"), SIDES, strict=True):
        digest = hashlib.sha256(article.encode()).hexdigest()
        about = {
            "outlet": HOSTILE[4],
            "published": "",
            "url": HOSTILE[3],
            "language": "en",
            "sha256": digest,
        }
        articles.append({"article_id": article, "side": side, **about, "n_words": 60})
        for i, text in enumerate(["The splendid ferry left a grim quay.", *HOSTILE], start=1):
            place = {
                "paragraph": i,
                "sentence": i,
                "start": 0,
                "end": 9,
                "role": "body",
                "voice": "quoted",
            }
            key = {"segment_id": f"{article}-{i}", "article_id": article}
            segments.append(
                {**key, **place, "speaker": text, "cue": "said", "n_words": 7, "text": text}
            )
        for term, value in (("splendid", 2.9), ("grim", -1.5), (HOSTILE[0], 1.0)):
            score = {
                "instrument": "crossframe",
                "label": "tone",
                "term": term,
                "value": value,
                "weight": 0.2,
            }
            marks.append(
                {"segment_id": f"{article}-1", "article_id": article, **score, "in_name": False}
            )
    segments = pd.DataFrame(segments).drop(columns=[] if texts else ["text"])
    corpus = Corpus(pd.DataFrame(articles), segments, pd.DataFrame(), pd.DataFrame(marks))
    title = f"The last ferry {''.join(HOSTILE)}"
    return SimpleNamespace(name="last-ferry", title=title, corpus=corpus, every=corpus, settings={})
