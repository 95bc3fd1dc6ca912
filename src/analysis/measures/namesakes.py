"""People whose name is that of a place: Jordan Pell is no mention of Jordan.

Such a name is told by capitals and by the rest of its article: a place that is a given name too
(lexicons/speech_words.csv) before a surname that the article has alone as well ("Paris Hale ...
Hale said"), or the full name of somebody who speaks. Where an article has such a person, the given
name or surname alone is the person too from then on, unless a preposition stands before it.
"""

from __future__ import annotations

from functools import cache, cached_property

import numpy as np
import pandas as pd

from analysis.articles.person_nouns import load_given_names, load_roles
from analysis.articles.reporting_words import load_words
from analysis.measures.word_classes import load_forms
from analysis.tables.resources import load_lexicon
from analysis.text.columns import CONNECTORS, OTHER, SPACE, Words

_WHERE = frozenset(["in", "to", "from", "at", "near", "across", "outside", "inside", "throughout"])


@cache
def _load_no_surnames() -> frozenset[str]:
    """Words that stand behind a place with a capital, and are no surname: Paris Airport."""
    table = load_lexicon("identity_terms")
    groups = table.loc[table["group"] != "skin colour", "term"].str.lower()  # Grey is a surname
    bodies = load_words("institution") | load_words("plural speaker") | load_forms("no person")
    return bodies | load_words("day or month") | load_roles() | {*groups}


@cache
def _load_given_names() -> frozenset[str]:
    return load_given_names() | load_words("given name of a place too")


class Namesakes:
    """The people of articles whose name holds a place.

    Parameters
    ----------
    segments : the segments table, with article_id and, where it is known, speaker.
    words : those of the texts.
    """

    def __init__(self, segments: pd.DataFrame, words: Words):
        self.segments, self.words = segments, words

    def find(self, at: np.ndarray) -> np.ndarray:
        """Find the words that name a person.

        Parameters
        ----------
        at : numbers of words that are the whole name of a place.

        Returns
        -------
        True or False for each.
        """
        found = np.zeros(len(at), bool)
        asked = self._has_capital_beside(at)
        persons = {k: self._find_person(k) for k in at[asked].tolist()}
        if not any(persons.values()):  # as nearly always
            return found
        people: dict[int, set[str]] = {}  # by article, so far
        for place in np.argsort(at, kind="stable").tolist():
            k = at.item(place)
            known = people.setdefault(self._article_of(k), set())
            person = persons.get(k, ())
            known.update(person)
            found[place] = bool(person) or self._bare(k) in known and not self._stands_where(k)
        return found

    def _has_capital_beside(self, at: np.ndarray) -> np.ndarray:
        """Whether one space and a word with a capital stand before or behind each word."""
        gap = np.append(self.words.gap, OTHER)
        before, behind = gap[at] == SPACE, gap[at + 1] == SPACE
        before[before] = self._are_capitals(at[before] - 1)
        behind[behind] = self._are_capitals(at[behind] + 1)
        return before | behind

    def _are_capitals(self, at: np.ndarray) -> list[bool]:
        return [self._is_capital(k) for k in at.tolist()]

    @cached_property
    def article(self) -> np.ndarray:
        """The number of the article of every text."""
        return pd.factorize(self.segments["article_id"])[0]

    @cached_property
    def speakers(self) -> dict[int, set[tuple[str, str]]]:
        """Given name and surname of all who speak, by article."""
        speakers: dict[int, set[tuple[str, str]]] = {}
        if "speaker" not in self.segments:
            return speakers
        named = zip(self.article.tolist(), self.segments["speaker"].tolist(), strict=True)
        for article, name in dict.fromkeys(named):
            if name.count(" ") == 1:
                given, surname = name.split(" ")
                speakers.setdefault(article, set()).add((given, surname))
        return speakers

    def _article_of(self, k: int) -> int:
        return self.article.item(self.words.text.item(k))

    def _form(self, k: int) -> str:
        return self.words.forms[self.words.form.item(k)]

    def _bare(self, k: int) -> str:
        return self._form(k).removesuffix("'s")

    def _follows(self, k: int) -> bool:
        """Whether a word stands behind another with one space between."""
        return 0 < k < len(self.words.form) and self.words.gap.item(k) == SPACE

    def _is_capital(self, k: int) -> bool:
        form = self._form(k)
        return form[0].isupper() and not form.isupper()

    def _find_person(self, k: int) -> tuple[str, ...]:
        """Given name and surname of a person in whose full name a word stands."""
        speakers = self.speakers.get(self._article_of(k), set())
        is_last = not self._follows(k + 1) or not self._is_capital(k + 1)
        if not is_last and not self._form(k).endswith("'s"):
            name = self._form(k), self._bare(k + 1)
            told = (name[0].lower() in _load_given_names()) + (name in speakers)
            return name if told > 1 or told and self._stands_alone(k + 1) else ()
        if is_last and self._follows(k) and self._is_capital(k - 1):
            name = self._form(k - 1), self._bare(k)
            is_given = name[0].lower() in _load_given_names()
            return name if is_given and name in speakers else ()
        return ()

    def _stands_alone(self, k: int) -> bool:
        """Whether a surname stands elsewhere in its article without a name before or behind it."""
        surname = self._bare(k)
        if surname.lower() in _load_no_surnames() or not surname.isalpha():
            return False
        texts = self.segments["text"].to_numpy()
        for text in np.flatnonzero(self.article == self._article_of(k)).tolist():
            if surname not in texts[text]:
                continue
            first, last = np.searchsorted(self.words.text, [text, text + 1]).tolist()
            for other in range(first, last):
                if other != k and self._bare(other) == surname and self._is_single(other):
                    return True
        return False

    def _is_single(self, k: int) -> bool:
        """Whether neither a capital nor "the" stands beside a word."""
        before = self._follows(k) and (
            self._is_capital(k - 1) or self._form(k - 1).lower() in CONNECTORS
        )
        behind = self._follows(k + 1) and self._is_capital(k + 1)
        return not before and not behind

    def _stands_where(self, k: int) -> bool:
        return self._follows(k) and self._form(k - 1).lower() in _WHERE
