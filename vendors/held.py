"""What a shop's application, people and changes hold of a person (core.privacy).

A shop is its owner's own matter until it is verified: what is only a draft, was returned or
rejected is emptied with them. A verified shop's facts are on invoices and tax slips and stay.
"""

from dataclasses import replace
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import GONE, PROOF, TAX, Person
from marketplace.notices.held import about
from marketplace.notices.models import Notice
from vendors import rules
from vendors.application import REVIEWED
from vendors.models import (
    ChangeRequest,
    FieldEntry,
    FieldReview,
    Invitation,
    SizeDeclaration,
    Vendor,
    VendorDocument,
    VendorMembership,
    VendorRating,
    VendorRole,
    VendorStanding,
    VendorStatus,
    VendorStatusChange,
)
from vendors.reference_data import banks, kbli_titles

UNVERIFIED = (VendorStatus.DRAFT, VendorStatus.RETURNED, VendorStatus.REJECTED)
LIVE = (VendorStatus.APPROVED, VendorStatus.SUSPENDED)


def shops(who: Person) -> QuerySet[Vendor]:
    """Return the shops that a person owns now; of who has no account, those that say their NIK."""
    if who.account_id is None:
        return Vendor.objects.filter(nik_index__in=who.nik_indexes)
    own = VendorMembership.objects.filter(user=who.account_id, role=VendorRole.OWNER, until=None)
    return Vendor.objects.filter(pk__in=own.values("vendor"))


def others_own(who: Person) -> QuerySet[Vendor]:
    """Return the shops that somebody else with an open account owns."""
    others = VendorMembership.objects.filter(role=VendorRole.OWNER, until=None)
    if who.account_id is not None:
        others = others.exclude(user=who.account_id)
    others = others.filter(user__is_active=True)
    return Vendor.objects.filter(pk__in=others.values("vendor"))


def given_up(who: Person) -> QuerySet[Vendor]:
    """Return the applications that are nobody's but this person's, and were never verified."""
    alone = shops(who).exclude(pk__in=others_own(who).values("pk"))
    return alone.filter(status__in=UNVERIFIED)


def of_shops(model: Any, column: str = "vendor__in") -> privacy.Whose:
    """Return what belongs to the shops of a person."""
    return lambda who: model.objects.filter(**{column: shops(who).values("pk")})


def of_given_up(model: Any, column: str = "vendor__in") -> privacy.Whose:
    """Return what belongs to the applications that go with a person."""
    return lambda who: model.objects.filter(**{column: given_up(who).values("pk")})


def proven(who: Person) -> QuerySet[Vendor]:
    """Return the shops whose numbers a verifier found right while they were this person's alone.

    Whatever an application says beyond that, anybody may have typed of somebody else.
    """
    live = shops(who).filter(status__in=LIVE).exclude(pk__in=others_own(who).values("pk"))
    if who.account_id is None:
        return live
    since = VendorMembership.objects.filter(
        user=who.account_id,
        role=VendorRole.OWNER,
        until=None,
        since__lte=F("vendor__approved_at"),
    )
    return live.filter(pk__in=since.values("vendor"))


@privacy.known_more_by
def numbers_and_shops(who: Person) -> Person:
    """An account is known by the phone and NIK of its verified shops, a draft by its name.

    What the verifier did not see yet leads to nothing that others wrote down.
    """
    phones = {rules.phone(typed) or typed for typed in who.phones}
    names, nik = set(who.names), who.nik
    for shop in proven(who):
        phones |= {shop.phone} - {""}
        nik = nik or str(shop.nik or "")
    names |= set(given_up(who).values_list("name", flat=True))
    return replace(who, phones=frozenset(phones), names=frozenset(names), nik=nik)


@privacy.stands_against
def of_another_account(who: Person) -> list[privacy.Words]:
    """A shop with an owner is erased with that account, not by a number that it says."""
    if who.account_id is not None:
        return []
    return [
        _("This NIK stands in shop %(number)s. Enter the request for the account of its owner.")
        % {"number": shop.number}
        for shop in shops(who).filter(pk__in=others_own(who).values("pk"))
    ]


@privacy.stands_against
def live_shops(who: Person) -> list[privacy.Words]:
    """A shop that sells, or waits for its verdict, needs an owner."""
    alone = shops(who).exclude(pk__in=others_own(who).values("pk"))
    found: list[privacy.Words] = [
        _("%(shop)s is verified and has no other owner. Hand it over to another owner first.")
        % {"shop": shop.name}
        for shop in alone.filter(status__in=LIVE)
    ]
    return found + [
        _("The application of %(shop)s waits for the verifier. Wait for the verdict.")
        % {"shop": shop.name}
        for shop in alone.filter(status=VendorStatus.SUBMITTED)
    ]


