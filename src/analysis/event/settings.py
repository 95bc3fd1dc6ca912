"""event.toml: what the settings of an event say, and where its texts and codebooks are."""

from __future__ import annotations

import difflib
import json
import os
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from analysis.event.declare import check_declared
from analysis.event.places import codebook_folders, data_folder
from analysis.measures.codebooks import read_codebook
from analysis.read.files import suggest


def list_events() -> list[str]:
    """Names of the events in the data folder, in alphabetical order."""
    return sorted(path.parent.name for path in data_folder().glob("*/event.toml"))


def find_event(name: str) -> Path:
    """Folder of an event, by its name in data/ or by a path to a folder with event.toml.

    Parameters
    ----------
    name : of an event, or a path.

    Raises
    ------
    ValueError : with the nearest known name.
    """
    if "\0" in name or not name.strip():
        raise ValueError(f"{name!r} is no name of an event; known: {', '.join(list_events())}")
    try:
        if (Path(name) / "event.toml").is_file():
            return Path(name).resolve()
    except OSError:
        pass  # no file system takes such a name, so no event has it
    known = list_events()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}"
        raise ValueError(f"no event named {name!r} in {data_folder().name}/{hint}")
    return data_folder() / name


def read_toml(path: Path, *, schema: str, model: str) -> dict:
    """A TOML file that fits a JSON schema of lexicons/, its dates as text.

    Parameters
    ----------
    path : the file.
    schema : its name without .schema.json.
    model : a file to show as an example.

    Raises
    ------
    ValueError : naming the file and the line or the key, and what is expected there.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        found = json.loads(
            json.dumps(found, default=str)
        )  # a TOML date becomes the text a reader wrote
    except OSError as error:
        raise ValueError(
            f"{path}: cannot be read ({error.strerror}); copy one from another event's folder"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
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
    # A key that is none tells more than the absence of the one it was meant to be.
    odd = [fault for fault in faults if fault.validator == "additionalProperties"]
    if fault := best_match(odd or faults):
        place = fault.json_path.removeprefix("$").lstrip(".") or "the top"
        if fault.validator == "additionalProperties":
            known = list(fault.schema["properties"])
            odd = next(key for key in fault.instance if key not in known)
            raise ValueError(f"{path}: at {place}: no key {odd!r} there; {suggest(odd, known)}")
        what = (
            f"{len(fault.instance)} found" if fault.validator == "minItems" else fault.message[:120]
        )
        what = "neither articles nor sources" if fault.validator == "anyOf" else what
        wanted = fault.schema.get("description", "another value")
        raise ValueError(f"{path}: at {place}: {what}; expected is {wanted}, as in {model}")


def read_settings(folder: Path) -> dict:
    """event.toml of an event, checked against lexicons/event.schema.json.

    Parameters
    ----------
    folder : the folder of the event.

    Returns
    -------
    title, language, codebooks, without_shared, actors, people, families, and sides: label, articles
    (id, file, outlet, published, url, sha256) and sources (path, by, value, columns).

    Raises
    ------
    ValueError : naming the file and the line or the key, and what is expected there.
    """
    path = folder / "event.toml"
    settings = read_toml(path, schema="event", model="data/harbour-lease/event.toml")
    ids = [article["id"] for side in settings["sides"] for article in side.get("articles", [])]
    for what, names in (("label", [side["label"] for side in settings["sides"]]), ("id", ids)):
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(
                f"{path}: the {what} {twice[0]!r} is used twice; each needs one of its own"
            )
    try:
        check_declared(settings)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    sides = [{"articles": [], "sources": [], **side} for side in settings["sides"]]
    return {**settings, "sides": sides, "codebooks": settings.get("codebooks") or ["generic"]}


def find_texts(folder: Path, settings: dict) -> Path | None:
    """The folder that holds all texts of an event: CROSSFRAME_TEXTS or its own; None when some are
    absent.
    """
    given = os.environ.get("CROSSFRAME_TEXTS")
    if given and not Path(given).is_dir():
        raise ValueError(
            f"CROSSFRAME_TEXTS names {given}, which is no folder; point it at the texts or unset it"
        )
    for base in [
        base
        for place in ([given] if given else []) + [folder]
        for base in (Path(place), Path(place) / "texts")
    ]:
        if all(find_file(base, name).exists() for name in list_names(settings)):
            return base
    return None


def list_names(settings: dict) -> list[str]:
    return [a["file"] for s in settings["sides"] for a in s["articles"]] + [
        x["path"] for s in settings["sides"] for x in s["sources"]
    ]


def list_inputs(folder: Path, settings: dict) -> list[Path]:
    """All that is read of an event and that nothing may replace: texts, event.toml, codebooks."""
    base = find_texts(folder, settings) or folder
    texts = [find_file(base, name) for name in list_names(settings)]
    return [*texts, folder / "event.toml", *find_codebooks(folder, settings, paths=True).values()]


def find_codebooks(
    folder: Path, settings: dict, *, paths: bool = False
) -> dict[str, pd.DataFrame | Path]:
    """The codebooks that event.toml names, by name; or their paths.

    Parameters
    ----------
    folder : the folder of the event.
    settings : of an event, as from settings.read_settings.
    paths : True for the files instead of their tables.

    Raises
    ------
    ValueError : naming one that is not there, with those that are.
    """
    places, books = codebook_folders(folder), {}
    for name in settings["codebooks"]:
        path = next((p for p in (place / f"{name}.csv" for place in places) if p.is_file()), None)
        if path is None:
            known = sorted({p.stem for place in places[1:] for p in place.glob("*.csv")})
            raise ValueError(
                f"{folder.name}/event.toml: no codebook {name!r}; known: {', '.join(known)}"
            )
        books[name] = path if paths else read_codebook(path)
    return books


def check_inside(base: Path, name: str) -> Path:
    """A file or folder of an event, in its own folder or named by its whole path.

    Parameters
    ----------
    base : the event's folder, or that of its texts.
    name : as event.toml names it.

    Raises
    ------
    ValueError : where a short name leads out of the folder, by `..` or by a link: an event may come
        from anybody, and only what is plainly named is read.
    """
    path = find_file(base, name)
    if not Path(name).is_absolute() and not path.resolve().is_relative_to(base.resolve()):
        raise ValueError(
            f"{path}: leads out of the event's folder; put the file there, or name its whole path"
        )
    return path


def find_file(base: Path, name: str) -> Path:
    """A file or folder of an event: as named, or by its last part alone, in base."""
    own = base / Path(name).name
    return own if os.path.exists(own) and not os.path.exists(base / name) else base / name
