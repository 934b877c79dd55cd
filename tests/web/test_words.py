"""One word per thing, in our own texts and in those of libraries that people see."""

import re
from functools import cache
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from marketplace.web import translations

ROOT = Path(settings.BASE_DIR)
GLOSSARY = ROOT / "docs" / "glossary.md"
TITLE = "## Words of the screens"
BLANKS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>")
# Whose texts reach people: forms, accounts, the second step, the API.
SEEN = (
    "django/forms/fields.py",
    "django/forms/models.py",
    "django/core/validators.py",
    "django/db/models/base.py",
    "django/db/models/fields/__init__.py",
    "django/contrib/auth/forms.py",
    "django/contrib/auth/password_validation.py",
    "allauth/account/adapter.py",
    "allauth/account/fields.py",
    "allauth/account/forms.py",
    "allauth/mfa/adapter.py",
    "allauth/mfa/base/forms.py",
    "allauth/mfa/totp/forms.py",
    "allauth/mfa/recovery_codes/forms.py",
    "rest_framework/authentication.py",
    "rest_framework/exceptions.py",
    "rest_framework/fields.py",
    "rest_framework/relations.py",
    "rest_framework/serializers.py",
    "rest_framework/validators.py",
)
SAME_IN_BOTH = {"IPv4", "IPv6", "URL", "UUID", "Slug", "Token"}


def glossary():
    """Yield (word, words never written, English words) of the table of the screens."""
    table = GLOSSARY.read_text(encoding="utf-8").split(TITLE)[1]
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if line.startswith("| ") and cells[0] != "Indonesian":
            word, never, english = (*cells, "")[:3]
            yield word, _words(never), _words(english)


def _words(cell):
    return [word.strip() for word in cell.split(",") if word.strip()]


ROWS = list(glossary())
NEVER = re.compile(
    r"\b(" + "|".join(re.escape(w) for _, never, _ in ROWS for w in never) + r")(nya)?\b", re.I
)


@cache
def own_texts():
    """Return (English, Indonesian) of every text of ours, plurals one by one."""
    return list(_own_texts())


def _own_texts():
    with (ROOT / "locale/id/LC_MESSAGES/django.po").open("rb") as file:
        for message in read_po(file):
            if message.id:
                english = message.id[0] if isinstance(message.id, tuple) else message.id
                said = message.string if isinstance(message.string, tuple) else (message.string,)
                yield from ((english, one) for one in said)


def test_our_texts_have_one_word_per_thing():
    wrong = {
        said: NEVER.search(BLANKS.sub(" ", said))[0]
        for _english, said in own_texts()
        if NEVER.search(BLANKS.sub(" ", said))
    }
    assert wrong == {}


@pytest.mark.parametrize(("word", "never", "english"), [row for row in ROWS if row[2]])
def test_what_english_calls_one_thing_indonesian_does_too(word, never, english):
    thing = re.compile(rf"\b({'|'.join(english)})\b", re.I)
    wrong = {
        text: said
        for text, said in own_texts()
        if thing.search(BLANKS.sub(" ", text)) and word.lower() not in said.lower()
    }
    assert wrong == {}


@cache
def library_texts():
    """Return (English, Indonesian) of each text of a library that a person may see."""
    return list(_library_texts())


def _library_texts():
    root = Path(django.__file__).parent.parent
    for name in SEEN:
        for context, text, plural in translations._calls((root / name).read_text()):
            with translation.override("id"):
                if plural:
                    yield text, translation.ngettext(text, plural, 2)
                elif context:
                    yield text, translation.pgettext(context, text)
                else:
                    yield text, translation.gettext(text)


def test_the_texts_of_libraries_are_indonesian_in_our_words():
    english = sorted({t for t, said in library_texts() if t == said and t not in SAME_IN_BOTH})
    wrong = {t: said for t, said in library_texts() if NEVER.search(BLANKS.sub(" ", said))}
    assert (english, wrong) == ([], {})
