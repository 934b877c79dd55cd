"""A small market with something in every state worth attacking, made by the use-cases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection, connections

from catalog.models import Product, ProductStatus
from catalog.queries import waiting_revision
from catalog.services import add_variant
from marketplace.core import audit, clock, outbox, rule_entry
from marketplace.core.models import AuditEvent, Delivery, IdempotencyKey, OutboxEvent, Rule
from marketplace.core.rule_codes import RuleCode
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.fulfilment.models import Claim
from marketplace.fulfilment.services import receive_order, ship_order, sign_handover
from marketplace.notices.models import Notice
from marketplace.orders.models import AgreedPrice, PurchaseOrder, StatusChange
from marketplace.orders.services import accept_order, return_order
from payments.gateway import BankResult, Outcome
from payments.models import (
    AnswerSource,
    BankAnswer,
    CardPayment,
    LedgerEntry,
    LedgerTransaction,
    Payout,
)
from payments.services import request_payment, settlement
from payments.services.answers import keep_word
from tests import changes, factories, stories
from tests.bench import database
from tests.payments.money_steps import told, word
from tests.trust.attacked import Scene
from vendors.models import SizeClass, Vendor, VendorRole, VendorStatus, VendorStatusChange
from vendors.services import end_membership


@contextmanager
def scene_on_a_copy() -> Iterator[Scene]:
    """Build the rows to attack in a copy of the database in use; the copy is dropped afterwards."""
    with database.clone("scene") as name:
        rows = build_scene()
        connections.close_all()
        scene = Scene(name, rows)
        try:
            yield scene
        finally:
            scene.close()


def build_scene() -> dict[str, Any]:
    """Return the keys by which attacks name their rows."""
    world = factories.make_world()
    rows = {**_people(world), **_goods(world)}
    rows |= _orders(world)
    rows |= _strict_tenant()
    rows |= _money(world)
    rows |= _other_vendors(world)
    rows |= _kernel(world)
    return rows


def _people(world) -> dict[str, Any]:
    names = ("ani", "budi", "citra", "dedi", "eka", "fajar", "joko", "kartika")
    rival = factories.make_officer("Budi Kedua", "commitment_officer", world.agency)
    stranger = factories.make_officer("Orang Lain", "commitment_officer", _other_agency(world))
    people = {name: getattr(world, name).pk for name in names}
    return {**people, "rival": rival.pk, "foreign_ppk": stranger.pk}


def _other_agency(world):
    return world.dedi.memberships.get().agency


def _goods(world) -> dict[str, Any]:
    gone = factories.join(world.vendor, world.lina, VendorRole.STAFF)
    end_membership(membership_id=gone.pk, actor=world.citra)
    changes.change_verified(world.vendor, "phone", asked="0800 0000 0077")
    return {
        **_listings(world),
        **_other_shop(world),
        "ended_role": gone.pk,
        "vendor": world.vendor.pk,
        "product": world.product.pk,
        "sku": world.sku.pk,
        "version": world.sku.price_versions.get().pk,
        "revision": world.product.revision_id,
        "agency": world.agency.pk,
        "package": world.package.pk,
        "other_package": factories.make_package(_other_agency(world)).pk,
    }


def _other_shop(world) -> dict[str, Any]:
    vendor = factories.make_vendor(approved_by=world.joko, region=world.vendor.region)
    product = factories.make_product(vendor, world.etalase)
    sku = factories.sku_of(product)
    return {
        "other_vendor": vendor.pk,
        "other_product": product.pk,
        "other_sku": sku.pk,
        "other_sku_agreed": _agreed(world, sku).pk,
        "other_version": sku.price_versions.get().pk,
    }


def _listings(world) -> dict[str, Any]:
    """Listings of the same shop: live with words that wait, a draft, a bare one, two variants."""
    second = factories.make_product(world.vendor, world.etalase, price_rupiah=250_000)
    draft = factories.make_product(
        world.vendor, world.etalase, status=ProductStatus.DRAFT, published_by=world.kartika
    )
    second_sku = factories.sku_of(second)
    waiting_sku = add_variant(
        product_id=second.pk,
        actor=world.citra,
        first_label="Nila",
        label="Soga",
        unit="lembar",
        price_rupiah=260_000,
        stock=1,
    )
    paired = factories.make_product(
        world.vendor, world.etalase, status=ProductStatus.DRAFT, label="Nila"
    )
    bare = Product.objects.create(
        vendor=world.vendor, etalase=world.etalase, name="Tanpa varian", status_at=clock.now()
    )
    return {
        "second_product": second.pk,
        "second_sku": second_sku.pk,
        "second_version": second_sku.price_versions.get().pk,
        "draft_product": draft.pk,
        "second_sku_agreed": _agreed(world, second_sku).pk,
        "waiting_sku": waiting_sku.pk,
        "waiting_revision": waiting_revision(second).pk,
        "bare_product": bare.pk,
        "paired_sku": factories.make_sku(paired, label="Soga").pk,
    }


def _agreed(world, sku) -> AgreedPrice:
    """The variant's catalogue price, as an order would agree on it."""
    return AgreedPrice.objects.create(
        kind="catalogue",
        sku=sku,
        unit_price_rupiah=sku.price_rupiah,
        price_version=sku.price_versions.get(),
        agreed_by=world.ani,
        agreed_at=clock.now(),
    )


