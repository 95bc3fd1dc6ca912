"""Crossframe: how two news articles, or two groups of them, frame the same event."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# Public name -> the module it comes from; a name that is another's there follows a colon. Nothing
# is imported before it is asked for, so that importing the package stays light.
_PUBLIC = {
    "add_agreement": "analysis.show.agreement",
    "add_evidence": "analysis.judge.evidence",
    "chart": "analysis.show.charts",
    "compare_frames_by_actor": "analysis.measures.breakdowns",
    "compare_frames_by_voice": "analysis.measures.breakdowns",
    "compare_instruments": "analysis.measures.breakdowns",
    "compare_terms": "analysis.measures.keyness",
    "compare_tone": "analysis.measures.tone",
    "compare_tone_by_voice": "analysis.measures.breakdowns",
    "count_marks": "analysis.measures.actors",
    "count_terms": "analysis.measures.keyness",
    "count_verdicts": "analysis.show.verdicts",
    "decompose_voices": "analysis.measures.shift",
    "drop_stopwords": "analysis.measures.terms",
    "evidence_link": "analysis.show.links",
    "face_actors": "analysis.measures.breakdowns",
    "figure": "analysis.show.display",
    "find_accuracy": "analysis.show.agreement",
    "fold_spelling": "analysis.measures.spelling",
    "headlines": "analysis.show.display",
    "judge": "analysis.judge.verdicts:judge_all",
    "judge_frames": "analysis.judge.verdicts",
    "judge_sides": "analysis.judge.verdicts",
    "judge_terms": "analysis.judge.verdicts",
    "judge_tone": "analysis.judge.verdicts",
    "list_absent": "analysis.measures.absence",
    "list_absent_actors": "analysis.measures.absence",
    "list_agreement": "analysis.show.agreement",
    "list_cards": "analysis.show.agreement",
    "list_course": "analysis.measures.tone",
    "list_detectable": "analysis.judge.chance",
    "list_extremes": "analysis.measures.tone",
    "list_frame_words": "analysis.measures.frames",
    "list_headlines": "analysis.show.headlines",
    "list_occurrences": "analysis.measures.context",
    "list_quotations": "analysis.measures.voices",
    "list_sources": "analysis.measures.voices",
    "list_specifications": "analysis.judge.verdicts",
    "list_tone_rows": "analysis.show.labels",
    "list_ways": "analysis.judge.chance",
    "load_event": "analysis.event.event",
    "load_formulas": "analysis.tables.resources",
    "load_lexicon": "analysis.tables.resources",
    "measure_actors": "analysis.measures.actors",
    "measure_actors_by_voice": "analysis.measures.breakdowns",
    "measure_coverage": "analysis.measures.tone",
    "measure_dispersion": "analysis.measures.dispersion",
    "measure_frame_coverage": "analysis.measures.frames",
    "measure_frame_overlap": "analysis.measures.frames",
    "measure_overlap": "analysis.measures.dispersion",
    "measure_voice_coverage": "analysis.measures.voices",
    "name_naive_leader": "analysis.show.sentences",
    "new_axes": "analysis.show.axes",
    "rate_terms": "analysis.measures.rates",
    "read_counts": "analysis.tables.storage",
    "read_findings": "analysis.archive.archive",
    "say": "analysis.show.display",
    "score_articles": "analysis.measures.tone",
    "score_frames": "analysis.measures.frames",
    "score_segments": "analysis.measures.tone",
    "share_stances": "analysis.measures.voices",
    "share_words": "analysis.tables.sides",
    "shift_words": "analysis.measures.shift",
    "sort_verdicts": "analysis.show.verdicts",
    "specify_tone": "analysis.judge.tone",
    "split_halves": "analysis.judge.chance",
    "spread_sides": "analysis.stats.intervals",
    "stack": "analysis.tables.stack",
    "table": "analysis.show.display",
    "trace_tone": "analysis.measures.tone",
    "write_accuracy": "analysis.show.sentences",
    "write_archive": "analysis.show.summaries",
    "write_causes": "analysis.show.sentences",
    "write_coverage": "analysis.show.summaries",
    "write_decomposition": "analysis.show.sentences",
    "write_frames": "analysis.show.sentences",
    "write_naive": "analysis.show.sentences",
    "write_overlap": "analysis.show.summaries",
    "write_power": "analysis.show.summaries",
    "write_quotations": "analysis.show.summaries",
    "write_reading": "analysis.show.summaries",
    "write_scope": "analysis.show.sentences",
    "write_shares": "analysis.show.sentences",
    "write_terms": "analysis.show.sentences",
    "write_tone": "analysis.show.sentences",
    "write_turns": "analysis.show.summaries",
    "write_verdicts": "analysis.show.sentences",
    "write_words": "analysis.show.sentences",
}
__all__ = sorted(_PUBLIC)


def find_public(name: str) -> Any:
    """What a public name stands for. Raises: AttributeError for a name that is none."""
    if name not in _PUBLIC:
        raise AttributeError(f"crossframe has no public name {name!r}")
    module, _, known_as = _PUBLIC[name].partition(":")
    return getattr(import_module(module), known_as or name)


def __getattr__(name: str) -> Any:
    return find_public(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
