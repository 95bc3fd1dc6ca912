"""event.toml: what the settings of an event say, and where its texts and codebooks are."""

from __future__ import annotations

import difflib
import json
import os
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from analysis.event.declare import check_declared
from analysis.event.outside import is_inside, is_meant
from analysis.event.places import codebook_folders, data_folder
from analysis.measures.codebooks import read_codebook
from analysis.read.files import suggest


def list_events() -> list[str]:
    """List the names of the events in the data folder, in alphabetical order.

    Returns
    -------
    The names.
    """
    return sorted(path.parent.name for path in data_folder().glob("*/event.toml"))


def find_event(name: str) -> Path:
    """Find the folder of an event.

    Parameters
    ----------
    name : of an event in data/, or a path to a folder with event.toml.

    Returns
    -------
    The folder.

    Raises
    ------
    ValueError : where there is no such event, with the nearest name or all that are known.
    """
    is_blank = not name.strip()
    if is_blank or "\0" in name:
        raise ValueError(f"{name!r} is no name of an event; known: {', '.join(list_events())}")
    try:
        folder = Path(name)
        if (folder / "event.toml").is_file():
            return folder.resolve()
    except OSError:
        pass  # the file system refuses such a name, so no event has it
    known = list_events()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}"
        raise ValueError(f"no event named {name!r} in {data_folder().name}/{hint}")
    return data_folder() / name


def read_toml(path: Path, *, schema: str, model: str) -> dict:
    """Read a TOML file that fits a JSON schema of lexicons/.

    Parameters
    ----------
    path : the file.
    schema : its name without .schema.json.
    model : a file to show as an example.

    Returns
    -------
    What it holds, dates as text.

    Raises
    ------
    ValueError : naming the file and the line or the key, and what is expected there.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        read = tomllib.loads(text)
        # A TOML date becomes the text a reader wrote.
        found = json.loads(json.dumps(read, default=str))
    except OSError as error:
        raise ValueError(
            f"{path}: cannot be read ({error.strerror}); copy one from another event's folder"
        ) from error
    except (ValueError, RecursionError) as error:  # also numbers of thousands of digits
        raise ValueError(f"{path}: not readable as TOML: {error}") from error
    if not _is_valid(schema, found):
        _tell_fault(path, found, _load_rules(schema), model)
    return found


@cache
def _load_rules(schema: str) -> dict:
    text = files("analysis").joinpath(f"lexicons/{schema}.schema.json").read_text("utf-8")
    return json.loads(text)


@cache
def _compile_rules(schema: str) -> Callable[[dict], dict]:
    import fastjsonschema

    rules = {**_load_rules(schema), "$schema": "http://json-schema.org/draft-07/schema#"}
    return fastjsonschema.compile(rules)


def _is_valid(schema: str, found: dict) -> bool:
    """Whether a file fits a schema; jsonschema, which can say why not, takes long to import."""
    from fastjsonschema import JsonSchemaValueException

    try:
        _compile_rules(schema)(found)
    except JsonSchemaValueException:
        return False
    return True


def _tell_fault(path: Path, found: dict, rules: dict, model: str) -> None:
    """Raises: ValueError with the fault that tells most, by jsonschema."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    faults = list(Draft202012Validator(rules).iter_errors(found))
    # Report a misspelt key before the missing one that it was meant to be.
    misspelt = [fault for fault in faults if fault.validator == "additionalProperties"]
    fault = best_match(misspelt or faults)
    if fault is None:
        return
    place = fault.json_path.removeprefix("$").lstrip(".")
    where = f"{path}: at {place or 'the top'}"
    if misspelt:
        known = list(fault.schema["properties"])
        odd = next(key for key in fault.instance if key not in known)
        raise ValueError(f"{where}: no key {odd!r} there; {suggest(odd, known)}")
    if fault.validator == "minItems":
        what = f"{len(fault.instance)} found"
    elif fault.validator == "anyOf":
        what = "neither articles nor sources"
    else:
        what = fault.message[:120]
    wanted = fault.schema.get("description", "another value")
    raise ValueError(f"{where}: {what}; expected is {wanted}, as in {model}")


def read_settings(folder: Path) -> dict:
    """Read event.toml of an event, checked against lexicons/event.schema.json.

    Parameters
    ----------
    folder : the folder of the event.

    Returns
    -------
    What the file holds (title, language, codebooks, without_shared, match, witness_sample, actors,
    issues, people, families and more, as far as it names them). codebooks is there always, and so
    is sides: of each label, articles (id, file, outlet, published, url, sha256, event) and sources
    (path, by, value, columns).

    Raises
    ------
    ValueError : naming the file and the line or the key, and what is expected there.
    """
    path = folder / "event.toml"
    settings = read_toml(path, schema="event", model="data/harbour-lease/event.toml")
    sides = [{"articles": [], "sources": [], **side} for side in settings["sides"]]
    labels = [side["label"] for side in sides]
    ids = [article["id"] for side in sides for article in side["articles"]]
    _check_unique(labels, "label", path)
    _check_unique(ids, "id", path)
    try:
        check_declared(settings)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    codebooks = settings.get("codebooks") or ["generic"]
    return {**settings, "sides": sides, "codebooks": codebooks}


