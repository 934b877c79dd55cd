"""A market in which something waits in every room: each state of an order, each thing of a shop."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from catalog import services as catalogue
from catalog.models import ProductStatus
from marketplace.accounts.models import RegionLevel, Role
from marketplace.core import clock, outbox
from marketplace.documents import services as documents
from marketplace.fulfilment.models import Claim
from marketplace.fulfilment.services import (
    agree_to_answer,
    answer_complaint,
    disagree_with_answer,
    dispute_order,
    escalate_complaint,
    receive_order,
    ship_order,
    sign_handover,
)
from marketplace.orders import delivery_day
from marketplace.orders import services as orders
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.services import accept_order
from marketplace.sourcing.services import add_to_cart
from payments.gateway import Outcome
from payments.models import Payout
from payments.services import request_payment, settlement
from tests.trust.cast import factories, order_stories, stories
from vendors import services as vendors
from vendors.models import VendorRole
from vendors.pipeline import services as pipeline
from vendors.sanctions import services as sanctions

applications: Any = import_module("tests.vendors.conftest")
targets: Any = import_module("tests.vendors.pipeline.targets")
goods: Any = import_module("tests.catalog.importing.goods")
money: Any = import_module("tests.payments.money_steps")


def furnish() -> SimpleNamespace:
    """Return the cast, everybody of the permission table by name, in a market full of things."""
    world = factories.make_world()
    factories.hire(world)
    people = import_module("tests.others").make_others(world.agency.tenant, world.agency)
    people["beginner"] = factories.make_user("Maria")
    cooperative: Any = import_module("tests.cooperatives")
    things = cooperative.staged_cooperative(world)
    things |= {"order": order_stories.issued(world), "claim": stories.claimed(world)}
    things["split"] = cooperative.staged_split(world)
    things["member_payment"] = cooperative.staged_payment(things["split"])
    _listings(world)
    orders_in_each_state(world)
    _delivery_days(world)
    things["instruction"] = _money(world)
    _shops(world, people["beginner"])
    people |= _twofold(world)
    _carts(world)
    things["change"] = vendors.ask_change(
        vendor_id=world.vendor.pk, kind="phone", asked="0800 0000 0077", actor=world.citra
    )
    things["sanction"] = _sanctions(world)
    _invitations(world)
    import_module("tests.appointments.office").invite(world, people["sekar"])
    things |= _targets(world)
    tenant = world.agency.tenant
    proposals: Any = import_module("tests.catalog.proposals")
    things |= {"showcase": proposals.studied(world.kartika, tenant), "province": tenant.region}
    things |= import_module("tests.vendors.support.staging").make_help(world)
    things |= import_module("tests.shortlists.staging").make_shortlists(world)
    things |= import_module("tests.budget.staging").make_budget(world)
    counter: Any = import_module("tests.vendors.counter.staging")
    things |= counter.make_counter(world.agency.tenant, people["lokita"])
    things["licence"] = import_module("tests.licences").make_licence(world.vendor)
    import_module("tests.vendors.support.conftest").hand_in(world.vendor, world.citra)
    things |= import_module("tests.negotiation.staging").make_negotiations(world)
    things |= import_module("tests.competition.staging").make_competitions(world)
    things["shared"] = import_module("tests.sourcing.staging").hand_over(world)
    while outbox.relay():
        pass
    things["paper"] = documents.of(things["order"]).get()
    things["goods_sheet"] = goods.staged_sheet(world)
    things["question"] = import_module("tests.catalog.asking").asked(world)
    rating: Any = import_module("tests.fulfilment.rating")
    things["rating"] = rating.staged_rating(world)
    rating.rated(world)  # nobody has replied yet
    things["synonym"] = import_module("catalog.synonym_models").SearchSynonym.objects.earliest("pk")
    things["notice"] = world.ani.notices.first()
    things["approval_rule"] = import_module("tests.orders.approvals").staged_rule(
        world, people["sekar"]
    )
    things["seat"] = world.eka.memberships.get()
    things["file"] = world.vendor.documents.get().file
    return SimpleNamespace(**vars(world), **people, **things)


def _sanctions(world: Any) -> Any:
    """A warning to read, a blacklist to answer, a suspension that somebody asks to lift."""
    case = sanctions.Case("not_delivered", "Dua pesanan terlambat.")
    asked = {"vendor_id": world.vendor.pk, "actor": world.joko}
    warning = sanctions.give_warning(case=case, **asked)
    proof = sanctions.Case("imported", "Label impor.", (factories.make_photo("bukti.png"),))
    sanctions.propose_blacklist(case=proof, **asked)
    other = factories.make_vendor(approved_by=world.joko, region=world.vendor.region)
    stopped = factories.suspend(other, by=world.joko)
    sanctions.ask_lift(sanction_id=stopped.pk, words="Sudah jelas", actor=world.joko)
    return warning


def _invitations(world: Any) -> None:
    """Somebody invited by letter, and a code on paper."""
    asked = {"vendor_id": world.vendor.pk, "actor": world.citra}
    vendors.invite_by_mail(email="nina@toko.test", role=VendorRole.STAFF, **asked)
    vendors.invite_on_paper(role=VendorRole.FINANCE, **asked)


def _targets(world: Any) -> dict[str, Any]:
    """A list with a business that is invited, and a sheet that somebody looks at."""
    made, _sheet = targets.staged_targets(world)
    rows = [targets.row(2, email="dua@toko.test"), targets.row(3)]
    targets.take_in(made, targets.xlsx(rows), world.joko)
    pipeline.invite_by_mail(list_id=made.pk, actor=world.joko)
    looked_at = targets.xlsx([targets.row(4), targets.row(5, nib="12")])
    sheet = pipeline.send_sheet(list_id=made.pk, upload=looked_at, actor=world.joko)
    return {"targets": made, "target": made.targets.get(name="Tenun Sasaran 2"), "sheet": sheet}


def _twofold(world: Any) -> dict[str, Any]:
    """Whoever has two shops, and whoever orders for two agencies: they choose between them."""
    ratna = factories.make_user("Ratna")
    for _ in range(2):
        factories.make_vendor(ratna, approved_by=world.joko, region=world.vendor.region)
    oscar = factories.make_officer("Oscar", Role.PROCUREMENT_OFFICER, world.agency)
    other = world.dedi.memberships.get().agency
    factories.give_role(oscar, Role.PROCUREMENT_OFFICER, other)
    return {"ratna": ratna, "oscar": oscar}


def _carts(world: Any) -> None:
    """Goods to order, and goods whose price has changed since."""
    dearer = factories.make_product(world.vendor, world.etalase)
    for person, product in ((world.ani, world.product), (world.dedi, dearer)):
        agency = person.memberships.get().agency_id
        sku = factories.sku_of(product)
        add_to_cart(actor=person, agency_id=agency, sku_id=sku.pk, quantity=3)
    factories.make_price(factories.sku_of(dearer), 1_100_000)
    _days(world)


def _days(world: Any) -> None:
    """Meals that wait in a cart for their day, and a day on which their shop is closed."""
    sku = factories.sku_of(factories.make_product(world.vendor, world.etalase))
    catalogue.set_variant_terms(
        sku_id=sku.pk,
        terms={
            "min_quantity": 1,
            "max_quantity": None,
            "lead_days": 0,
            "capacity_per_day": 50,
            "dating": "day",
        },
        tiers=(),
        actor=world.citra,
    )
    agency = world.ani.memberships.get().agency_id
    add_to_cart(actor=world.ani, agency_id=agency, sku_id=sku.pk, quantity=3)
    today = clock.today(world.vendor.time_zone)
    catalogue.close_days(vendor_id=world.vendor.pk, first=today, actor=world.citra)


def _listings(world: Any) -> None:
    """Goods that wait for the catalogue manager, were returned, were never handed in."""
    for status in (ProductStatus.SUBMITTED, ProductStatus.RETURNED, ProductStatus.DRAFT):
        factories.make_product(world.vendor, world.etalase, status=status, published_at=None)
    several = factories.make_product(world.vendor, world.etalase, label="Nila")
    catalogue.add_variant(
        product_id=several.pk,
        actor=world.citra,
        first_label="Nila",
        label="Soga",
        unit="lembar",
        price_rupiah=900_000,
        stock=5,
    )
    paper = factories.keep_upload(factories.make_photo(), kind="vendor_document", owner=world.citra)
    world.vendor.documents.create(kind="nib", file=paper, uploaded_at=clock.now())


def _delivery_days(world: SimpleNamespace) -> None:
    """Each side proposes another delivery day for an order."""
    awaited = PurchaseOrder.objects.filter(vendor=world.vendor, status__in=delivery_day.AWAITED)
    for person, order in zip((world.ani, world.citra), awaited.order_by("-pk"), strict=False):
        orders.propose_day(
            order_id=order.pk,
            deliver_by=clock.today(world.agency.time_zone),
            reason="Kapal tertunda",
            actor=person,
        )


def orders_in_each_state(world: Any) -> None:
    """An order in each state that people bring about, one of them in parts."""
    order_stories.submitted(world)
    order_stories.returned(world)
    stories.passing_the_cap(world)
    rival = factories.make_officer("Bagus", Role.COMMITMENT_OFFICER, world.agency)
    stories.passing_the_cap(world, commitment_officer_id=rival.pk)
    order_stories.issued(world)
    order_stories.accepted(world)
    orders.decline_order(order_id=order_stories.issued(world).pk, reason="Habis", actor=world.citra)
    orders.expire_order(order_id=order_stories.issued(world).pk)
    orders.reject_order(
        order_id=order_stories.submitted(world).pk, reason="Ganda", actor=world.budi
    )
    orders.stop_order(
        order_id=order_stories.accepted(world).pk, reason="Tidak perlu lagi", actor=world.budi
    )
    stories.shipped(world)
    stories.received(world)
    _complaints(world)
    _in_parts(world)


def _complaints(world: Any) -> None:
    """A complaint at each of its turns, and one after which the goods went back."""
    words = {"reason": "Diganti hari Senin"}
    turns: list[Any] = [
        lambda pk: answer_complaint(order_id=pk, remedy="replace", actor=world.citra, **words),
        lambda pk: disagree_with_answer(order_id=pk, actor=world.budi, **words),
        lambda pk: escalate_complaint(order_id=pk, actor=world.budi, **words),
    ]
    for many in range(len(turns) + 1):
        order = stories.shipped(world, 1)
        dispute_order(order_id=order.pk, reason="Sobek", actor=world.eka)
        for turn in turns[:many]:
            turn(order.pk)
    order = stories.shipped(world, 1)
    dispute_order(order_id=order.pk, reason="Sobek", actor=world.eka)
    answer_complaint(order_id=order.pk, remedy="return_vendor", actor=world.citra, **words)
    agree_to_answer(order_id=order.pk, actor=world.budi)


def _in_parts(world: Any) -> None:
    """Four ordered, three sent, one counted; of one order it is signed too, and can be paid."""
    for signed in (False, True):
        order = accept_order(order_id=stories.issued(world, 4).pk, actor=world.citra)
        line = order.lines.get().pk
        ship_order(order_id=order.pk, courier="JNE", quantities={line: 3}, actor=world.citra)
        receive_order(order_id=order.pk, accepted={line: 1}, actor=world.eka)
        for person in (world.budi, world.citra) if signed else ():
            sign_handover(order_id=order.pk, actor=person)


def _money(world: Any) -> Any:
    """Claims unpaid, asked, paid, settled; a refused payout; a charge that waits for a person."""
    card = stories.card_of(world)
    stories.claimed(world)
    paid = [_charged(world, card, quantity) for quantity in (1, 2)]
    for number, payment in enumerate(paid):
        money.told(payment, bank_reference=f"C{number}")
        settlement.open_batch()
        payout = Payout.objects.latest("pk")
        if number:
            money.told(payout, outcome=Outcome.DECLINED, reason="Account closed")
        else:
            money.told(payout, bank_reference="T1")
    money.told(_charged(world, card, 3), bank_reference="C9")
    parked = _charged(world, card, 1)
    money.told(parked, money.word(parked.amount_rupiah + 1, bank_reference="C8"))
    _charged(world, card, 1)
    return parked.instruction


def _charged(world: Any, card: Any, quantity: int) -> Any:
    claim: Claim = stories.claimed(world, quantity)
    return request_payment(claim_id=claim.pk, card_id=card.pk, actor=world.fajar)


def _shops(world: Any, beginner: Any) -> None:
    """Applications begun, handed in, returned, rejected; a shop suspended."""
    district = factories.make_region(
        "Nita",
        RegionLevel.DISTRICT,
        parent=factories.make_region("Sikka", parent=world.agency.tenant.region),
    )
    applications.fill_in(beginner, district, nib="1234000567802", npwp="0013121660092000")
    for number, name in enumerate(("Lili", "Rosa")):
        owner = factories.make_user(name)
        nib, nik = f"123400056780{3 + number}", f"537101450785000{4 + number}"
        numbers = {"nib": nib, "nik": nik, "npwp": ""}
        shop = applications.fill_in(owner, district, **numbers)
        vendors.submit_application(vendor_id=shop.pk, actor=owner)
        if number:
            vendors.return_application(
                vendor_id=shop.pk, returned={"address": "Kurang lengkap"}, actor=world.joko
            )
    region = world.vendor.region
    closed = factories.make_vendor(approved_by=world.joko, region=region)
    factories.suspend(closed, by=world.joko)
