"""Bytes of any kind as raw articles."""
