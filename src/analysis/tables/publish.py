"""Several files that take their places together, once all of them are made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

from analysis.tables.writing import check_outputs, find_place, is_left, lock_folder

STAGED: set[Path] = set()  # temporary folders that exist now
STAGE = ".crossframe-"
PAGES = (".toml", ".html")  # are moved last, because they refer to the files beside them


@contextmanager
def stage(folder: Path) -> Iterator[Path]:
    """A temporary folder whose files move into another one when all went well.

    When something fails or is stopped before, the other folder stays as it was, or is not made. The
    temporary folder stands beside it, since only there a file moves in one step.

    Parameters
    ----------
    folder : where the files go; made where it is not there.

    Yields
    ------
    The temporary folder.

    Raises
    ------
    ValueError : naming a file that cannot take its place, or whose place is behind a link.
    """
    folder = Path(folder).absolute()
    nearest = next(place for place in (folder, *folder.parents) if place.is_dir())
    _drop_left(nearest)
    made = nearest / f"{STAGE}{token_hex(8)}"
    fresh = made.with_name(f"{made.name}-new")
    STAGED.update((made, fresh))  # before they exist, so that sweep finds them
    try:
        try:
            fresh.mkdir()
        except OSError as error:
            raise ValueError(
                f"{folder}: cannot be written ({error.strerror}); nothing was changed"
            ) from error
        with lock_folder(fresh):  # and only then under the name that _drop_left looks for
            fresh.rename(made)
            yield made
            _move(made, folder)
    finally:
        for path in (made, fresh):
            rmtree(path, ignore_errors=True)
            STAGED.discard(path)


def _drop_left(folder: Path) -> None:
    """Remove the temporary folders that a command left which was killed: they hold sentences."""
    for left in folder.glob(f"{STAGE}{'[0-9a-f]' * 16}"):
        if not left.is_symlink() and is_left(left):
            rmtree(left, ignore_errors=True)


def sweep() -> None:
    """Remove the temporary folders of a command that was stopped while it made or removed them."""
    for made in list(STAGED):
        rmtree(made, ignore_errors=True)


def _move(made: Path, folder: Path) -> None:
    """Move every file to its place; whether each can go there is asked before the first moves."""
    files = [path for path in made.rglob("*") if path.is_file()]
    files.sort(key=lambda path: (path.suffix in PAGES, len(path.parts) < 3, path))
    places = [find_place(folder, path.relative_to(made).as_posix()) for path in files]
    check_outputs(places, ())
    for place in places:
        if place.is_dir():
            raise ValueError(f"{place}: cannot be written (a folder is there); nothing was changed")
    for path, place in zip(files, places, strict=True):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, place)
        except OSError as error:
            raise ValueError(
                f"{place}: cannot be written ({error.strerror}); the file there is unchanged"
            ) from error