def _check_unique(names: list[str], what: str, path: Path) -> None:
    twice = sorted(name for name, n in Counter(names).items() if n > 1)
    if twice:
        raise ValueError(
            f"{path}: the {what} {twice[0]!r} is used twice; each needs one of its own"
        )


def find_texts(folder: Path, settings: dict) -> Path | None:
    """Find the folder that holds all texts of an event.

    It is looked for in the folder that CROSSFRAME_TEXTS names, then in the event's own.

    Parameters
    ----------
    folder : the folder of the event.
    settings : of the event.

    Returns
    -------
    The folder; None when some texts are absent, or lie where an event from elsewhere may not lead
    (see outside).

    Raises
    ------
    ValueError : when CROSSFRAME_TEXTS names no folder.
    """
    given = os.environ.get("CROSSFRAME_TEXTS")
    if given and not Path(given).is_dir():
        raise ValueError(
            f"CROSSFRAME_TEXTS names {given}, which is no folder; point it at the texts or unset it"
        )
    names = list_names(settings)
    if not is_meant(names, settings, folder):
        return None
    places = [Path(given), folder] if given else [folder]
    for place in places:
        for base in (place, place / "texts"):
            if all(find_file(base, name).exists() for name in names):
                return base
    return None


def list_names(settings: dict) -> list[str]:
    """List the files and sources of an event as event.toml names them, first all files.

    Parameters
    ----------
    settings : of the event, as from settings.read_settings.

    Returns
    -------
    The names.
    """
    files, sources = [], []
    for side in settings["sides"]:
        files += [article["file"] for article in side["articles"]]
        sources += [source["path"] for source in side["sources"]]
    return files + sources


def list_inputs(folder: Path, settings: dict) -> list[Path]:
    """List all that is read of an event and that nothing may replace.

    Parameters
    ----------
    folder : the folder of the event.
    settings : of the event, as from settings.read_settings.

    Returns
    -------
    The texts, event.toml and the codebooks.

    Raises
    ------
    ValueError : as find_texts and find_codebooks do.
    """
    base = find_texts(folder, settings) or folder
    texts = [find_file(base, name) for name in list_names(settings)]
    codebooks = find_codebooks(folder, settings, paths=True)
    return [*texts, folder / "event.toml", *codebooks.values()]


def find_codebooks(
    folder: Path, settings: dict, *, paths: bool = False
) -> dict[str, pd.DataFrame | Path]:
    """Find the codebooks that event.toml names.

    Parameters
    ----------
    folder : the folder of the event.
    settings : of the event, as from settings.read_settings.
    paths : True for the files instead of their tables.

    Returns
    -------
    Name -> table, as from measures.codebooks.read_codebook; or name -> path.

    Raises
    ------
    ValueError : naming one that is not there, with those that are; and as read_codebook does.
    """
    places = codebook_folders(folder)
    books = {}
    for name in settings["codebooks"]:
        path = _find_codebook(name, places)
        if path is None:
            known = {own.stem for place in places[1:] for own in place.glob("*.csv")}
            raise ValueError(
                f"{folder.name}/event.toml: no codebook {name!r}; known: {', '.join(sorted(known))}"
            )
        books[name] = path if paths else read_codebook(path)
    return books


def _find_codebook(name: str, places: list[Path]) -> Path | None:
    """The file of a codebook in the first place that has it.

    A name that is more than one leads nowhere, and a link in the event's own folder not out of it.
    """
    if name != Path(name).name or "\0" in name:
        return None
    for place in places:
        path = place / f"{name}.csv"
        if os.path.isfile(path):  # which also knows what no file system takes as a name
            return path if place != places[0] or is_inside(path, place) else None
    return None


def check_inside(base: Path, name: str) -> Path:
    """Find a file or folder of an event, and refuse one that leads out of its folder.

    An event may come from anybody. A whole path is meant as it stands (see outside).

    Parameters
    ----------
    base : the event's folder, or that of its texts.
    name : as event.toml names it.

    Returns
    -------
    The path.

    Raises
    ------
    ValueError : where a short name leads out of the folder, by `..` or by a link.
    """
    path = find_file(base, name)
    if not Path(name).is_absolute() and not is_inside(path, base):
        raise ValueError(f"{path}: leads out of the event's folder; put the file itself there")
    return path


def find_file(base: Path, name: str) -> Path:
    """Find a file or folder of an event.

    Parameters
    ----------
    base : the event's folder, or that of its texts.
    name : as event.toml names it.

    Returns
    -------
    The path as named, or that of its last part alone where only this is there.
    """
    named = base / name
    if os.path.exists(named):
        return named
    own = base / Path(name).name
    return own if os.path.exists(own) else named
