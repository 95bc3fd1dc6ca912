"""Files that an event names outside its own folder: read only where that was meant on this machine.

`new` and `compare` write down the whole paths of what they were given. An event.toml from elsewhere
can name such paths too, of files of yours, and a report would hold their sentences. So the drafted
file carries a mark that nobody makes elsewhere; what has no mark, or another one, is not read, and
a message says which files it names and which line lets them be read.
"""

from __future__ import annotations

import hashlib
import os
import stat
import uuid
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

KEY = "outside"  # of event.toml
_MACHINE = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_RANDOM = 1 << 40  # a bit that uuid.getnode sets where no address is known, so each time another
_LENGTH = 24  # characters of a mark


def list_outside(names: Iterable[str], folder: Path) -> list[str]:
    """List the whole paths among names that lead out of an event's folder.

    What lies in the folder that CROSSFRAME_TEXTS names is left out: the reader has named that
    folder.

    Parameters
    ----------
    names : as event.toml names files and sources.
    folder : the folder of the event.

    Returns
    -------
    The paths, sorted.
    """
    given = os.environ.get("CROSSFRAME_TEXTS")
    places = [Path(place) for place in (folder, given) if place]
    whole = {name for name in names if Path(name).is_absolute()}
    return sorted(n for n in whole if not any(is_inside(Path(n), place) for place in places))


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path lies in a folder, links followed as far as they lead.

    Parameters
    ----------
    path : a file or folder; it need not exist.
    folder : the folder.

    Returns
    -------
    True or False.
    """
    if path.parent == folder and _is_plain_file(path):  # most are, and no link is followed
        return True
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _is_plain_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):  # there is none of that name, or no file can have it
        return False


def make_mark(names: Iterable[str]) -> str:
    """Make the mark with which some whole paths are read, on this machine by this user.

    Parameters
    ----------
    names : the paths.

    Returns
    -------
    Hexadecimal digits.
    """
    digest = hashlib.sha256(_name_machine().encode())
    for name in sorted({*names}):
        digest.update(b"\0" + name.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:_LENGTH]


def is_meant(names: Iterable[str], settings: Mapping, folder: Path) -> bool:
    """Say whether all files outside the folder may be read.

    Parameters
    ----------
    names : as event.toml names files and sources.
    settings : with the mark of these files.
    folder : the folder of the event.

    Returns
    -------
    True or False; True where none lies outside.
    """
    outside = list_outside(names, folder)
    return not outside or settings.get(KEY) == make_mark(outside)


def check_meant(names: Iterable[str], settings: Mapping, folder: Path) -> None:
    """Refuse an event that names files outside its folder which nobody here has asked for.

    Parameters
    ----------
    names : as event.toml names files and sources.
    settings : with the mark of these files.
    folder : the folder of the event.

    Raises
    ------
    ValueError : naming the first of them, and the line that lets them be read.
    """
    names = list(names)
    if is_meant(names, settings, folder):
        return
    outside = list_outside(names, folder)
    raise ValueError(
        f"{folder.name}/event.toml: names {len(outside)} files or folders outside the event's "
        f"folder ({', '.join(outside[:3])}); an event from elsewhere could bring files of yours "
        "into a report, so they are not read. Put them into the event's folder; or, if they are "
        f'meant, put the line  {KEY} = "{make_mark(outside)}"  below title in event.toml'
    )


@cache
def _name_machine() -> str:
    """What tells this machine and user from others, and stands in no file that is handed on."""
    parts = [str(os.getuid())] if hasattr(os, "getuid") else [os.environ.get("USERNAME", "")]
    for path in map(Path, _MACHINE):
        if path.is_file():
            return "\0".join([*parts, path.read_text("utf-8", "replace").strip()])
    node = uuid.getnode()
    return "\0".join([*parts, "" if node & _RANDOM else str(node)])
