"""docs/promises.md is whole, and what it names is there."""

import ast
import importlib
import re
from collections import Counter
from functools import cache

import pytest

from tests.promises import sentences
from tests.promises.sentences import ROOT

TABLE = ROOT / "docs" / "promises.md"
NO_PROMISE = "## Words that promise nothing"
QUOTED = re.compile(r"`([^`]+)`")


@cache
def rows() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return (what holds it, sentence) for each row of the table."""
    found, holders = [], ()
    paragraph: list[str] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("- "):
            if paragraph:
                holders, paragraph = tuple(QUOTED.findall(" ".join(paragraph))), []
            found.append((holders, line.removeprefix("- ")))
        elif line.startswith("Held by") or (paragraph and line):
            paragraph.append(line)
        elif line == NO_PROMISE:
            holders = ()
    return tuple(found)


def holders() -> list[str]:
    return sorted({holder for held_by, _sentence in rows() for holder in held_by})


def test_every_promise_stands_in_the_table_once():
    listed = Counter(sentence for _holders, sentence in rows())
    assert [sentence for sentence, times in listed.items() if times > 1] == []
    unbound = sentences.promising() - set(listed)
    assert not unbound, "bind these in docs/promises.md, or do not promise:\n" + "\n".join(
        sorted(unbound)
    )


def test_the_table_promises_nothing_that_no_text_says():
    said = {sentence for _path, sentence in sentences.sources()}
    assert [sentence for _holders, sentence in rows() if sentence not in said] == []


def test_only_words_that_promise_nothing_are_held_by_nothing():
    text = TABLE.read_text(encoding="utf-8")
    idle = {line[2:] for line in text.split(NO_PROMISE)[1].splitlines() if line.startswith("- ")}
    assert {sentence for held_by, sentence in rows() if not held_by} == idle


@pytest.mark.parametrize("holder", holders())
def test_what_holds_a_promise_is_there(holder):
    if holder.startswith("tests/"):
        path, _, name = holder.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    else:
        assert found(holder)


def found(dotted: str) -> bool:
    """Say whether a dotted name is a module, or a name in one."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            thing = getattr(thing, name, None)
        return thing is not None
    return False


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("catalog.prices.counted_mark", True),
        ("catalog.prices.never_written", False),
        ("nowhere.at_all", False),
    ],
)
def test_a_name_that_is_gone_is_noticed(name, there):
    assert found(name) is there


@pytest.mark.parametrize(
    ("text", "promises"),
    [
        ("The bank answers within 3 days.", True),
        ("Nobody reads it but you.", True),
        ("The order letter follows by itself", True),
        ("See all", False),
        ("%(name)s is in your cart.", False),
        ("What do you do, and until when?", False),
        ("Forgotten? Every code opens your account once.", True),
        ("Every code opens once. Have you kept them?", True),
    ],
)
def test_the_search_for_promises_finds_them(text, promises):
    assert sentences.promises(text) is promises


def test_only_what_refuses_is_taken_for_a_refusal():
    kinds = sentences.refusal_types()
    assert {"InvalidUpload", "InvalidField", "CapExceeded"} <= kinds
    assert not {"Vendor", "Step", "Task", "Gap", "Check", "Verdict"} & kinds
    refused = sentences.refusals()
    assert "Archives and office files are not taken. Save the page as PDF and send that." in refused
    assert "Refused. The owner was told why." not in refused
