"""The demo goes through the use-cases: complete, clean, once, and recognised when cut short."""

import json
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings

from catalog.models import Product, ProductStatus
from catalog.showcases.queries import by_province
from marketplace.accounts.models import Region, User
from marketplace.budget.models import AccountCode
from marketplace.core import audit, clock
from marketplace.core.invariants import examine
from marketplace.demo import tenants
from marketplace.demo.load import load, state, world
from marketplace.demo.load.bank import record_file
from marketplace.demo.plan.final_moments import COUNTS
from marketplace.demo.plan.year import plan_year
from marketplace.notices.models import Notice
from marketplace.orders.models import PurchaseOrder
from marketplace.sourcing.models import CartItem
from payments.models import CardPayment, Payout
from tests import factories
from vendors.models import Vendor


def say(_line):
    """Progress nobody reads."""


@pytest.fixture(autouse=True)
def _own_books(monkeypatch, settings):
    monkeypatch.delenv("SIM_RECORD_FILE", raising=False)
    settings.BANK_BASE_URL = ""


@pytest.fixture
def interrupted(committed_db):
    """What a load that was killed early on leaves behind."""
    plan = plan_year(clock.now())
    with transaction.atomic():
        built = world.build(plan.now, plan.packages)
        state.mark(state.LOADING, built.users[tenants.ADMIN_EMAIL])


def entries(kind):
    """The bank's own entries of a kind."""
    rows = map(json.loads, record_file().read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["kind"] == kind]


def get(email, path):
    """The status of a page for one of the demo's people, where `up` runs it: by password alone."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    with override_settings(SECOND_STEP_EXEMPT_DOMAIN="@demo.test"):
        return client.get(path).status_code


def test_a_year_is_complete_and_clean(committed_db):
    load(say)
    expected = Counter(COUNTS)
    expected.pop("draft")  # an order is a draft only while it is placed; these lie in a cart
    assert Counter(PurchaseOrder.objects.values_list("status", flat=True)) == expected
    assert Product.objects.filter(status=ProductStatus.PUBLISHED).count() >= 450
    assert set(Vendor.objects.values_list("status", flat=True)) >= {
        "draft", "submitted", "returned", "approved", "suspended", "rejected",
    }  # fmt: skip
    assert CartItem.objects.exists()

    now = clock.now()
    newest = PurchaseOrder.objects.latest("status_at").status_at
    assert now - timedelta(days=2) < newest < now
    assert PurchaseOrder.objects.earliest("created_at").created_at > now - timedelta(days=366)
    grown = {(o.created_at.year, o.created_at.month) for o in PurchaseOrder.objects.all()}
    assert len(grown) >= 12

    captured = CardPayment.objects.filter(instruction__status="succeeded").select_related(
        "instruction"
    )
    charged = {row["key"]: row["amount_rupiah"] for row in entries("charge")}
    assert charged == {str(p.instruction.idempotency_key): p.amount_rupiah for p in captured}
    transfers = Payout.objects.filter(instruction__status="succeeded").select_related("instruction")
    paid = {str(p.instruction.idempotency_key): p.amount_rupiah for p in transfers}
    assert {row["key"]: row["amount_rupiah"] for row in entries("payout")} == paid
    assert (len(entries("decline")), len(entries("payout_refused"))) == (1, 3)

    inbox = Notice.objects.filter(channel="inbox")
    assert not Notice.objects.filter(channel="email", sent_at=None).exists()
    assert 0 < inbox.filter(read_at=None).count() < inbox.count() // 4
    assert [found.code for found, violations in examine() if violations] == []
    opened = {place.region.code: place.number for place in by_province()}
    assert opened["35"] == 93
    assert audit.verify().broken_at is None

    for email, path in (
        ("pp.ntt@demo.test", "/tugas/"),
        ("ppk.jatim@demo.test", "/pesanan/"),
        ("mikro@demo.test", "/tugas/"),
        ("apip.banten@demo.test", "/pesanan/"),
        ("verifikator.mojokerto@demo.test", "/verifikasi/"),
    ):
        assert get(email, path) == 200, (email, path)

    said = []
    load(said.append)
    assert said == ["The demo is loaded already."]
    assert PurchaseOrder.objects.count() == expected.total()


def test_an_interrupted_load_is_recognised_and_not_continued(interrupted):
    assert state.of_database() == state.Load.INTERRUPTED
    with pytest.raises(CommandError, match="--reset"):
        call_command("demo", stdout=StringIO())
    assert not PurchaseOrder.objects.exists()


def test_emptying_leaves_a_fresh_database_with_its_reference_data(interrupted):
    record_file().parent.mkdir(parents=True)
    record_file().write_text("{}\n", encoding="utf-8")
    state.require_resettable()
    state.empty()
    assert state.of_database() == state.Load.EMPTY
    assert not User.objects.exists()
    assert Region.objects.filter(level="regency").count() == 514
    assert AccountCode.objects.count() == 66
    assert not record_file().exists()


def test_the_demo_is_not_mixed_into_the_data_of_others(world):
    assert state.of_database() == state.Load.FOREIGN
    with pytest.raises(CommandError, match="data of its own"):
        call_command("demo", stdout=StringIO())
    with pytest.raises(state.DemoError, match="not emptied"):
        state.require_resettable()


def test_production_takes_no_demo(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("demo", stdout=StringIO())
    with pytest.raises(state.DemoError, match="never emptied"):
        state.require_resettable()


def test_a_real_bank_is_never_asked(db, settings):
    settings.BANK_IS_SIMULATOR = False
    with pytest.raises(CommandError, match="real bank"):
        call_command("demo", stdout=StringIO())


def test_an_operator_alone_leaves_the_database_empty(db):
    factories.make_user("Operator", is_superuser=True)
    assert state.of_database() == state.Load.EMPTY


def test_logins_are_listed_for_programs_and_for_people():
    out = StringIO()
    call_command("demo", "--logins", "--json", stdout=out)
    people = {login["email"]: login for login in json.loads(out.getvalue())}
    officer = people["pp.ntt@demo.test"]
    assert officer["password"] == tenants.PASSWORD
    assert officer["roles"] == ["procurement_officer"]
    assert officer["agency"] == tenants.TENANTS[0].agencies[0].name
    assert officer["totp_secret"] is None
    assert people["admin@demo.test"]["roles"] == ["superuser"]
    words = (*tenants.AGENCY_ROLES, *tenants.TENANT_ROLES)
    fixed = {f"{word}.{tenant.slug}@demo.test" for word in words for tenant in tenants.TENANTS}
    fixed |= {f"{shop}@demo.test" for shop in ("mikro", "kecil", "menengah", "koperasi")}
    assert fixed | {"admin@demo.test"} == {e for e, login in people.items() if login["fixed"]}
    table = StringIO()
    call_command("demo", "--logins", stdout=table)
    assert "apip.jatim@demo.test" in table.getvalue()
