"""The notebook of an archive, which no person has written: made from a script when it is needed."""

from __future__ import annotations

import re

from analysis.tables.resources import PACKAGE


def make_notebook(name: str) -> str:
    """Make a notebook from a script of templates/.

    In the script a line `# %%` stands before each cell, with the tag of the cell or [markdown].

    Parameters
    ----------
    name : of the script, without .txt.

    Returns
    -------
    The text of the notebook file.

    Examples
    --------
    >>> '"parameters"' in make_notebook("archive")
    True
    """
    from nbformat import v4, writes

    source = (PACKAGE / "templates" / f"{name}.txt").read_text(encoding="utf-8")
    cells = []
    for number, part in enumerate(source.removeprefix("# %%").split("\n# %%")):
        head, _, text = part.partition("\n")
        text, about = text.strip(), {"id": f"cell-{number}"}
        if head.strip() == "[markdown]":
            prose = re.sub("^# ?", "", text, flags=re.M)
            cells.append(v4.new_markdown_cell(prose, **about))
        else:
            cells.append(v4.new_code_cell(text, metadata={"tags": head.split()}, **about))
    return writes(v4.new_notebook(cells=cells))
