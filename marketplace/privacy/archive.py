"""What is handed out: all that is held of a person, as one ZIP that people and programs read.

``data.json`` and ``data.html`` say the same; the person's own files lie beside them. Nobody else is
named: counterparts stand by their role or number only.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import clock, files, moments, privacy
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.models import PrivateFile
from marketplace.core.privacy import Holding, Person
from marketplace.core.uploads.taking import safe_name
from marketplace.privacy.models import DataRequest


def pack(person: Person, *, language: str) -> bytes:
    """Return the ZIP, written in a language. Read at one moment by whoever calls."""
    with translation.override(language):
        sections = [section for one in privacy.holdings() if (section := _section(one, person))]
        content = {
            "title": _("What Pasar Bela holds about you"),
            "made_at": moments.full_moment(clock.now(), HOME_ZONE),
            "sections": sections,
            "named": list(_named(person)),
        }
        page = render_to_string("privacy/archive.html", {**content, "language": language})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(content, ensure_ascii=False, indent=2))
        archive.writestr("data.html", page)
        for name, bytes_of in _files(person):
            archive.writestr(name, bytes_of)
    return packed.getvalue()


def _section(one: Holding, person: Person) -> dict[str, Any] | None:
    rows = list(one.whose(person).order_by("pk")) if one.shown else []
    if not rows:
        return None
    kept = {**one.kept, **({"": one.spared_for} if one.only is not None else {})}
    grounds = {ground.key: ground for ground in kept.values()}
    return {
        "title": str(one.title),
        "rows": [_row(row, one) for row in rows],
        "kept": [f"{ground.why}: {ground.until}" for ground in grounds.values()],
    }


def _row(row: models.Model, one: Holding) -> list[list[str]]:
    said = [
        (str(words), _with_words(_written(_read(row, path)), _stands_for(row, path, one)))
        for path, words in one.shown.items()
    ]
    return [[words, value] for words, value in said if value]


def _stands_for(row: Any, path: str, one: Holding) -> str:
    """Return the words of a code; nothing for what is said in words anyhow."""
    if path in one.said:
        return str(one.said[path](row))
    *way, name = path.split("__")
    for step in way:
        row = getattr(row, step, None)
    said = getattr(row, f"get_{name}_display", None)
    return str(said()) if said else ""


def _with_words(value: str, words: str) -> str:
    return f"{value} ({words})" if value and words and words != value else value


def _read(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row() if callable(row) else row


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return moments.full_moment(value, HOME_ZONE)
    if isinstance(value, date):
        return moments.day(value, moments.Style.LONG)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return "" if value is None else str(value)


def _named(person: Person) -> Iterator[list[str]]:
    """Say in how many rows of which table the account stands by its number."""
    if person.account_id is None:
        return
    for one in privacy.named():
        count = sum(
            one.model._default_manager.filter(**{column: person.account_id}).count()
            for column in one.columns
        )
        if count:
            yield [one.model._meta.label, str(count)]


def _files(person: Person) -> Iterator[tuple[str, bytes]]:
    """Return the files that are the person's own, as far as their bytes are still there."""
    for file in PrivateFile.objects.filter(pk__in=_own_files(person)).order_by("pk"):
        try:
            yield f"files/{file.pk}-{safe_name(file.name)}", files.read_bytes(file)
        except (files.DamagedFile, files.GoneFile):
            continue


def _own_files(person: Person) -> set[int]:
    """Return the papers of what is theirs, and what they sent and may read.

    Who sent a paper for somebody else, as an officer at a counter does, is handed out none of it.
    """
    user = User.objects.filter(pk=person.account_id or 0).first()
    sent = PrivateFile.objects.filter(owner=user) if user else PrivateFile.objects.none()
    found = {file.pk for file in sent if files.can_read(user, file)}
    for one in privacy.holdings():
        for name in one.files if one.model is not DataRequest else ():
            rows = one.model._default_manager.filter(**{f"{name}__isnull": False})
            theirs = one.whose(person).values("pk")
            found -= set(rows.filter(**{f"{name}__in": found}).values_list(name, flat=True))
            found |= set(rows.filter(pk__in=theirs).values_list(name, flat=True))
    return found
