"""The sentences of our texts that state a rule or a fact, and those that are refusals."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from marketplace.web import translations

ROOT = Path(settings.BASE_DIR)
WORDS = re.compile(
    r"\b(must|required?|requires|always|never|only|within|automatic\w*|by itself|percent|nobody"
    r"|everybody|each|every|at least|at most|no one|cannot|may not|guarantee\w*|free|before|until"
    r"|ever|all|as soon as|at once|told|we write|announced|verified|checked|recorded|written down"
    r"|locked|masked|final|stop|go on|keeps?|kept|read by|holds|proven|declared|follows?|up to"
    r"|reads?|publish\w*|by mail|by e-mail|newest|nearest|together|means)\b|%%|\d",
    re.IGNORECASE,
)
BLANK = re.compile(r"%\(\w+\)s")
A_LABEL = 3  # so few words name something, they claim nothing
A_QUESTION = re.compile(r"[^.?!]*\?")  # and a lone question asks
SAMPLES = ("templates/gaya/", "marketplace/web/style_guide.py")  # the visual standard
OF_LIBRARIES = "marketplace/web/library_words.py"  # refusals all of them
REFUSING_MODULES = re.compile(r"(\w+_)?guard(s|ed)\.py")
REFUSING_CALLS = {"deny", "add_error", "ValidationError"}
ROOT_OF_REFUSALS = "DomainError"  # whoever makes one of its kind refuses
TEXT_CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}


@cache
def sources() -> tuple[tuple[str, str], ...]:
    """Return (path, sentence) for every text of ours, samples left out."""
    return tuple(_sources())


def _sources() -> Iterator[tuple[str, str]]:
    for path in translations._sources(ROOT):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(SAMPLES) or name == OF_LIBRARIES:
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            calls = translations._calls(text)
        else:
            calls = [
                *translations._template_calls(text, name),
                *translations._bound_attributes(text),
            ]
        yield from ((name, singular) for _context, singular, _plural in calls)


def promising() -> set[str]:
    """Return the sentences that state a rule or fact and are not a refusal themselves."""
    return {
        sentence
        for _path, sentence in sources()
        if sentence not in refusals() and promises(sentence)
    }


def promises(sentence: str) -> bool:
    """Say whether a sentence, by its words alone, states a rule or a fact."""
    if len(sentence.split()) <= A_LABEL or A_QUESTION.fullmatch(sentence):
        return False
    return bool(WORDS.search(BLANK.sub("", sentence)))


@cache
def refusals() -> frozenset[str]:
    """Return the sentences said by the very code that refuses."""
    return frozenset(_refusals())


def _refusals() -> Iterator[str]:
    refusing = REFUSING_CALLS | refusal_types()
    for path, tree in _trees():
        if REFUSING_MODULES.fullmatch(path.name):
            yield from _texts(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) or (
                isinstance(node, ast.Call) and _name(node) in refusing
            ):
                yield from _texts(node)


@cache
def refusal_types() -> frozenset[str]:
    """Return the names of our refusals: the root of them and every class that descends from it."""
    bases = {
        node.name: {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
        for _path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found, more = set(), {ROOT_OF_REFUSALS}
    while more:
        found |= more
        more = {name for name, above in bases.items() if above & found} - found
    return frozenset(found)


@cache
def _trees() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple(
        (path, ast.parse(path.read_text(encoding="utf-8")))
        for path in translations._sources(ROOT)
        if path.suffix == ".py"
    )


def _texts(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and _name(call) in TEXT_CALLS:
            for given in call.args[:2]:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield given.value


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))
