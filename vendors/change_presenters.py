"""What pages of change requests show: the value on record, the value asked for, what to check."""

from typing import Final

from django.utils.translation import gettext as _

from marketplace.core.money import rupiah
from vendors import queries, rules
from vendors.models import ChangeKind, SizeClass, Vendor
from vendors.presenters import shown_value, size_note, tax_status
from vendors.review_checks import Check, machine_checks
from vendors.review_presenters import CHANGED_FIELD

MASKED_CHANGES: Final = frozenset({ChangeKind.ACCOUNT, ChangeKind.NPWP})


def value_of(vendor: Vendor, kind: ChangeKind, *, revealed: bool = False) -> str:
    """Return in words what a shop has; numbers of a person masked unless just revealed."""
    if kind == ChangeKind.PHONE:
        return rules.phone_shown(vendor.phone)
    if kind == ChangeKind.PKP:
        return tax_status(vendor)
    if kind == ChangeKind.SIZE:
        return size_in_words(vendor)
    return shown_value(vendor, CHANGED_FIELD[kind], revealed=revealed)


def size_in_words(vendor: Vendor) -> str:
    """Return the class with the figure behind it."""
    figure = queries.figures_of(vendor).measured_rupiah
    size = str(SizeClass(vendor.size_class).label) if vendor.size_class else "–"
    if figure is None:
        return size
    basis = _("Yearly sales") if vendor.has_full_book_year else _("Capital")
    return f"{size} · {basis} {rupiah(figure)}"


def change_check(imagined: Vendor, kind: ChangeKind) -> Check:
    """Return what the machine can tell of a new value."""
    if kind == ChangeKind.SIZE:
        return Check("look", size_note(imagined))
    if kind not in MASKED_CHANGES:
        return Check("look", _("Compare it with the documents, or call the number on record."))
    return machine_checks(imagined, "")[CHANGED_FIELD[kind]]
