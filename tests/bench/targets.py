"""What each figure must reach, read from one file that people can read too."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

OPERATORS = {"equals": "==", "min": ">=", "max": "<="}
RATIO_OPERATORS = {"min_ratio": ">=", "max_ratio": "<="}


@dataclass(frozen=True)
class Target:
    """One bound: on the value itself, or on its ratio to the floor measured in the same run."""

    operator: str
    bound: float
    of_ratio: bool

    def __str__(self) -> str:
        return f"{self.operator} {self.bound:g}{' x floor' if self.of_ratio else ''}"

    def met_by(self, value: float, ratio: float | None) -> bool:
        """Say whether a figure reaches this target; a ratio that was not measured does not."""
        judged = ratio if self.of_ratio else value
        if judged is None:
            return False
        if self.operator == "==":
            return judged == self.bound
        return judged >= self.bound if self.operator == ">=" else judged <= self.bound


def targets_file() -> Path:
    """Return the file of all targets."""
    return Path(settings.BASE_DIR) / "tests" / "bench" / "targets.toml"


def read_targets(command: str, name: str, path: Path | None = None) -> dict[str, Target]:
    """Return the targets of one experiment by metric. Raises: ValueError for a malformed entry."""
    with (path or targets_file()).open("rb") as file:
        table: Mapping[str, Any] = tomllib.load(file)
    section = table.get(command, {}).get(name, {})
    return {metric: _target(metric, entry) for metric, entry in section.items()}


def _target(metric: str, entry: Mapping[str, Any]) -> Target:
    known = {**OPERATORS, **RATIO_OPERATORS}
    if len(entry) != 1 or (word := next(iter(entry))) not in known:
        raise ValueError(f"{metric}: give exactly one of {', '.join(known)}")
    return Target(known[word], float(entry[word]), of_ratio=word in RATIO_OPERATORS)
