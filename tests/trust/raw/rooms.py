"""Rows of the rooms of vendors for the attacks: help, targets, cooperatives and their members."""

from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from catalog.day_rules import Days
from catalog.models import Sku
from marketplace.core import clock
from marketplace.orders.models import PurchaseOrder
from tests.trust.cast import factories
from vendors import services
from vendors.application import Identity, Numbers
from vendors.services.papers import Printed


def furnish() -> None:
    """Let the shop of an order ask for help, its office keep a list, and a cooperative apply."""
    Sku.objects.filter(pk=Sku.objects.order_by("pk").values("pk")[:1]).update(max_quantity=1_000)
    order = PurchaseOrder.objects.filter(status="issued").earliest("pk")
    owner = order.vendor.memberships.get(role="owner", until=None).user
    world = SimpleNamespace(
        agency=order.agency, vendor=order.vendor, citra=owner, joko=order.vendor.approved_by
    )
    _people(world)
    _help(world)
    _targets(world)
    _cooperative()
    _members()
    _requests()
    _budget(order)
    _counter(world)
    world.product = order.lines.earliest("pk").sku.product
    world.etalase = world.product.etalase
    import_module("tests.catalog.importing.goods").staged_sheet(world)
    _kept(world, order.procurement_officer)
    _days(world, order)
    _freight(world, order)
    _addendum(world, order)
    _ratings()
    here = SimpleNamespace(**vars(world), ani=order.procurement_officer)
    import_module("tests.negotiation.staging").make_negotiations(here)
    import_module("tests.competition.staging").make_competitions(factories.make_world())
    _complaints()
    _checks()
    _couriers()
    _cart(world, order.procurement_officer)
    import_module("tests.orders.approvals").staged_rule(world)
    import_module("catalog.services").propose_price_rise(
        sku_id=world.product.skus.earliest("pk").pk,
        price_rupiah=world.product.skus.earliest("pk").price_rupiah * 2,
        reason="Bahan baku naik",
        actor=owner,
    )


def _people(world: Any) -> None:
    """An office invites to a role and takes one back; a region is to leave the programme."""
    office: Any = import_module("tests.appointments.office")
    programme: Any = import_module("marketplace.accounts.programme")
    ratna = office.hire_ratna(world)
    for email in ("nila@dinas.test", "tono@dinas.test"):
        made = office.invite(world, ratna, email)
    import_module("marketplace.appointments.inviting").withdraw(invitation_id=made.pk, actor=ratna)
    day = clock.today(world.agency.time_zone) + timedelta(days=2)
    step = programme.NewStep(factories.make_region(), "leaves", day, "Perwali", "1/2026", day)
    programme.enter_step(step, actor=factories.make_operator("Oki"), reason="Perjanjian berakhir")


def _ratings() -> None:
    """Both sides of an order rate each other; a reply is hidden."""
    import_module("tests.fulfilment.rating").staged_rating(factories.make_world())


def _complaints() -> None:
    """A complaint with a photo, answered, not agreed to, and closed by a count."""
    import_module("tests.fulfilment.complaining").staged_complaint(factories.make_world())


def _checks() -> None:
    """An operator enters a point to look at."""
    new = {
        "code": "segel",
        "category": None,
        "words": "Segel utuh",
        "valid_from": clock.today("Asia/Jakarta"),
    }
    import_module("marketplace.fulfilment.services.checklist").enter_check_point(
        new, actor=factories.make_operator(), reason="Segel sering lepas"
    )


def _couriers() -> None:
    """A courier says that it brought the goods of an order."""
    import_module("tests.fulfilment.carried").staged_word(factories.make_world())


def _freight(world: SimpleNamespace, order: PurchaseOrder) -> None:
    """The office asks for freight; once it is told, once refused, and once it waits."""
    stories: Any = import_module("tests.stories")
    here = SimpleNamespace(**vars(world), ani=order.procurement_officer)
    items = [stories.order_item(world.product, 2)]
    stories.named(here, 50_000, world.vendor, items)
    refused = stories.asked(here, items)
    orders: Any = import_module("marketplace.orders.services")
    orders.refuse_freight(quote_id=refused.pk, reason="Tidak ada kapal", actor=world.citra)
    stories.asked(here, items)


def _addendum(world: SimpleNamespace, order: PurchaseOrder) -> None:
    """The shop proposed another delivery day, and the PPK agreed."""
    services: Any = import_module("marketplace.orders.services")
    due_on = PurchaseOrder.objects.values_list("due_on", flat=True).get(pk=order.pk)
    assert due_on is not None
    day = timedelta(days=1)
    services.propose_day(
        order_id=order.pk,
        deliver_by=due_on + day if (due_on + day).year == due_on.year else due_on - day,
        reason="Kapal tertunda",
        actor=world.citra,
    )
    services.agree_day(order_id=order.pk, seen=1, actor=order.commitment_officer)