def _orders(world) -> dict[str, Any]:
    submitted = stories.submitted(world, 2)
    other = factories.make_product(world.vendor, world.etalase, price_rupiah=300_000)
    items = [stories.order_item(other, 3)]
    returned = stories.submitted(world, items=items)
    return_order(order_id=returned.pk, reason="Periksa jumlahnya", actor=world.budi)
    issued = stories.issued(world, 1)
    received = stories.received(world, 1)
    sign_handover(order_id=received.pk, actor=world.budi)
    return {
        **_parts(world, received),
        "submitted": submitted.pk,
        "submitted_line": submitted.lines.get().pk,
        "returned": returned.pk,
        "returned_line": returned.lines.get().pk,
        "returned_product": other.pk,
        "issued": issued.pk,
        "issued_line": issued.lines.get().pk,
        "received": received.pk,
        "cap": submitted.cap_rupiah,
        "cap_rule": submitted.rule_id,
        "fee_rule": Rule.objects.get(code="R-FEE-1").pk,
    }


def _strict_tenant() -> dict[str, Any]:
    """Another tenant whose own act lowered the cap, and an order under it."""
    other = factories.make_world()
    slug = other.agency.tenant.slug
    act = rule_entry.LegalAct("Perwali", "12", date(2020, 12, 1))
    first = rule_entry.NewRule(
        code=RuleCode.CAP,
        value=30_000_000,
        valid_from=date(2021, 1, 1),
        channel="bela",
        tenant_slug=slug,
        act=act,
    )
    ended = rule_entry.enter_rule(first, actor=None, reason="Perwali 12/2020")
    second = replace(first, value=20_000_000, valid_from=date(2022, 1, 1))
    rule_entry.enter_rule(second, actor=None, reason="Perwali 3/2022")
    order = stories.submitted(other, 1)
    return {
        "strict_tenant": slug,
        "ended_rule": ended.pk,
        "strict_order": order.pk,
        "strict_rule": order.rule_id,
        "strict_cap": order.cap_rupiah,
    }


def _parts(world, received) -> dict[str, Any]:
    """An order of four: three sent, one handed over, one counted and not signed."""
    order = accept_order(order_id=stories.issued(world, 4).pk, actor=world.citra)
    line = order.lines.get().pk
    ship_order(order_id=order.pk, courier="JNE", quantities={line: 3}, actor=world.citra)
    for _ in range(2):
        receive_order(order_id=order.pk, accepted={line: 1}, actor=world.eka)
    for person in (world.budi, world.citra):
        sign_handover(order_id=order.pk, actor=person)
    signed, fresh = order.handovers.all()
    return {
        "part_order": order.pk,
        "part_line": line,
        "shipment": order.shipments.get().pk,
        "signed_handover": signed.pk,
        "signed_receipt": signed.receipts.get().pk,
        "fresh_handover": fresh.pk,
        "half_handover": received.handovers.get().pk,
        "half_receipt": received.receipts.get().pk,
        "half_line": received.lines.get().pk,
        "part_claim": signed.claim.pk,
    }


