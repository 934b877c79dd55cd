"""What pages of change requests show: the value on record, the value asked for, what to check."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from vendors import queries, rules
from vendors.models import ChangeKind, Vendor
from vendors.presenters import CHANGED_FIELD, shown_value, tax_status
from vendors.review_checks import Check, machine_checks

MASKED_CHANGES: Final = frozenset({ChangeKind.ACCOUNT, ChangeKind.NPWP})


def as_asked(vendor: Vendor, asked: Mapping[str, Any]) -> Vendor:
    """Return the shop as it would be with the columns asked for; this one is never saved."""
    imagined = copy.copy(vendor)
    for column, value in asked.items():
        setattr(imagined, column, value)
    if "region_id" in asked:
        imagined.region = queries.region(asked["region_id"])
    return imagined


def value_of(vendor: Vendor, kind: ChangeKind, *, revealed: bool = False) -> str:
    """Return in words what a shop has; numbers of a person masked unless just revealed."""
    if kind == ChangeKind.PHONE:
        return rules.phone_shown(vendor.phone)
    if kind == ChangeKind.PKP:
        return tax_status(vendor)
    return shown_value(vendor, CHANGED_FIELD[kind], revealed=revealed)


def change_check(imagined: Vendor, kind: ChangeKind) -> Check:
    """Return what the machine can tell of a new value."""
    if kind not in MASKED_CHANGES:
        return Check("look", _("Compare it with the documents, or call the number on record."))
    return machine_checks(imagined, "")[CHANGED_FIELD[kind]]
