"""The documented name of the package: hands on what `analysis` has.

It looks names up itself, because a room of `analysis`, once imported, would hide a public name that
is spelt like it.
"""

from __future__ import annotations

from typing import Any

from analysis import __all__, find_public

__all__ = list(__all__)


def __getattr__(name: str) -> Any:
    return find_public(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
