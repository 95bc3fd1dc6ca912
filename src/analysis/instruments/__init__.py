"""Instruments that score sentences, opened up into marks."""
