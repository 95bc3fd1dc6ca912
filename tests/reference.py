"""Where the reference material outside this repository is, for the tests that compare with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def reference(path: str) -> Path:
    """Return a file or folder of the reference material, or skip the test where there is none."""
    root = os.environ.get("CROSSFRAME_REFERENCE")
    if not root:
        pytest.skip(f"CROSSFRAME_REFERENCE is not set, and {path} is kept outside this repository")
    found = Path(root).resolve() / path
    if not found.exists():  # a wrong path must not look like a skipped test
        raise FileNotFoundError(f"{path} is not in CROSSFRAME_REFERENCE ({root})")
    return found
