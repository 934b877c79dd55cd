"""Collect the sentences of our own code and keep the Indonesian catalogue complete.

Needs no gettext tools on the machine: templates go through Django's own ``templatize``, both they
and Python through Babel. Entries are sorted and carry no line numbers, so that a change of code
shows only the sentences it changed.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LOCALE: Final = "id"
FOLDERS: Final = ("config", "marketplace", "catalog", "vendors", "payments", "templates")
CONTEXT_MARK: Final = "\x04"  # gettext's own separator between context and msgid
_TEMPLATES: Final = frozenset({".html", ".txt"})
_SKIPPED: Final = frozenset({"migrations", "__pycache__", "node_modules"})

# Which argument of each function is what: (context, singular, plural), None where there is none.
_FUNCTIONS: Final[Mapping[str, tuple[int | None, int, int | None]]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_BOUND_ATTRIBUTE: Final = re.compile(r"""\s:[\w.:-]+=("[^"]*"|'[^']*')""")
_MARKED_LITERAL: Final = re.compile(r"""\b_\(\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\s*\)""")
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[a-z]|%[a-z]")


@dataclass(slots=True)
class Problems:
    """What keeps the catalogue from being complete, as lines ready to print."""

    missing: list[str] = field(default_factory=list)
    fuzzy: list[str] = field(default_factory=list)
    obsolete: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield ``kind: sentence`` for each problem."""
        for kind in ("missing", "fuzzy", "obsolete", "placeholders", "stale"):
            for text in getattr(self, kind):
                yield f"{kind}: {text}"


def collect(root: Path) -> Catalog:
    """Return every sentence of our folders under ``root``, untranslated.

    Raises: SyntaxError for a template or module that cannot be read.
    """
    found = Catalog()
    for path in _sources(root):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            calls = _calls(text)
        else:
            calls = [*_template_calls(text, str(path)), *_bound_attributes(text)]
        for context, singular, plural in calls:
            # found.add() merges a sentence that is used both alone and with a plural.
            found.add((singular, plural) if plural else singular, context=context)
    return found


def _sources(root: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if _SKIPPED.isdisjoint(path.parts) and path.suffix in {".py", *_TEMPLATES}:
                yield path


_Call = tuple[str | None, str, str | None]


def _calls(source: str) -> list[_Call]:
    """Return the translation calls with literal arguments in Python source."""
    calls: list[_Call] = []
    stream = io.BytesIO(source.encode())
    for _line, function, arguments, _comments in extract_python(
        stream, dict.fromkeys(_FUNCTIONS), [], {"encoding": "utf-8"}
    ):
        many = not isinstance(arguments, str)
        parts = list(arguments or ()) if many else [str(arguments)]
        context, singular, plural = (
            parts[index] if index is not None and index < len(parts) else None
            for index in _FUNCTIONS[str(function)]
        )
        if singular:
            calls.append((context, singular, plural))
    return calls


def _template_calls(source: str, origin: str) -> list[_Call]:
    """Return the sentences of a template's tags and ``_("…")`` arguments.

    ``templatize`` leaves rows of X and calls; without the indentation it reads as Python.
    """
    as_python = "\n".join(line.strip() for line in templatize(source, origin=origin).splitlines())
    return _calls(as_python)


def _bound_attributes(source: str) -> Iterator[_Call]:
    """Yield ``_('…')`` inside a component's bound attribute: ``:label="_('Name')"``.

    To the template lexer that is plain text. Percent signs are doubled as Django doubles them when
    it looks a template literal up.
    """
    for attribute in _BOUND_ATTRIBUTE.finditer(source):
        for literal in _MARKED_LITERAL.findall(attribute[1][1:-1]):
            text = literal[1:-1].replace("\\" + literal[0], literal[0])
            yield None, text.replace("%", "%%"), None


def read_catalogue(path: Path) -> Catalog:
    """Return the catalogue of a .po file, or an empty one before the first run."""
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def updated(found: Catalog, old: Catalog, imported: Mapping[str, str | list[str]]) -> Catalog:
    """Return the found sentences with their translations: imported ones first, then the old."""
    fixed = datetime(2026, 11, 22, tzinfo=UTC)  # a moving date would change the file on every run
    new = Catalog(
        locale=LOCALE,
        project="Pasar Bela",
        version="1",
        header_comment="# Indonesian catalogue of Pasar Bela; written by manage.py translations.",
        msgid_bugs_address="CONTRIBUTING.md",
        last_translator="Pasar Bela",
        language_team="Pasar Bela",
        creation_date=fixed,
        revision_date=fixed,
        fuzzy=False,
    )
    new.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]  # Babel assumes two forms
    for message in _messages(found):
        previous = old.get(_singular(message), context=message.context)
        text = _imported(message, imported) or (previous.string if previous else "")
        flags = previous.flags & {"fuzzy"} if previous and text == previous.string else set()
        new.add(message.id, _shaped(message, text), context=message.context, flags=flags)
    return new


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _singular(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _key(message: Message) -> str:
    prefix = f"{message.context}{CONTEXT_MARK}" if message.context else ""
    return prefix + _singular(message)


def _imported(message: Message, imported: Mapping[str, str | list[str]]) -> str | list[str]:
    """Return the imported text; a template's doubled percent sign may be written once."""
    key = _key(message)
    if key in imported:
        return imported[key]
    text = imported.get(key.replace("%%", "%"), "")
    return [_doubled(part) for part in text] if isinstance(text, list) else _doubled(text)


def _doubled(text: str) -> str:
    return re.sub(r"%(?!\(\w+\)[a-z])", "%%", text)


def _shaped(message: Message, text: Any) -> Any:
    """Return a translation in the shape its sentence needs: Indonesian has one plural form."""
    form = text if isinstance(text, str) else next(iter(text), "")
    return (form,) if message.pluralizable else form


def find_problems(found: Catalog, catalogue: Catalog) -> Problems:
    """Compare what the code says with what is translated."""
    problems = Problems()
    wanted = {_key(message): message for message in _messages(found)}
    known = {_key(message): message for message in _messages(catalogue)}
    for key, message in sorted(wanted.items()):
        translated = known.get(key)
        text = _shaped(message, translated.string) if translated else ""
        if translated is None or not any(text):
            problems.missing.append(_shown(key))
        elif translated.fuzzy:
            problems.fuzzy.append(_shown(key))
        elif not _same_placeholders(message, "".join(text)):
            problems.placeholders.append(_shown(key))
    gone = {*(known.keys() - wanted.keys()), *(_key(message) for message in _obsolete(catalogue))}
    problems.obsolete.extend(_shown(key) for key in sorted(gone))
    return problems


def _obsolete(catalogue: Catalog) -> Iterable[Message]:
    return catalogue.obsolete.values()


def _shown(key: str) -> str:
    return json.dumps(key.replace(CONTEXT_MARK, " | "), ensure_ascii=False)


def _same_placeholders(message: Message, text: str) -> bool:
    """Return whether the translation fills the same blanks; a plural may name any of its forms'."""
    forms = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = [set(_blanks(form)) for form in forms]
    used = set(_blanks(text))
    return used == allowed[0] if len(forms) == 1 else used <= set().union(*allowed)


def _blanks(text: str) -> list[str]:
    return _PLACEHOLDER.findall(text.replace("%%", ""))


def po_bytes(catalogue: Catalog) -> bytes:
    """Return the .po file: sorted, without line numbers."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=True, no_location=True, ignore_obsolete=True)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return the compiled .mo file of the finished translations."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()
