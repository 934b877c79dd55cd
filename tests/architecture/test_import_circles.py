"""No two files need each other, not even through an import inside a function."""

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter

import grimp
from django.conf import settings

PACKAGES = ("config", "marketplace", "catalog", "vendors", "payments", "tests")


def circles(needs: dict[str, set[str]]) -> list[str]:
    """Return each circle once, written as a chain; a found one is cut so that the next shows."""
    found = []
    while True:
        try:
            TopologicalSorter(needs).prepare()
        except CycleError as error:
            chain = error.args[1]
            found.append(" ← ".join(chain))
            needs[chain[1]].discard(chain[0])
        else:
            return found


def test_no_file_is_part_of_a_circle(monkeypatch):
    monkeypatch.syspath_prepend(str(settings.BASE_DIR))
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    needs = {name: set(graph.find_modules_directly_imported_by(name)) for name in graph.modules}
    assert len(needs) > 400
    assert circles(needs) == []


def test_a_planted_circle_is_found():
    needs = defaultdict(set, {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()})
    assert len(circles(needs)) == 1
