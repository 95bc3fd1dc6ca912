"""Crossframe: how two news articles, or two groups of them, frame the same event."""
