"""Modules that are loaded when they are first used.

A worker of the site that never writes a table and never reads a name needs no library for it:
together they would be a tenth of its memory.
"""

from importlib import import_module
from typing import Any


class _Later:
    """Stands for a module until something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, wanted: str) -> Any:
        return getattr(import_module(self._name), wanted)


def module(name: str) -> Any:
    """Return what stands for a module; whatever is asked of it is the module's."""
    return _Later(name)
