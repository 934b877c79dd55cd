"""A database of each release migrates to the present code and keeps its rows and its promises."""

import shutil
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from marketplace.accounts.models import Role, User
from marketplace.notices import models as notices
from marketplace.orders.models import PurchaseOrder
from tests.bench import database
from tests.clients import signed_in
from tests.releases import rows

PAGES = {
    Role.PROCUREMENT_OFFICER: ("tasks", "orders", "cart", "inbox"),
    Role.COMMITMENT_OFFICER: ("tasks", "orders", "finance", "documents"),
    Role.ACTIVITY_OFFICER: ("tasks", "orders"),
    Role.CARD_HOLDER: ("tasks", "finance", "cards"),
    Role.INTERNAL_AUDITOR: ("cockpit", "orders", "finance"),
    Role.VENDOR_VERIFIER: ("tasks", "vendor_queue"),
    Role.CATALOGUE_MANAGER: ("tasks", "catalogue_queue"),
}
OF_A_VENDOR = ("tasks", "orders", "vendor_home", "vendor_products", "vendor_money")


def test_nothing_is_lost_or_broken(forwarded):
    assert forwarded.complaints() == []


# ---- its people find their pages


def refused(person, paths):
    """Those of the addresses that do not answer with a page.

    As if everybody had set up the second step, which a release before it did not ask for.
    """
    client = signed_in(person)
    with override_settings(SECOND_STEP_EXEMPT_DOMAIN="@example.test"):
        answers = {path: client.get(path).status_code for path in paths}
    return {path: status for path, status in answers.items() if status != 200}


def test_everybody_finds_their_pages(forwarded):
    visitor = Client()
    assert visitor.get(reverse("home")).status_code == 200
    for role, names in PAGES.items():
        person = User.objects.filter(memberships__role=role).earliest("pk")
        assert refused(person, map(reverse, names)) == {}, role
    order = PurchaseOrder.objects.earliest("pk")
    owner = order.vendor.memberships.get(role="owner", until=None).user
    assert refused(owner, map(reverse, OF_A_VENDOR)) == {}


def test_every_order_can_be_read_by_its_buyer(forwarded):
    for order in PurchaseOrder.objects.select_related("created_by"):
        page = reverse("order_detail", args=[order.public_id])
        assert refused(order.created_by, [page]) == {}, order


# ---- saboteurs: each damage is found


def as_owner(*statements):
    with closing(psycopg2.connect(database.owner_address())) as session, session:
        for statement in statements:
            session.cursor().execute(statement)


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        ("payments_ledgeraccount", "balance_rupiah = balance_rupiah + 1", "I-11"),
        ("core_auditevent", "action = 'forged'", "I-21"),
        (
            "vendors_vendor",
            "nik = 'no token', nik_index = 'none'",
            "vendors.Vendor cannot read its rows",
        ),
    ],
)
def test_a_planted_row_is_found(copy, table, change, words):
    off, on = (f"ALTER TABLE {table} {word} TRIGGER USER" for word in ("DISABLE", "ENABLE"))
    as_owner(off, f"UPDATE {table} SET {change}", on)  # noqa: S608 - the rows above
    found = copy.complaints()
    assert any(sentence.startswith(words) for sentence in found), found


def test_a_guard_that_stays_off_is_found(copy):
    as_owner(
        "ALTER TABLE core_auditevent DISABLE TRIGGER audit_delete",
        "ALTER TABLE notices_message ADD CONSTRAINT later CHECK (true) NOT VALID",
    )
    found = copy.complaints()
    assert "audit_delete of core_auditevent is switched off." in found
    assert "later of notices_message is not validated." in found


@pytest.fixture
def planted(copy, settings, tmp_path, monkeypatch):
    """Return a function that adds a migration to the room of notices and migrates."""
    folder = tmp_path / f"of_{tmp_path.name}"  # a name of its own: modules stay in memory
    shipped = Path(notices.__file__).parent / "migrations"
    shutil.copytree(shipped, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"notices": folder.name}
    last = max(path.stem for path in shipped.glob("[0-9]*.py"))

    def plant(sql, more=""):
        (folder / "9999_planted.py").write_text(
            "from django.db import migrations\n"
            f"{more}\n"
            "class Migration(migrations.Migration):\n"
            f"    dependencies = [('notices', '{last}')]\n"
            f"    operations = [migrations.RunSQL({sql!r})]\n",
            encoding="utf-8",
        )
        database.prepare()

    return plant


def test_a_migration_that_loses_rows_is_found(copy, planted):
    planted("DELETE FROM notices_message")
    [words] = copy.complaints()
    assert words.startswith(f"notices_message had 1 rows in {copy.release.name} and has 0.")


def test_a_migration_that_means_it_says_so(copy, planted):
    planted("DELETE FROM notices_message", "TAKES_ROWS_OF = ('notices_message',)")
    assert copy.complaints() == []


# ---- rows go out and in again


def taken():
    with connection.cursor() as cursor:
        return rows.take(cursor)


def put_back(text):
    with closing(psycopg2.connect(database.owner_address())) as session:
        rows.put_back(session, text)


def test_rows_come_back_as_they_were(copy):
    whole = taken()
    put_back(whole)
    assert taken() == whole


def test_a_row_whose_target_is_missing_is_refused(copy):
    whole = taken()
    [tenants] = [
        lines for command, lines in rows.statements(whole) if "COPY accounts_tenant " in command
    ]
    with pytest.raises(psycopg2.errors.ForeignKeyViolation):
        put_back(whole.replace(tenants, ""))
    assert taken() == whole