privacy.locked_first(Vendor, shops)
privacy.holds(
    Vendor,
    _("Your shops and applications"),
    shops,
    shown={
        "number": _("Number"),
        "name": _("Name of the shop"),
        "get_status_display": _("Where it stands"),
        "get_legal_form_display": _("Legal form"),
        "nib": "NIB",
        "npwp": "NPWP",
        "nitku": "NITKU",
        "nik": "NIK",
        "cooperative_number": _("Number of the cooperative"),
        "kbli_codes": "KBLI",
        "capital_rupiah": _("Capital in rupiah"),
        "annual_sales_rupiah": _("Sales in rupiah"),
        "address": _("Address"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "phone": _("Phone"),
        "bank_code": _("Bank"),
        "account_number": _("Account number"),
        "account_holder": _("Account holder"),
        "status_reason": _("Reason"),
        "created_at": _("Since"),
    },
    said={
        "bank_code": lambda row: banks().get(row.bank_code, ""),
        "kbli_codes": lambda row: "; ".join(
            title for _edition, code in row.kbli_codes if (title := kbli_titles().get(code, ""))
        ),
    },
    erased={
        "name": GONE,
        "slug": "dihapus-{id}",
        "nib": "",
        "npwp": "",
        "npwp_index": "",
        "nitku": "",
        "nik": "",
        "nik_index": "",
        "cooperative_number": "",
        "cooperative_number_index": "",
        "capital_rupiah": None,
        "annual_sales_rupiah": None,
        "address": "",
        "latitude": None,
        "longitude": None,
        "phone": "",
        "bank_code": "",
        "account_number": "",
        "account_holder": "",
        "status_reason": "",
    },
    only=given_up,
    spared_for=TAX,
)
privacy.names(Vendor, "status_by", "approved_by")
privacy.holds(
    Notice, _("What others were told of them"), about("vendors.vendor", given_up), deleted=True
)
privacy.holds(
    VendorMembership,
    _("Shops you act or acted for"),
    lambda who: VendorMembership.objects.filter(user=who.account_id, user__isnull=False),
    shown={
        "vendor__number": _("Number"),
        "get_role_display": _("Role"),
        "since": _("Since"),
        "until": _("Until"),
    },
)
privacy.names(VendorMembership, "user", "granted_by", "ended_by")
privacy.holds(
    VendorStatusChange,
    _("Steps of your applications"),
    of_shops(VendorStatusChange),
    shown={"to_status": _("Where it stands"), "changed_at": _("When"), "reason": _("Reason")},
    said={"to_status": privacy.of_choices("to_status", VendorStatus)},
    erased={"reason": ""},
    only=of_given_up(VendorStatusChange),
)
privacy.names(VendorStatusChange, "changed_by")
privacy.silent(VendorStatusChange, "states", "from_status", "to_status")
privacy.holds(
    VendorDocument,
    _("Papers of your shops"),
    of_shops(VendorDocument),
    shown={
        "get_kind_display": _("Kind"),
        "number": _("Number"),
        "issuer": _("Issuer"),
        "issued_on": _("Issued on"),
        "uploaded_at": _("When"),
    },
    erased={"number": "", "issuer": ""},
    files=("file",),
    only=of_given_up(VendorDocument),
    spared_for=TAX,
)
privacy.holds(
    FieldReview,
    _("What a verifier said of each field"),
    of_shops(FieldReview),
    shown={
        "field": _("Field"),
        "ok": _("Correct"),
        "reason": _("Reason"),
        "value": _("What stood there"),
        "reviewed_at": _("When"),
    },
    said={"field": lambda row: REVIEWED[row.field].label if row.field in REVIEWED else ""},
    erased={"value": ""},
    kept={"reason": PROOF},
    only=of_given_up(FieldReview),
)
privacy.names(FieldReview, "reviewed_by")
privacy.names(FieldEntry, "entered_by")
privacy.silent(FieldEntry, "the key of a field, and who wrote in it", "field", "paper")
privacy.holds(
    ChangeRequest,
    _("Changes of your verified shops"),
    of_shops(ChangeRequest),
    shown={
        "get_kind_display": _("Kind"),
        "values": _("Asked for"),
        "before": _("Before"),
        "get_status_display": _("Where it stands"),
        "asked_at": _("When"),
        "reason": _("Reason"),
    },
    kept={"values": TAX, "before": TAX, "reason": PROOF, "file": TAX},
)
privacy.names(ChangeRequest, "asked_by", "first_look_by", "decided_by")
privacy.names(SizeDeclaration, "declared_by")
privacy.silent(VendorRating, "stars of a shop's ratings, shown to everybody")
privacy.silent(VendorStanding, "counts of a shop's orders, shown to everybody")


def _invited(who: Person) -> QuerySet[Invitation]:
    letters = privacy.matching(Invitation.objects.all(), "email", who.emails)
    mine = Q(accepted_by=who.account_id, accepted_by__isnull=False)
    return Invitation.objects.filter(Q(pk__in=letters) | mine)


privacy.holds(
    Invitation,
    _("Invitations to act for a shop"),
    _invited,
    shown={
        "email": _("E-mail address"),
        "vendor__number": _("Number"),
        "get_role_display": _("Role"),
        "invited_at": _("When"),
    },
    erased={"email": "", "code_hash": "dihapus-{id}", "mail_due_at": None, "mailed_at": None},
)
privacy.names(Invitation, "invited_by", "accepted_by", "revoked_by")
