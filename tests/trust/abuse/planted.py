"""Fields that no form holds: whatever is sent beside them, the same comes about.

Each door is posted to with what people send, and again with every column of every table beside
it; each time all is undone. What has become of every row must be the same both times.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.db import connection, models
from django.urls import reverse

from marketplace.accounts import views as account_pages
from marketplace.accounts.models import User
from tests.trust.abuse.bed import REFUSED, Bed, Tally, Written
from tests.trust.cast import browser_of, factories, order_stories, stories
from tests.trust.inputs.doors import doors as typed_doors

AT_ONCE = 60  # fields beside a form; Django reads a few hundred at most
BESIDE = (
    *(
        "is_staff",
        "is_superuser",
        "is_active",
        "role",
        "roles",
        "state",
        "status",
        "total",
        "vendor",
    ),
    *("approved_by", "price", "created_at", "owner", "user", "id", "pk", "permissions", "groups"),
)
OURS = ("marketplace", "catalog", "vendors", "payments")
# Of a moment or of chance: other ones each time.
EACH_TIME = frozenset({"timestamp with time zone", "uuid", "bytea"})
COLUMNS = """
    SELECT table_name,
        array_agg(column_name::text) FILTER (WHERE data_type <> ALL (%s) AND column_name <> 'id')
    FROM information_schema.columns JOIN pg_tables ON tablename = table_name
    WHERE table_schema = 'public' AND schemaname = 'public' GROUP BY 1
"""
# Fields that a form does hold, beside those that a door sends anyway: what they do is meant.
_OF_GOODS = frozenset({"is_domestic", "origin", "photo_alt"})
MEANT: Mapping[str, frozenset[str]] = {
    "goods": _OF_GOODS,
    "words": _OF_GOODS,
    "rating": frozenset({"stars"}),
    "api": frozenset({"scopes"}),
    "return": frozenset({"parts"}),
    "ship": frozenset({"tracking"}),
    "receive": frozenset({"note"}),
}
Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Door:
    """Where a form is sent, by whom, and what people send there."""

    name: str
    person: Any
    address: str
    given: Mapping[str, Any]
    as_json: bool = False

    def send(self, extra: Mapping[str, Any]) -> Any:
        """Send the form with these fields beside it."""
        client, body = browser_of(self.person), {**extra, **self.given}
        if not self.as_json:
            return client.post(self.address, body)
        headers = {"Idempotency-Key": f"planted-{self.name}"}
        return client.post(self.address, body, content_type="application/json", headers=headers)


def planted(bed: Bed, tally: Tally) -> None:
    """Send every form with every column of every table beside it."""
    columns = list(_columns())
    for door in _doors():
        own = MEANT.get(door.name.removesuffix(" by program"), frozenset())
        foreign = [(name, value) for name, value in columns if name not in {*door.given, *own}]
        compare = Compared(door, tally)
        for start in range(0, len(foreign), AT_ONCE):
            compare.beside(foreign[start : start + AT_ONCE])


class Compared:
    """What a door's form brings about by itself, and with something beside it."""

    def __init__(self, door: Door, tally: Tally) -> None:
        self._door, self._tally, self._columns = door, tally, _kept_columns()
        (status, first), (_status, again) = (self._outcome({})[1:] for _ in range(2))
        # What differs although the same was sent is of the moment or by chance.
        self._restless = {cell[:2] for cell in first ^ again}
        self._usual = (status, self._calm(first))

    def beside(self, extra: Sequence[tuple[str, Any]]) -> None:
        """Judge what a handful of fields does; where it does anything, find the one that does."""
        answer, status, cells = self._outcome(dict(extra))
        seen = (status, self._calm(cells))
        if seen != self._usual and len(extra) > 1:
            half = len(extra) // 2
            for part in (extra[:half], extra[half:]):
                self.beside(part)
            return
        self._tally.tried += len(extra) - 1
        other = sorted(self._usual[1] ^ seen[1])[:4]
        what = f"{self._door.name} with {extra[0][0]}={extra[0][1]!r}: {other}"
        refused = (
            answer.status_code in REFUSED
        )  # a field that is known, and wrong: nothing comes of it
        self._tally.note(what, answer, accepted=seen != self._usual and not refused)

    def _outcome(self, extra: Mapping[str, Any]) -> tuple[Any, int, frozenset[Cell]]:
        with stories.undone():
            written = Written()
            answer = self._door.send(extra)
            cells = frozenset(_cells(written, self._columns))
        return answer, answer.status_code, cells

    def _calm(self, cells: frozenset[Cell]) -> frozenset[Cell]:
        return frozenset(cell for cell in cells if cell[:2] not in self._restless)


def _cells(written: Written, columns: Mapping[str, Sequence[str]]) -> Iterator[Cell]:
    """Yield every cell of the rows written just now, but for those of a moment or of chance."""
    for table in written.tables():
        names = columns.get(table, ())
        listed = ", ".join(f'"{name}"' for name in names)
        for row in written.rows(table, listed) if names else ():
            yield from (
                (table, name, json.dumps(cell, default=str, sort_keys=True))
                for name, cell in zip(names, row, strict=True)
            )


