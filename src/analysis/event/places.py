"""Where events, codebooks and notebooks are looked for, and where what is made goes.

Two folders can hold data/: the reader's project, which is the working folder or one above it, and
the one that came with this package, which is the clone it runs from or, in an installed package,
analysis/shipped. The reader's own comes first. Notebooks are code: the working folder may have come
from anybody, so only those that came with the package are run, or those of a folder that is named.
"""

from __future__ import annotations

import os
from pathlib import Path

from analysis.tables.resources import PACKAGE

EVENTS = "data/*/event.toml"
OWN_REPORTS = "crossframe-reports"  # the reports folder outside a clone
NOTEBOOKS = "CROSSFRAME_NOTEBOOKS"


def find_project() -> Path | None:
    """Find the nearest folder, the working folder or one above it, with an event in data/.

    CROSSFRAME_PROJECT names another folder to begin at; a kernel that works elsewhere is told so.

    Returns
    -------
    The folder; None where there is none.
    """
    begin = os.environ.get("CROSSFRAME_PROJECT") or Path.cwd()
    here = Path(begin).absolute()
    for folder in (here, *here.parents):
        if any(folder.glob(EVENTS)):
            return folder
    return None


def find_own() -> Path:
    """Find the folder whose data/ and notebooks/ came with this package.

    Returns
    -------
    The clone; in an installed package what the wheel holds.
    """
    clone = PACKAGE.parents[1]  # the package lies in src/ there
    return clone if any(clone.glob(EVENTS)) else PACKAGE / "shipped"


def data_folder() -> Path:
    """Name the folder of events.

    Returns
    -------
    data/ of the project, else of find_own.
    """
    return (find_project() or find_own()) / "data"


def notebooks_folder() -> Path:
    """Name the folder of the notebooks that make a report.

    Returns
    -------
    The one that CROSSFRAME_NOTEBOOKS names, else that which came with the package.
    """
    named = os.environ.get(NOTEBOOKS)
    return Path(named).absolute() if named else find_own() / "notebooks"


def find_left_notebooks() -> Path | None:
    """Find notebooks of the project that nobody has named, so that they are not run.

    Returns
    -------
    Their folder; None where there are none.
    """
    project = find_project()
    if project is None or not any(project.glob("notebooks/*.ipynb")):
        return None
    left = (project / "notebooks").resolve()
    return left if left != notebooks_folder().resolve() else None


def codebook_folders(event: Path) -> list[Path]:
    """List the folders in which an event's codebooks may lie; the first that has one counts.

    Parameters
    ----------
    event : the folder of the event.

    Returns
    -------
    The folder itself, then codebooks/ beside it, in the project and with the package.
    """
    beside = [event.parent, data_folder(), find_own() / "data"]
    return [event, *dict.fromkeys(folder / "codebooks" for folder in beside)]


def is_installed(folder: Path) -> bool:
    """Whether a folder lies inside an installed package, where nothing is written.

    Parameters
    ----------
    folder : any folder.

    Returns
    -------
    True or False.
    """
    return folder.is_relative_to(PACKAGE)


def output_folder() -> Path:
    """Name the folder in whose data/ new events are written.

    Returns
    -------
    The project, else the working folder.
    """
    return find_project() or Path.cwd()


def is_clone(folder: Path | None) -> bool:
    """Whether a project holds notebooks too, as the clone does; its reports go to reports/.

    Parameters
    ----------
    folder : of a project, or None.

    Returns
    -------
    True or False.
    """
    return folder is not None and any(folder.glob("notebooks/*.ipynb"))


def reports_folder() -> Path:
    """Name the folder of reports.

    Returns
    -------
    reports/ in a clone, crossframe-reports/ elsewhere.
    """
    project = find_project()
    if is_clone(project):
        return project / "reports"
    return (project or Path.cwd()) / OWN_REPORTS


def local_folder() -> Path:
    """Name the folder of reports with sentences, which git ignores.

    Returns
    -------
    reports/local/ in a clone, crossframe-reports/ elsewhere.
    """
    reports = reports_folder()
    return reports / "local" if reports.name != OWN_REPORTS else reports
