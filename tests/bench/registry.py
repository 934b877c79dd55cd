"""Which experiments there are. Each command has its own registry; a module registers at import."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.run import Run

Work = Callable[[Run], None]


@dataclass(frozen=True)
class Experiment:
    """One name of a command: what it measures, and its broken twin that must be noticed."""

    name: str
    help: str
    work: Work
    sabotage: Work | None = None


class Registry:
    """The experiments of one command, in order of registration."""

    def __init__(self, command: str) -> None:
        self.command = command
        self._known: dict[str, Experiment] = {}

    def add(self, name: str, work: Work, *, help: str, sabotage: Work | None = None) -> None:
        """Register an experiment."""
        self._known[name] = Experiment(name, help, work, sabotage)

    def get(self, name: str) -> Experiment | None:
        """Return an experiment, or None for an unknown name."""
        return self._known.get(name)

    def all(self) -> list[Experiment]:
        """Return every experiment in order."""
        return list(self._known.values())


BENCH = Registry("bench")
TRUST = Registry("trust")
