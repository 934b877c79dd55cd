"""Days and moments become words in one home: core.moments, through the tags of web."""

import ast
import re
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from tests.architecture.test_layers import PRODUCT, named
from tests.architecture.test_templates import WRITTEN
from tests.architecture.test_templates import named as template_named

HOME = "marketplace/core/moments.py"
# Read by machines, or by whoever watches a terminal.
FOR_MACHINES = {"payments/simulator/bank.py", "marketplace/demo/load/performing.py"}
WRITERS = re.compile(
    r"babel\.dates|strftime|date_format|time_format|dateformat|utils\.timesince|humanize"
)
DATE_TAGS = re.compile(
    r"\|\s*(date|time|timesince|timeuntil|naturaltime|naturalday|localtime|utc|timezone)\b"
    r"|{%\s*(now|localtime|timezone|load\s+(?:tz|humanize))\b"
)
MACHINE = 'name="seen_at"'  # a hidden field, never read by a person
PARTS_OF_A_DAY = re.compile(r"%[aAbBdHIjmMyY]")
AGENCY_ROOMS = ("orders/", "fulfilment/", "payments/")
SHOWN = re.compile(r"{%\s*(?:timestamp|relative_time|near_moment)\s+\S+\s*(?P<zone>[\w.]*)")
IN_A_REPR = {"__str__"}  # of the shell and the logs


def _spoken(tree: ast.AST):
    """Yield (line, what) for each way of writing a moment, outside ``__str__``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and node.name in IN_A_REPR:
            continue
        if isinstance(node, ast.ImportFrom):
            yield node.lineno, f"{node.module}.{' '.join(one.name for one in node.names)}"
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.FormattedValue) and PARTS_OF_A_DAY.search(
            ast.unparse(node.format_spec or ast.Constant(""))
        ):
            yield node.lineno, "strftime"
        yield from _spoken(node)


def writes_moments(text: str) -> list[str]:
    """Where a module writes a moment by itself."""
    return [f"{line}: {words}" for line, words in _spoken(ast.parse(text)) if WRITERS.search(words)]


def test_no_module_writes_a_moment_by_itself():
    assert writes_moments('def spoken(day):\n    return f"{day:%d}" + day.strftime("")')
    wrong = [
        f"{named(path)}:{place}"
        for path in PRODUCT
        if named(path) not in FOR_MACHINES | {HOME}
        for place in writes_moments(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_no_template_writes_a_moment_otherwise():
    wrong = [
        f"{template_named(path)}:{number}: {line.strip()}"
        for path in WRITTEN
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE not in line and DATE_TAGS.search(line)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "path", [p for p in WRITTEN if template_named(p).startswith(AGENCY_ROOMS)], ids=template_named
)
def test_matters_of_an_agency_name_its_zone(path):
    for shown in SHOWN.finditer(path.read_text(encoding="utf-8")):
        assert "zone" in shown["zone"], f"{template_named(path)}: {shown[0]} names no zone"


@pytest.mark.parametrize("shown", [datetime(2026, 11, 26, tzinfo=UTC), date(2026, 1, 2)])
def test_a_date_that_no_tag_wrote_is_noticed(shown):
    """The guard in ``tests/conftest.py`` watches every page that the suite renders."""
    with pytest.raises(AssertionError, match="no tag wrote"):
        Template("{{ shown }}").render(Context({"shown": shown}))