def _money(world) -> dict[str, Any]:
    card = stories.card_of(world)
    paid_out = _paid(world, stories.claimed(world, 1), card)
    batch = settlement.open_batch()
    paid = Payout.objects.get(batch=batch)
    told(paid, bank_reference="T1")
    captured = _paid(world, stories.claimed(world, 2), card)
    settlement.open_batch()
    asked = stories.claimed(world, 3)
    live = request_payment(claim_id=asked.pk, card_id=card.pk, actor=world.fajar)
    untouched = stories.claimed(world, 1)
    capture = LedgerTransaction.objects.get(ref=f"capture-{captured.claim_id}")
    entry = LedgerEntry.objects.filter(transaction=capture).latest("pk")
    return {
        "card": card.pk,
        "paid_charge": paid_out.pk,
        "captured": captured.pk,
        "captured_claim": captured.claim_id,
        "live": live.pk,
        "live_instruction": live.instruction_id,
        "succeeded_instruction": captured.instruction_id,
        "payout_instruction": Payout.objects.latest("pk").instruction_id,
        **_words(live),
        "live_claim": asked.pk,
        "open_claim": untouched.pk,
        "claimed_order": untouched.order_id,
        "batch": batch.pk,
        "paid_payout": paid.pk,
        "payout": Payout.objects.latest("pk").pk,
        "settled_claim": paid_out.claim_id,
        "booking": capture.pk,
        "entry": entry.pk,
        "debit_account": _account("card_receivable"),
        "escrow": _account("escrow"),
        "payable": _account("vendor_payable"),
        "bank_account": _account("bank"),
    }


def _paid(world, claim: Claim, card) -> CardPayment:
    payment = request_payment(claim_id=claim.pk, card_id=card.pk, actor=world.fajar)
    told(payment, bank_reference=f"C{payment.pk}")
    return payment


def _words(live: CardPayment) -> dict[str, Any]:
    """Words of the bank that nobody has acted on: what each step needs, and one of another sum."""
    asked = live.instruction
    words = {
        "success": word(live.amount_rupiah, bank_reference="C9"),
        "decline": BankResult(outcome=Outcome.DECLINED, reason="Insufficient Funds"),
        "wrong_sum": word(live.amount_rupiah + 1, bank_reference="C8"),
    }
    kept = {name: keep_word(asked, said, AnswerSource.NOTICE).pk for name, said in words.items()}
    foreign = BankAnswer.objects.exclude(instruction=asked).filter(outcome="succeeded").first()
    return {**kept, "foreign_word": foreign.pk}


def _account(kind: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM payments_ledgeraccount WHERE kind = %s LIMIT 1", [kind])
        return cursor.fetchone()[0]


def _other_vendors(world) -> dict[str, Any]:
    """One vendor suspended after an order came in, one too big for Bela, one not yet judged."""
    owner = factories.make_user("Citra")
    vendor = factories.make_vendor(owner, approved_by=world.joko, region=world.vendor.region)
    product = factories.make_product(vendor, world.etalase)
    shop = replace(world, citra=owner, vendor=vendor, product=product)
    waiting = stories.submitted(shop, 1)
    factories.suspend(vendor, by=world.joko)
    medium = factories.make_vendor(
        size_class=SizeClass.MEDIUM, capital_rupiah=6_000_000_000, approved_by=world.joko
    )
    draft = factories.make_vendor(status=VendorStatus.DRAFT, approved_by=world.joko)
    return {
        "suspended": Vendor.objects.get(pk=vendor.pk).pk,
        "waiting": waiting.pk,
        "medium": medium.pk,
        "draft_vendor": draft.pk,
        "vendor_step": VendorStatusChange.objects.latest("pk").pk,
    }


def _kernel(world) -> dict[str, Any]:
    documents.pdf(IssuedDocument.objects.filter(kind="bast").earliest("pk"))
    while audit.seal():
        pass
    while outbox.relay():
        pass
    IdempotencyKey.objects.create(actor=world.ani, key="kunci-1", request_hash="a" * 64)
    assert Notice.objects.exists()
    return {
        "step": StatusChange.objects.latest("pk").pk,
        "audit_line": AuditEvent.objects.filter(position__isnull=False).latest("position").pk,
        "event": OutboxEvent.objects.latest("pk").pk,
        "delivery": Delivery.objects.latest("pk").pk,
        "notice": Notice.objects.latest("pk").pk,
        "letter": IssuedDocument.objects.filter(kind="surat-pesanan").earliest("pk").pk,
        "app_role": connection.settings_dict["USER"],
        "orders_in_all": PurchaseOrder.objects.count(),
    }
