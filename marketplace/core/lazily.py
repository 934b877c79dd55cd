"""Modules that are loaded when they are first used.

A worker of the site that never writes a table and never reads a name needs no library for it:
together they would be a tenth of its memory.
"""

from functools import partial
from importlib import import_module
from typing import Any

from django.utils.functional import SimpleLazyObject


def module(name: str) -> Any:
    """Return what stands for a module until something of it is asked for."""
    return SimpleLazyObject(partial(import_module, name))
