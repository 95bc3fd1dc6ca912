"""Other packages: their versions, and modules of them that are loaded without the rest."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module, metadata
from importlib.util import find_spec, module_from_spec
from threading import active_count
from types import ModuleType


def find_version(name: str) -> str:
    """Find the version of an installed package.

    Parameters
    ----------
    name : of the package.

    Returns
    -------
    The version; '' where it is not installed.

    Examples
    --------
    >>> find_version("pandas") > "", find_version("no-such-package")
    (True, '')
    """
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


@cache
def load_modules(*names: str) -> tuple[ModuleType, ...]:
    """Load modules of a package without what the package itself would import.

    Whoever imports the package afterwards has the whole of it. In a program with several threads,
    of which another may be importing it, the whole is loaded.

    Parameters
    ----------
    names : of the modules, all of one package; other names load what they share a second time.

    Returns
    -------
    The modules.

    Examples
    --------
    >>> [module.__name__ for module in load_modules("textblob._text", "textblob.en")]
    ['textblob._text', 'textblob.en']
    """
    package = names[0].partition(".")[0]
    if package in sys.modules or active_count() > 1:
        return tuple(map(import_module, names))
    spec = find_spec(package)
    sys.modules[package] = module_from_spec(spec)  # finds its modules, and is empty
    try:
        return tuple(map(import_module, names))
    finally:
        for name in list(sys.modules):
            if name.split(".")[0] == package:
                del sys.modules[name]
