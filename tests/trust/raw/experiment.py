"""`manage.py trust raw`: no money and no evidence can be rewritten with a database prompt.

A market with rows in (almost) every table; every table listed with what the application's role may
do to it; every money and evidence column attacked in every row; then the table of forgeries.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import psycopg2  # type: ignore[import-untyped]
from django.conf import settings
from django.db import connections

from config.management.commands.grant_app_role import role_of
from tests.bench import database
from tests.bench.registry import TRUST
from tests.bench.run import Run
from tests.trust.attacks import REFUSALS
from tests.trust.raw import catalogue, tries
from vendors.models import VendorMembership

TOLD_AT_MOST = 12
# What the market does not do and a use-case may: written once by the application itself.
FIRST_WRITES = (
    "UPDATE payments_payout SET retry_at = now() WHERE id = (SELECT min(id) FROM payments_payout)",
    "UPDATE fulfilment_handover SET withdrawn_at = now() WHERE id = (SELECT max(id) FROM"
    " fulfilment_handover WHERE num_nonnulls(buyer_signed_at, vendor_signed_at, withdrawn_at) = 0)",
    "UPDATE payments_bankinstruction SET trouble_at = now() WHERE status = 'intended'",
)
SABOTEURS = {
    "a paper that may be rewritten": (
        "DROP TRIGGER paper_frozen ON documents_issueddocument",
        "GRANT UPDATE ON documents_issueddocument TO {app}",
    ),
    "a right handed back": (
        "DROP TRIGGER answer_frozen ON payments_bankanswer",
        "GRANT DELETE ON payments_bankanswer TO {app}",
    ),
    "a new column of money that nobody guards": (
        "ALTER TABLE payments_payout ADD COLUMN bonus_rupiah bigint NOT NULL DEFAULT 7",
    ),
    "a series that goes back": ("DROP TRIGGER series_goes_forward ON core_numberseries",),
    "a line void at will": ("DROP TRIGGER settlement_line_void ON payments_settlementline",),
}  # fmt: skip


@contextmanager
def session() -> Iterator[Any]:
    """The application's own session on the database in use."""
    opened = psycopg2.connect(database.address())
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def market() -> Iterator[None]:
    """Work on a copy of the database in which the market of the releases lives."""
    with database.clone("market"):
        import_module("tests.releases.market").build()
        _invite()
        _license()
        import_module("tests.trust.raw.rooms").furnish()
        connections.close_all()
        with session() as opened, opened, opened.cursor() as cursor:
            for statement in FIRST_WRITES:
                cursor.execute(statement)
        yield


def _invite() -> None:
    """Invite to a shop twice, and take one back: what waits may change, what is decided may not."""
    services: Any = import_module("vendors.services")
    held = VendorMembership.objects.filter(role="owner", until=None, vendor__status="approved")
    owner = held.select_related("user").earliest("pk")
    for _turn in range(2):
        made, _code = services.invite_on_paper(
            vendor_id=owner.vendor_id, role="staff", actor=owner.user
        )
    services.revoke_invitation(invitation_id=made.pk, actor=owner.user)


def _license() -> None:
    """Give a shop a certificate that counts and one that waits, named on one of its listings."""
    licences: Any = import_module("tests.licences")
    models: Any = import_module("catalog.models")
    product = models.Product.objects.filter(vendor__status="approved").earliest("pk")
    licences.make_licence(product.vendor, "halal", status="waiting")
    licence = licences.make_licence(product.vendor, "tkdn")
    product.licence_links.create(licence=licence, vendor=product.vendor)
    licence.reminders.create(days=90, told_at=licence.decided_at)
    noticed = import_module("catalog.licence_models").HalalNotice.objects
    noticed.create(
        vendor=product.vendor,
        binds_on=licence.issued_on,
        days=90,
        told_at=licence.decided_at,
    )


def columns() -> list[catalogue.Column]:
    """Return the columns of the database in use with the application's rights."""
    with session() as opened, opened.cursor() as cursor:
        return catalogue.columns(cursor, role_of(settings.DATABASE_URL))


def attacked() -> tries.Outcome:
    """Attack the database in use; nothing stays of it."""
    with session() as opened:
        return tries.attack(opened, columns())


def forgeries() -> tuple[int, list[str]]:
    """Try the table of forgeries as both roles; return how many, and what got in."""
    with import_module("tests.trust.scene").scene_on_a_copy() as scene:
        wrong = [
            f"{attack} as {role}"
            for role, attack, expected in REFUSALS
            if scene.attack(role, attack.sql) != expected
        ]
        if scene.fingerprint() != scene.untouched:
            wrong.append("rows changed")
        return len(REFUSALS), wrong


def raw(run: Run) -> None:
    """List every table with the rights to it, then attack."""
    with market():
        found = columns()
        for line in catalogue.listing(found):
            run.say(f"  {line}")
        outcome = attacked()
    tried, wrong = forgeries()
    for fault in (*outcome.holes[:TOLD_AT_MOST], *wrong[:TOLD_AT_MOST]):
        run.say(f"  got in: {fault}")
    for name in (*outcome.not_attacked, *outcome.needless):
        run.say(f"  no row to attack, or an exception nobody needs: {name}")
    run.measure("tables listed", len({column.table for column in found}))
    run.measure("money columns attacked", sum(column.kind == "money" for column in found))
    run.measure("evidence columns attacked", sum(column.kind == "evidence" for column in found))
    run.measure("rewrites and removals tried", outcome.tried)
    run.measure("rewrites and removals accepted", len(outcome.holes))
    run.measure("guarded columns without a row", len(outcome.not_attacked))
    run.measure("exceptions without need", len(outcome.needless))
    run.measure("forgeries tried", tried)
    run.measure("forgeries not refused as expected", len(wrong))


def broken_raw(run: Run) -> None:
    """Take a guard away in a copy: something must get in."""
    app = role_of(settings.DATABASE_URL)
    with market():
        for name, statements in SABOTEURS.items():
            with database.clone("sabotage"):
                database.run_as_owner(*(words.format(app=app) for words in statements))
                run.caught(name, noticed=bool(attacked().holes))


TRUST.add(
    "raw",
    raw,
    help="what the application's role may do to each table; money and evidence attacked by SQL",
    sabotage=broken_raw,
)