def _kept_columns() -> dict[str, Sequence[str]]:
    """Return what is looked at of each table: all but sessions, numbers, moments and echoes."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [list(EACH_TIME)])
        found = {table: names for table, names in cursor.fetchall() if names}
    found.pop("django_session", None)
    found["core_idempotencykey"].remove("response")  # the answer, which tells of the moment
    return found


def _columns() -> Iterator[tuple[str, Any]]:
    """Yield the name of every column of ours, each once, with a value of its kind."""
    found: dict[str, Any] = dict.fromkeys(BESIDE, "1")
    for model in apps.get_models():
        if model.__module__.split(".", 1)[0] in OURS:
            for field in model._meta.local_concrete_fields:
                for name in (field.name, field.attname):
                    found.setdefault(name, _value(field))
    return iter(sorted(found.items()))


def _value(field: Any) -> Any:
    if field.choices:
        return str(list(field.choices)[-1][0])
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, (models.DateField, models.DateTimeField)):
        return "2031-07-07"
    if isinstance(field, (models.IntegerField, models.DecimalField, models.ForeignKey)):
        return "1"
    return "3f0c8d5e-0000-4000-8000-000000000000" if "uuid" in field.name else "tertanam"


# What is typed at the doors of ``trust inputs``, as somebody would who means it.
TYPED: Mapping[str, str] = {
    "name": "Kain tenun", "description": "Ditenun tangan", "unit": "lembar", "code": "KT-1",
    "price_rupiah": "25000", "stock": "7", "weight_gram": "250", "tkdn_percent": "40",
    "rupiah_25": "9000", "freight_rupiah": "15000", "working_days": "3", "quantity": "2",
    "text": "Kapan dikirim?", "title": "Seragam", "delivery_address": "Jalan Contoh 2",
    "reason": "Sobek semua", "words": "Baik", "ceiling": "90000000", "account_code": "521211",
    "sub_activity": "Rapat", "rup_code": "55512345", "note": "Pagi", "share-name": "Untuk rapat",
    "min_quantity": "1", "max_quantity": "9", "lead_days": "2", "capacity_per_day": "5",
    "first": "2031-01-01", "last": "", "area-0": "Kupang", "wanted_on": "2031-01-01",
    "wanted_hour": "10", "nib": "1234000567899", "kbli_1": "13121", "kbli_2": "", "phone":
    "0812 0000 0077", "point": "", "address": "Jalan Tenun 9", "email": "siapa@toko.test",
    "totp": "", "item": "1", "q": "tenun",
}  # fmt: skip
ACCOUNT = {"name": "Ani Baru", "language": "id"}


def _doors() -> Iterator[Door]:
    """Yield the doors of ``trust inputs``, filled in, and those of accounts and steps."""
    world = factories.make_world()
    yield Door("account", world.ani, reverse("account"), ACCOUNT)
    for door in typed_doors(world):
        if door.name != "search":
            typed = {name: TYPED.get(name, "9") for name in door.typed}
            given, as_json = {**door.given, **typed}, door.name == "api"
            yield Door(door.name, door.person, door.address, given, as_json)
    new = {"name": "Nona", "email": "nona@toko.test", "password1": "gajah-lampu-kertas-sungai"}
    yield Door("sign-up", None, reverse("account_signup"), new)
    yield from _steps(world)


def _steps(world: Any) -> Iterator[Door]:
    submitted, issued = order_stories.submitted(world), order_stories.issued(world)
    sent = stories.shipped(world)
    reason = {"reason": "Kurang jelas"}
    steps: tuple[tuple[str, Any, Any, dict[str, Any]], ...] = (
        ("approve", world.budi, submitted, {}),
        ("return", world.budi, submitted, reason),
        ("reject", world.budi, submitted, reason),
        ("accept", world.citra, issued, {}),
        ("decline", world.citra, issued, reason),
        ("ship", world.citra, order_stories.accepted(world), {"courier": "JNE"}),
        ("receive", world.eka, sent, {f"line-{sent.lines.get().pk}": "1"}),
        ("sign", world.budi, stories.received(world), {}),
    )
    for key, person, order, given in steps:
        yield Door(key, person, stories.step_path(order, key), given)
        path = reverse("api_order-step", args=[order.public_id, key])
        yield Door(f"{key} by program", person, path, given, as_json=True)


@contextmanager
def generous_account() -> Iterator[None]:
    """Write what a form holds of an account beside what it asks: a saboteur."""
    honest = account_pages._save

    def careless(user: User, form: Any) -> Any:
        User.objects.filter(pk=user.pk).update(is_staff="is_staff" in form.data)
        return honest(user, form)

    with patch.object(account_pages, "_save", careless):
        yield
