"""Tells the demo's year through the real use-cases, with the kernel's clock moved.

Stages commit one after another: a bank may not be called inside a transaction, and a person may
watch. ``state.py`` marks where a load began and ended, so that a killed one is recognised.
"""

from marketplace.demo.load.run import load

__all__ = ["load"]
