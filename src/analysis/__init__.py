"""Crossframe: how two news articles, or two groups of them, frame the same event.

    import crossframe as cf

    cf.compare("ours.html", "theirs.html")

`crossframe` and `analysis` hand on the same public names, those in `__all__`; what else is in the
package may change. A name is imported when it is first asked for, so that importing stays light.
"""

from __future__ import annotations

import sys
from importlib import import_module

if sys.argv[:1] == ["-m"] and sys.path and {*sys.orig_argv} & {"analysis", "crossframe"}:
    # `python -m analysis` has put the working folder first, where articles of others lie.
    del sys.path[0]

# Public name -> where it stands, in this package; after a colon, its name there if it has another.
_PLACES = {
    # the whole way, from articles to findings
    "compare": "comparison",
    "Comparison": "comparison",
    "load_event": "event.event",
    "Event": "event.event",
    "Corpus": "tables.corpus",
    "judge": "judge.verdicts:judge_all",
    "judge_sides": "judge.verdicts",
    "evidence": "judge.evidence",
    "add_evidence": "judge.evidence",
    "list_specifications": "judge.verdicts",
    "list_ways": "judge.chance",
    "list_detectable": "judge.chance",
    "split_halves": "judge.chance",
    "judge_frames": "judge.verdicts",
    "judge_terms": "judge.verdicts",
    "judge_tone": "judge.verdicts",
    "specify_tone": "judge.tone",
    "list_matched": "judge.verdicts",
    "list_events": "tables.matched",
    "suggest_events": "event.stories",
    "tell_all": "judge.telling",
    "link_told": "judge.telling",
    "write_report": "show.report",
    # reading
    "read_source": "read.sources",
    "read_text": "read.sources",
    "read_codebook": "measures.codebooks",
    "normalise": "text.typography",
    "sentence_spans": "text.sentences",
    "word_spans": "text.words",
    "find_passages": "articles.voices",
    # tone
    "score_texts": "instruments.scores",
    "mark_texts": "instruments.scores",
    "score_segments": "measures.scoring",
    "score_articles": "measures.tone",
    "compare_tone": "measures.tone",
    "list_course": "measures.tone",
    "list_scored_words": "measures.tone",
    "measure_coverage": "measures.tone",
    "trace_tone": "measures.tone",
    "shift_words": "measures.shift",
    "decompose_voices": "measures.shift",
    # terms
    "count_terms": "measures.keyness",
    "compare_terms": "measures.keyness",
    "drop_stopwords": "measures.terms",
    "fold_spelling": "measures.spelling",
    "fold_lemmas": "measures.spelling",
    "fold_families": "measures.families",
    "find_families": "measures.families",
    "measure_dispersion": "measures.dispersion",
    "measure_overlap": "measures.dispersion",
    "list_absent": "measures.absence",
    "list_absent_actors": "measures.absence",
    "list_places": "measures.context",
    "show_in_context": "measures.context",
    # voices and actors
    "list_sources": "measures.voices",
    "measure_camps": "measures.camps",
    "list_quotations": "measures.voices",
    "score_voices": "measures.voices",
    "measure_voice_coverage": "measures.voices",
    "share_stances": "measures.voices",
    "measure_actors": "measures.actors",
    "count_marks": "measures.actors",
    "list_presence": "measures.presence",
    "list_labels": "measures.labels",
    "list_actions": "measures.actions",
    "find_parallels": "measures.parallels",
    "share_words": "tables.sides",
    "face_rest": "tables.sides",
    # frames
    "score_frames": "measures.frames",
    "compare_frames": "measures.frames",
    "list_frame_words": "measures.frames",
    "measure_frame_coverage": "measures.frames",
    "measure_frame_overlap": "measures.frames",
    # markers
    "count_markers": "measures.markers",
    "list_marker_words": "measures.markers",
    # several measures side by side
    "compare_frames_by_actor": "measures.breakdowns",
    "compare_frames_by_voice": "measures.breakdowns",
    "compare_instruments": "measures.breakdowns",
    "compare_tone_by_voice": "measures.breakdowns",
    "face_actors": "measures.breakdowns",
    "list_extremes": "measures.tone",
    "list_occurrences": "measures.context",
    "measure_actors_by_voice": "measures.breakdowns",
    "rate_terms": "measures.rates",
    # statistics and tables
    "load_lexicon": "tables.resources",
    "read_counts": "tables.storage",
    "read_findings": "tables.storage",
    "spread_sides": "stats.intervals",
    "stack": "tables.stack",
    "compare_sides": "stats.compare",
    "minimum_detectable": "stats.compare",
    "adjust_p": "stats.variance",
    # showing
    "list_headlines": "show.headlines",
    "headlines": "show.display",
    "say": "show.display",
    "table": "show.display",
    "figure": "show.display",
    "evidence_link": "show.links",
    "add_agreement": "show.agreement",
    "chart": "show.charts",
    "count_verdicts": "show.verdicts",
    "find_accuracy": "show.agreement",
    "list_agreement": "show.agreement",
    "list_cards": "show.agreement",
    "list_tone_rows": "show.labels",
    "name_naive_leader": "show.sentences",
    "new_axes": "show.axes",
    "sort_verdicts": "show.verdicts",
    "write_accuracy": "show.sentences",
    "write_archive": "show.summaries",
    "write_causes": "show.sentences",
    "write_coverage": "show.summaries",
    "write_decomposition": "show.sentences",
    "write_frames": "show.sentences",
    "write_naive": "show.sentences",
    "write_overlap": "show.summaries",
    "write_power": "show.summaries",
    "write_quotations": "show.summaries",
    "write_reading": "show.summaries",
    "write_scope": "show.sentences",
    "write_shares": "show.sentences",
    "write_terms": "show.sentences",
    "write_tone": "show.sentences",
    "write_turns": "show.summaries",
    "write_verdicts": "show.sentences",
    "write_words": "show.sentences",
    "load_formulas": "tables.resources",
}

__all__ = list(_PLACES)

# Importing a room binds its name here, once; done now and undone, so that `judge` stays a function.
for _room in {place.partition(".")[0] for place in _PLACES.values()} & {*_PLACES}:
    import_module(f"{__name__}.{_room}")
    del globals()[_room]


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        from analysis.read.files import suggest

        raise AttributeError(f"crossframe has no public name {name!r}; {suggest(name, __all__)}")
    module, _, own = _PLACES[name].partition(":")
    return getattr(import_module(f"{__name__}.{module}"), own or name)


def __dir__() -> list[str]:
    return sorted(__all__)
