"""The market that a release is remembered by: the scene of the trust tests, and what it lacks.

Every table that the product fills gets rows; those that stay empty are named with their reason.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from marketplace.accounts import account_changes
from marketplace.accounts.models import (
    AccountChangeKind,
    Membership,
    RegionLevel,
    Role,
    Tenant,
    User,
)
from marketplace.core import audit, clock, files, outbox, periodic
from marketplace.core.models import PrivateFile
from marketplace.notices.services import post_message
from marketplace.orders.models import Duty, PurchaseOrder
from marketplace.orders.services import appoint_successor
from marketplace.sourcing.services import add_to_cart
from payments.models import BankAnswer, CallbackEvent
from tests.trust.cast import factories
from vendors import services as vendors
from vendors.application import Account, Fields, Figures, Identity, Numbers, Place
from vendors.requirements import papers_asked
from vendors.sanctions import services as sanctions

EMPTY = {
    "account_emailconfirmation": "a confirmation is a signed link, not a row",
    "accounts_user_user_permissions": "rights are given by groups",
    "axes_accessattemptexpiration": "switched off",
    "axes_accessfailurelog": "switched off",
}


def build() -> None:
    """Let the cast live in an empty, migrated database."""
    import_module("tests.trust.scene").build_scene()
    order = PurchaseOrder.objects.filter(status="issued").earliest("pk")
    _talk(order)
    _fill_cart(order)
    _change_people(order)
    _apply_as_vendor(order)
    _sanction(order)
    _hear_the_bank()
    _run_the_site(order.created_by)
    while outbox.relay() or audit.seal():
        pass


def _talk(order: PurchaseOrder) -> None:
    buyer = order.created_by
    post_message(subject=order, author=buyer, author_line=f"{buyer} · PP", text="Warna biru, ya.")


def _change_people(order: PurchaseOrder) -> None:
    """A successor for the PPK, and a shop that has a new telephone."""
    heir = factories.make_officer("Bagus", Role.COMMITMENT_OFFICER, order.agency)
    authority = Membership.objects.get(role=Role.BUDGET_AUTHORITY, agency=order.agency).user
    appoint_successor(
        order_id=order.pk,
        duty=Duty.COMMITMENT_OFFICER,
        person=heir,
        reason="Pindah tugas",
        actor=authority,
    )
    owner = order.vendor.memberships.get(role="owner", until=None).user
    vendors.ask_change(vendor_id=order.vendor_id, kind="phone", asked="0800 0000 0099", actor=owner)


def _fill_cart(order: PurchaseOrder) -> None:
    sku = order.lines.get().sku
    add_to_cart(actor=order.created_by, agency_id=order.agency_id, sku_id=sku.pk, quantity=1)


def _apply_as_vendor(order: PurchaseOrder) -> None:
    """An application with papers, one number of which was returned."""
    owner = factories.make_user("Lili")
    province = order.agency.tenant.region
    regency = factories.make_region("Kabupaten Sikka", parent=province)
    district = factories.make_region("Nita", RegionLevel.DISTRICT, parent=regency)
    vendor = vendors.begin_application(identity=Identity("Tenun Lili", "individual"), actor=owner)
    step: dict[str, Any] = {"vendor_id": vendor.pk, "actor": owner}
    numbers = Numbers("1234000567891", npwp="0013121660091000", nik="5371014507850003")
    vendors.save_numbers(numbers=numbers, **step)
    vendors.save_fields(fields=Fields((("2020", "13912"),)), **step)
    vendors.save_size(figures=Figures(False, capital_rupiah=90_000_000), **step)
    vendors.save_address(place=Place("Jalan Contoh 7", district.pk), **step)
    vendors.save_contact(phone="0800 0000 0000", **step)
    vendors.save_bank(account=Account("002", "1234567890", "LILI CONTOH"), **step)
    vendor.refresh_from_db()
    for kind in papers_asked(vendor):
        vendors.attach_document(kind=kind, upload=factories.make_photo(f"{kind}.png"), **step)
    vendors.submit_application(**step)
    returned = {"npwp": "Angka ke-9 tidak terbaca."}
    verifier = Membership.objects.get(role=Role.VENDOR_VERIFIER, tenant=order.agency.tenant).user
    vendors.return_application(vendor_id=vendor.pk, returned=returned, actor=verifier)
    files.open_for(verifier, PrivateFile.objects.filter(owner=owner).earliest("pk"))


def _sanction(order: PurchaseOrder) -> None:
    """Goods hidden, a lifting refused, a blacklist dismissed; the scene has suspended a shop."""
    tenant = order.agency.tenant
    verifier = Membership.objects.get(role=Role.VENDOR_VERIFIER, tenant=tenant).user
    second = factories.make_tenant_officer("Sari", Role.VENDOR_VERIFIER, tenant)
    owner = order.vendor.memberships.get(role="owner", until=None).user
    hidden = factories.hide(order.lines.get().sku.product, by=verifier)
    sanctions.confirm_reading(sanction_id=hidden.pk, actor=owner)
    asked = {"sanction_id": hidden.pk, "words": "Sertifikat diperbarui", "actor": verifier}
    request = sanctions.ask_lift(**asked)
    sanctions.decide_request(request_id=request.pk, grant=False, reason="Belum", actor=second)
    sanctions.ask_lift(**asked)
    proof = (factories.make_photo("bukti.png"),)
    proposal = sanctions.propose_blacklist(
        vendor_id=order.vendor_id,
        case=sanctions.Case("false_papers", "Contoh usulan", proof),
        actor=verifier,
    )
    sanctions.answer_proposal(sanction_id=proposal.pk, words="Contoh jawaban", actor=owner)
    verdict = {"approve": False, "reason": "Tidak terbukti", "actor": second}
    sanctions.decide_proposal(sanction_id=proposal.pk, **verdict)


def _hear_the_bank() -> None:
    """The notice behind a word of the bank; only the bank itself could sign one."""
    word = BankAnswer.objects.filter(outcome="succeeded").earliest("pk")
    CallbackEvent.objects.create(
        event_id="contoh-1",
        kind="charge",
        reference=word.bank_reference,
        instruction=word.instruction,
        body_sha256="a" * 64,
        effect="succeeded",
        received_at=clock.now(),
    )


def _run_the_site(person: User) -> None:
    """An operator, a sign-in with a second step and one that failed, a program's token."""
    operator = factories.make_operator()
    helpers = Group.objects.create(name="Pembantu operator")
    helpers.permissions.add(Permission.objects.get(codename="view_auditevent"))
    operator.groups.add(helpers)
    LogEntry.objects.log_actions(operator.pk, [person], CHANGE, change_message="Bahasa diganti")
    typed = {"login": person.email, "password": factories.PASSWORD}
    site = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    words = {"email": person.email, "password": factories.PASSWORD}
    site.post(reverse("api_token"), words, content_type="application/json")
    site.post(reverse("account_login"), {**typed, "password": "salah-sekali-sandinya"})
    site.post(reverse("account_login"), {**typed, "login": operator.email})
    wanted = account_changes.Wanted(
        kind=AccountChangeKind.GIVE_ROLE,
        person_id=person.pk,
        role=Role.LEADER,
        tenant=Tenant.objects.earliest("pk"),
    )
    account_changes.ask_change(wanted, actor=operator, reason="Menggantikan rekan yang pindah")
    totp.TOTP.activate(person, totp.generate_totp_secret())
    for name in ("seal_audit", "relay_outbox", "fire_deadlines"):
        periodic.run(name)
