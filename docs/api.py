"""Build the API reference from docstrings by pdoc: make docs -> docs/api/crossframe.html.

The public names are resolved first: `crossframe` imports each when it is asked for, so that nothing
heavy is imported before it is needed, and pdoc lists what is there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pdoc

import crossframe

PLACE = Path(__file__).parent / "api"


def build_reference(folder: Path) -> list[str]:
    """Write the pages into a folder. Returns: the public names without a docstring."""
    for name in crossframe.__all__:
        setattr(crossframe, name, getattr(crossframe, name))
    pdoc.render.configure(docformat="numpy", show_source=False, footer_text="Crossframe")
    pdoc.pdoc("crossframe", output_directory=folder)
    page = (folder / "crossframe.html").read_text("utf-8")
    if lost := [name for name in crossframe.__all__ if f'id="{name}"' not in page]:
        sys.exit(f"docs/api.py: not on the page: {', '.join(lost)}")
    return [name for name in crossframe.__all__ if not getattr(crossframe, name).__doc__]


if __name__ == "__main__":
    if mute := build_reference(PLACE):
        sys.exit(f"docs/api.py: without a docstring: {', '.join(mute)}")
    print(f"API reference: {PLACE.name}/crossframe.html, {len(crossframe.__all__)} names")
