"""The figures of a run, judged against their targets, for people and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.targets import Target


@dataclass(frozen=True)
class Result:
    """One figure. ``floor``: the same thing measured bare in the same run; ``ratio``: to it."""

    metric: str
    value: float
    unit: str
    floor: float | None
    ratio: float | None
    target: str | None
    met: bool

    def as_json(self) -> dict[str, Any]:
        """Return the JSON object; ``met`` is called ``pass`` there, a word Python keeps."""
        values = asdict(self)
        values["pass"] = values.pop("met")
        return values

    def __str__(self) -> str:
        words = f"{self.metric} {self.value:g} {self.unit}".rstrip()
        if self.ratio is not None:
            words += f" ({self.ratio:.2f} x floor)"
        if self.target is None:
            return words
        return f"{words} [{self.target}]{'' if self.met else ' MISSED'}"


@dataclass
class Report:
    """Everything one run measured. A figure without a target is information and always passes.

    ``plain``: a last line of its own, for those who read the figures by a program.
    """

    name: str
    seed: int
    targets: Mapping[str, Target]
    results: list[Result] = field(default_factory=list)
    sabotage: bool = False
    plain: str = ""

    def measure(
        self,
        metric: str,
        value: float,
        unit: str = "",
        *,
        floor: float | None = None,
        target: Target | None = None,
    ) -> Result:
        """Add a figure; its target comes from the file unless the run itself sets one."""
        wanted = target or self.targets.get(metric)
        ratio = round(value / floor, 3) if floor else None
        result = Result(
            metric=metric,
            value=value,
            unit=unit,
            floor=floor,
            ratio=ratio,
            target=str(wanted) if wanted else None,
            met=wanted is None or wanted.met_by(value, ratio),
        )
        self.results.append(result)
        return result

    def unmeasured(self) -> list[str]:
        """Return the metrics that have a target and were not measured: a run must not shrink."""
        return sorted(set(self.targets) - {result.metric for result in self.results})

    @property
    def judged(self) -> list[Result]:
        """The figures that have a target."""
        return [result for result in self.results if result.target is not None]

    @property
    def slipped(self) -> list[Result]:
        """In a sabotaged run: the promises that still look kept, so that nobody would notice."""
        return [result for result in self.judged if result.met]

    @property
    def met(self) -> bool:
        """Whether every target is met."""
        return all(result.met for result in self.results) and not self.unmeasured()

    def line(self) -> str:
        """Return the one plain last line."""
        score = f"{sum(result.met for result in self.judged)}/{len(self.judged)} met"
        if self.sabotage:
            score = f"{len(self.judged) - len(self.slipped)}/{len(self.judged)} saboteurs caught"
        figures = " | ".join(str(result) for result in self.results)
        absent = "".join(f" | {metric} NOT MEASURED" for metric in self.unmeasured())
        return f"{self.name}: {score}, seed {self.seed} | {figures}{absent}"

    def as_json(self) -> dict[str, Any]:
        """Return the report as it is written to a file."""
        return {
            "name": self.name,
            "seed": self.seed,
            "machine": machine(),
            "results": [result.as_json() for result in self.results],
        }


def machine() -> dict[str, Any]:
    """Return what a figure depends on, without naming anybody's machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def write_json(path: Path, report: Mapping[str, Any]) -> None:
    """Write a report, making its folder. Raises: OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
