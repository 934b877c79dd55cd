"""What pages of change requests show: the value on record, the value asked for, what to check."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from vendors import queries, rules
from vendors.application import masked
from vendors.models import ChangeKind, Vendor
from vendors.presenters import shown_value
from vendors.reference_data import banks
from vendors.review_checks import Check, machine_checks

MASKED_CHANGES: Final = frozenset({ChangeKind.ACCOUNT, ChangeKind.NPWP})
_FIELD: Final = {ChangeKind.ACCOUNT: "bank", ChangeKind.ADDRESS: "address", ChangeKind.NPWP: "npwp"}


def verified_value(vendor: Vendor, kind: ChangeKind) -> str:
    """Return what stands on record, numbers of a person masked."""
    if kind == ChangeKind.PHONE:
        return rules.phone_shown(vendor.phone)
    if kind == ChangeKind.PKP:
        return _pkp(is_pkp=vendor.is_pkp)
    return shown_value(vendor, _FIELD[kind], revealed=False)


def asked_value(asked: Mapping[str, Any], kind: ChangeKind, *, revealed: bool = False) -> str:
    """Return what is asked for in words; numbers of a person masked unless just revealed."""
    if kind == ChangeKind.PHONE:
        return rules.phone_shown(asked["phone"])
    if kind == ChangeKind.PKP:
        return _pkp(is_pkp=asked["is_pkp"])
    if kind == ChangeKind.NPWP:
        return str(asked["npwp"]) if revealed else masked(asked["npwp"])
    if kind == ChangeKind.ADDRESS:
        return _address(asked)
    number = asked["account_number"] if revealed else f"•••• {asked['account_number'][-4:]}"
    bank = banks().get(asked["bank_code"], asked["bank_code"])
    return f"{bank} · {number} · {asked['account_holder']}"


def _address(asked: Mapping[str, Any]) -> str:
    places, region = [str(asked["address"])], queries.region(asked["region_id"])
    while region is not None:
        places.append(region.name)
        region = region.parent
    return ", ".join(places)


def _pkp(*, is_pkp: bool) -> str:
    return _("PKP") if is_pkp else _("not PKP")


def change_check(vendor: Vendor, asked: Mapping[str, Any], kind: ChangeKind) -> Check:
    """Return what the machine can tell of the new value; it is never saved from here."""
    if kind not in MASKED_CHANGES:
        return Check("look", _("Compare it with the documents, or call the number on record."))
    imagined = Vendor.objects.get(pk=vendor.pk)
    for column, value in asked.items():
        setattr(imagined, column, value)
    return machine_checks(imagined, "")[_FIELD[kind]]
