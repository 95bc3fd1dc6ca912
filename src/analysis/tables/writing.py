"""Files are written here and nowhere else: whole or not at all, and only where they belong.

Every file is first written to the end, beside its place, and then renamed there; of several files
none is renamed before all are on the disk. A file never replaces an input, and is never written
through a link that leads out of the folder it belongs to. Permissions are those of the user's
umask, since some files hold sentences that are not for everybody.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows, where nothing is locked
    fcntl = None  # type: ignore[assignment]

BESIDE = ".crossframe-"  # begins the name of a file that is not in its place yet


def write_atomic(path: Path, content: str) -> None:
    """Write a text file so that no reader ever sees half of it.

    Parameters
    ----------
    path : the file; its folder is made where it is not there.
    content : the whole text.

    Raises
    ------
    ValueError : naming the file when it cannot be written; nothing is left behind then.
    """
    write_together(path.parent, {path.name: content})


def write_together(
    base: Path, files: Mapping[str, str], *, inputs: Iterable[Path] = ()
) -> list[Path]:
    """Write text files of which none is replaced before all of them are on the disk.

    They are put into place in their order, so the one that refers to the others comes last.

    Parameters
    ----------
    base : a folder that the caller vouches for, made where it is not there.
    files : their names in it (with / between folders) and texts.
    inputs : files and folders that are read.

    Returns
    -------
    Their paths.

    Raises
    ------
    ValueError : naming the file that cannot be written, that would replace an input or stand in a
        folder of inputs, whose place is behind a link, or whose name leads out of base.
    """
    paths = [find_place(base, name) for name in files]
    check_outputs(paths, inputs)
    written: list[tuple[Path, Path]] = []
    path = Path(base)
    try:
        for path, content in zip(paths, files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append((_write_beside(path, content), path))
        for beside, path in written:
            beside.replace(path)
    except OSError as error:
        reason = error.strerror or error
        raise ValueError(
            f"{path}: cannot be written ({reason}); the file there is unchanged"
        ) from error
    finally:
        for beside, _ in written:
            with suppress(OSError):
                beside.unlink()
    return paths


def find_place(base: Path, name: str) -> Path:
    """The path of a file in a folder.

    Parameters
    ----------
    base : a folder that the caller vouches for.
    name : the name of the file in it, with / between folders.

    Returns
    -------
    The path, which need not exist.

    Raises
    ------
    ValueError : for a name that leads out of the folder, by its parts or by a link.

    Examples
    --------
    >>> find_place(Path("reports"), "event/terms.csv").as_posix()
    'reports/event/terms.csv'
    """
    parts = name.split("/")
    if "\0" in name or not {"", ".", ".."}.isdisjoint(parts):
        raise ValueError(f"{name!r}: is no name of a file inside {base}; allowed are plain names")
    place = Path(base)
    for part in parts[:-1]:
        place = place / part
        if place.is_symlink():
            raise ValueError(
                f"{place}: is a link to another folder, and nothing is written through it; "
                "remove the link, or name the folder itself"
            )
    return place / parts[-1]


def check_outputs(paths: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Refuse to write where something else would be lost.

    Parameters
    ----------
    paths : files to be written.
    inputs : files and folders that are read.

    Raises
    ------
    ValueError : naming a path whose name is not UTF-8, that is an input, that would replace a file
        in a folder of inputs, or that is a device or a pipe, which would be gone.
    """
    known = [Path(os.path.realpath(path)) for path in inputs]
    for path in paths:
        check_name(path)
        if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
            raise ValueError(
                f"{path}: is a device or a pipe, and no file is put in its place; "
                "name a file to write (--out)"
            )
        own = Path(os.path.realpath(path))
        for one in known:
            if own == one or _is_same(own, one):
                raise ValueError(
                    f"{path}: is one of the files that are read, and would be replaced; "
                    "name another file to write (--out)"
                )
            if own.is_relative_to(one) and os.path.lexists(path):
                raise ValueError(
                    f"{path}: is there already, in {one.name}/, whose files are read as articles; "
                    "name a file outside it (--out)"
                )


def check_name(path: str | os.PathLike) -> None:
    """Refuse the name of a file that is no text, and so could stand in no table.

    Parameters
    ----------
    path : the file.

    Raises
    ------
    ValueError : showing the name.
    """
    name = os.fspath(path)
    if not is_text(name):
        raise ValueError(f"{show_name(name)}: a name that is not UTF-8; rename it")


def is_text(name: str) -> bool:
    """Whether a name is text, and not bytes of another encoding.

    Parameters
    ----------
    name : as the system gives it.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> is_text("höhe.txt"), is_text("h\\udcf6he.txt")
    (True, False)
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def show_name(name: str) -> str:
    """Write a name out, with what is no text as escaped bytes.

    Parameters
    ----------
    name : as the system gives it.

    Returns
    -------
    Text that can be printed.

    Examples
    --------
    >>> print(show_name("h\\udcf6he.txt"))
    h\\udcf6he.txt
    """
    return name.encode("utf-8", "backslashreplace").decode()


def _is_same(one: Path, other: Path) -> bool:
    """Whether two names are of one file, as on a disk that ignores the case of letters.

    A second hard link is none: to put a file in its place leaves the other name as it is.
    """
    if one.name.casefold() != other.name.casefold():
        return False
    if not os.path.exists(one) or not os.path.exists(other):
        return False
    return os.path.samefile(one, other)


def _write_beside(path: Path, content: str) -> Path:
    """The whole file under another name in the folder of its place."""
    beside = path.with_name(f"{BESIDE}{secrets.token_hex(8)}")
    # A killed process leaves nothing behind, because the file gets its name only when complete.
    number = _open_nameless(path.parent)
    is_nameless = number is not None
    if number is None:
        number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if is_nameless:
                _name_file(number, beside)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _open_nameless(folder: Path) -> int | None:
    """The number of a new file without a name; None where the system knows no such file."""
    nameless = getattr(os, "O_TMPFILE", 0)
    if not nameless:
        return None
    try:
        return os.open(folder, os.O_WRONLY | nameless, 0o666)
    except OSError:  # the file system does not offer it
        return None


def _name_file(number: int, path: Path) -> None:
    """Give a file that was opened without a name its place."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # The only call that follows the link in /proc names the folder by a number.
        os.link(f"/proc/self/fd/{number}", path.name, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def is_left(folder: Path) -> bool:
    """Whether a folder that is locked while it is in use belongs to no process any more.

    Parameters
    ----------
    folder : the folder.

    Returns
    -------
    True or False; False where the system has no locks.
    """
    if fcntl is None:
        return False
    try:
        number = os.open(folder, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False
    finally:
        os.close(number)


@contextmanager
def lock_folder(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Keep other runs out of a folder until the work in it is done; the lock ends with the process.

    Parameters
    ----------
    folder : made where it is not there.
    wait : True to wait for the other run, which takes no longer than to put files into place.

    Yields
    ------
    Nothing.

    Raises
    ------
    ValueError : naming the folder in which another run is at work.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = os.open(folder, os.O_RDONLY) if fcntl else -1
    except OSError:  # writing the file will fail too, and say which file it is
        number = -1
    if number < 0:
        yield
        return
    try:
        fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError as error:
        os.close(number)
        raise ValueError(
            f"{folder}: another run is at work in this folder; "
            "wait until it is done, and start this one again"
        ) from error
    except OSError:  # a network folder without locks
        pass
    try:
        yield
    finally:
        with suppress(OSError):
            os.close(number)