def _cart(world: SimpleNamespace, officer: Any) -> None:
    """A colleague's goods lie in the officer's cart, and others were taken out of it."""
    services: Any = import_module("marketplace.sourcing.sharing")
    lines: Any = import_module("marketplace.sourcing.lines")
    goods = factories.make_product(world.vendor, world.etalase)
    here = SimpleNamespace(**{**vars(world), "product": goods}, ani=officer)
    shared = import_module("tests.sourcing.staging").hand_over(here)
    services.take(actor=officer, shared_id=shared.pk)
    items: Any = import_module("marketplace.sourcing.models").CartItem
    item = items.objects.filter(cart__owner=shared.sent_by).earliest("pk")
    lines.take_out(actor=shared.sent_by, item_id=item.pk)


def _days(world: SimpleNamespace, order: PurchaseOrder) -> None:
    """Chairs of the shop are booked for today, and it is closed tomorrow."""
    product = factories.make_product(world.vendor, world.etalase, price_rupiah=20_000)
    people = {"ani": order.procurement_officer, "budi": order.commitment_officer}
    plan = {"package": order.plan_package, "account_code": order.account_code}
    goods = {"product": product, "sku": factories.sku_of(product)}
    shop = SimpleNamespace(**{**vars(world), **people, **plan, **goods})
    staging: Any = import_module("tests.days")
    staging.rent_chairs(shop)
    today = clock.today(world.agency.time_zone)
    staging.book(shop, 3, Days(today, today))
    import_module("catalog.services").close_days(
        vendor_id=world.vendor.pk, first=today + timedelta(days=1), actor=world.citra
    )


def _budget(order: PurchaseOrder) -> None:
    """The treasurer looks at a sheet of the budget."""
    treasurer = order.agency.memberships.filter(role="treasurer").earliest("pk").user
    staging: Any = import_module("tests.budget.staging")
    staging.make_budget(
        SimpleNamespace(agency=order.agency, package=order.plan_package, gita=treasurer)
    )


def _kept(world: SimpleNamespace, officer: Any) -> None:
    """The officer stores a comparison, keeps a list and a search."""
    shop = factories.make_vendor(approved_by=world.joko, region=world.vendor.region)
    etalase = factories.make_etalase(world.agency.tenant)
    sku = factories.sku_of(factories.make_product(shop, etalase))
    kept = SimpleNamespace(**{**vars(world), "etalase": etalase}, ani=officer, sku=sku)
    import_module("tests.shortlists.staging").make_shortlists(kept)


def _counter(world: SimpleNamespace) -> None:
    """Somebody is served at a counter: a code that is made, and a sheet that is signed."""
    staging: Any = import_module("tests.vendors.counter.staging")
    staging.sign_at_a_counter(world.agency.tenant, world.vendor.region)


def _targets(world: SimpleNamespace) -> None:
    """Take in a sheet of one business; its kecamatan is in this market already."""
    pipeline: Any = import_module("vendors.pipeline.services")
    staging = import_module("tests.vendors.pipeline.targets")
    made = pipeline.make_list(
        name="UMKM naik kelas", year=2026, agency_id=world.agency.pk, actor=world.joko
    )
    staging.take_in(made, staging.xlsx([staging.row(1)]), world.joko)


def _help(world: SimpleNamespace) -> None:
    support: Any = import_module("vendors.support.services")
    made = import_module("tests.vendors.support.staging").make_help(world)
    support.sign_up(training_id=made["training"].pk, vendor_id=world.vendor.pk, actor=world.citra)
    question = import_module("tests.vendors.support.conftest").question(
        world.agency.tenant, vendor_id=world.vendor.pk, step_kind="application", step_ref="usaha"
    )
    support.open_ticket(question=question, actor=world.citra)


def _requests() -> None:
    """Somebody asks to be erased and is refused: the verdict stays."""
    privacy: Any = import_module("marketplace.privacy.services")
    people: Any = import_module("marketplace.privacy.people")
    rina = factories.make_user("Rina")
    asked = privacy.ask("erase", people.known(account_id=rina.pk), actor=rina)
    privacy.refuse(request_id=asked.pk, actor=factories.make_operator("Olga"), answer="Bawa KTP.")


def _cooperative() -> None:
    owner = factories.make_user("Koperasi Maju")
    identity = Identity(name="Koperasi Maju Bersama", legal_form="cooperative")
    vendor = services.begin_application(identity=identity, actor=owner)
    numbers = Numbers(
        nib="1234000567993", npwp="0013121660098000", cooperative_number="3374010010001234"
    )
    services.save_numbers(vendor_id=vendor.pk, numbers=numbers, actor=owner)
    services.attach_document(
        vendor_id=vendor.pk,
        kind="cooperative_certificate",
        upload=factories.make_photo("badan-hukum.png"),
        printed=Printed("AHU-001.AH.01.26", "Kementerian Hukum", date(2024, 3, 1)),
        actor=owner,
    )


def _members() -> None:
    """A member whose goods were sold, paid for and handed on, in a market of its own."""
    cooperatives: Any = import_module("tests.cooperatives")
    cooperatives.sold_for_a_member(factories.make_world())
