"""The steps of an application, each saved by itself: checked, free of locks, written, on record."""

from collections.abc import Collection
from typing import Any, Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, calendar, clock, guards, locks
from marketplace.core.errors import RuleViolation
from marketplace.core.money import rupiah
from marketplace.core.policy import require
from vendors import policies, queries
from vendors.application import (
    FIELD_OF_COLUMN,
    Account,
    Fields,
    Figures,
    Identity,
    Numbers,
    Place,
)
from vendors.messages import market_takes
from vendors.models import LegalForm, SizeClass, Vendor, VendorStatus
from vendors.requirements import NUMBERS, numbers_asked
from vendors.services.columns import (
    bank_columns,
    held_columns,
    kbli_columns,
    number_columns,
    phone_column,
    place_columns,
    required_text,
)
from vendors.services.duplicates import require_free, watched
from vendors.services.entries import note_fields
from vendors.services.size import size_columns
from vendors.services.transitions import FieldLocked, InvalidField

_EMPTY: Final[tuple[Any, ...]] = (None, "", [])


@guards.use_case
def save_identity(*, vendor_id: int, identity: Identity, actor: User) -> Vendor:
    """Save name and legal form; numbers that another form is not asked for are forgotten.

    Raises: NotAllowed, FieldLocked, InvalidField, RuleViolation for a firm beyond medium.
    """
    vendor = open_for(vendor_id, actor)
    if identity.legal_form not in LegalForm:
        raise InvalidField(_("Choose the legal form of your business."), field="legal_form")
    if vendor.size_class:
        require_a_channel(identity.legal_form, queries.figures_of(vendor))
    changes = {**_name_columns(vendor, identity.name), "legal_form": identity.legal_form}
    asked = numbers_asked(identity.legal_form)
    forgotten = {name: "" for name in NUMBERS if name not in asked and getattr(vendor, name)}
    return _save(vendor, changes, actor, follows=forgotten)


def save_numbers(*, vendor_id: int, numbers: Numbers, actor: User) -> Vendor:
    """Save the numbers that the legal form is asked for; others are not taken.

    Raises: NotAllowed, FieldLocked, InvalidField, NumberTaken, TooManyTries.
    """
    with watched(vendor_id=vendor_id, actor=actor):
        return _save_numbers(vendor_id=vendor_id, numbers=numbers, actor=actor)


@guards.use_case
def _save_numbers(*, vendor_id: int, numbers: Numbers, actor: User) -> Vendor:
    vendor = open_for(vendor_id, actor)
    changes = number_columns(vendor.legal_form, numbers)
    require_free(vendor, changes)
    return _save(vendor, changes, actor)


@guards.use_case
def save_fields(*, vendor_id: int, fields: Fields, actor: User) -> Vendor:
    """Save the business fields (KBLI) with their editions. Raises as save_identity does."""
    vendor = open_for(vendor_id, actor)
    return _save(vendor, kbli_columns(fields), actor)


@guards.use_case
def save_size(*, vendor_id: int, figures: Figures, actor: User) -> Vendor:
    """Save capital or sales and the class they make (R-SIZE-1). Raises as save_identity does."""
    vendor = open_for(vendor_id, actor)
    changes = size_columns(figures, vendor.time_zone)
    if vendor.legal_form:
        require_a_channel(vendor.legal_form, figures)
    return _save(vendor, changes, actor)


@guards.use_case
def save_address(*, vendor_id: int, place: Place, actor: User) -> Vendor:
    """Save the address with the smallest region known there. Raises as save_identity does."""
    vendor = open_for(vendor_id, actor)
    return _save(vendor, place_columns(place), actor)


@guards.use_case
def save_contact(*, vendor_id: int, phone: str, actor: User) -> Vendor:
    """Save how to reach the owner. Raises as save_identity does."""
    vendor = open_for(vendor_id, actor)
    return _save(vendor, phone_column(phone), actor)


@guards.use_case
def save_bank(*, vendor_id: int, account: Account, actor: User) -> Vendor:
    """Save the bank account. Raises as save_identity does."""
    vendor = open_for(vendor_id, actor)
    return _save(vendor, bank_columns(account), actor)


@guards.use_case
def save_tax(*, vendor_id: int, is_pkp: bool, actor: User) -> Vendor:
    """Save whether the firm is registered for VAT (PKP). Raises as save_identity does."""
    vendor = open_for(vendor_id, actor)
    return _save(vendor, {"is_pkp": is_pkp}, actor)


def save_held(*, vendor_id: int, held: dict[str, Any], actor: User) -> Vendor:
    """Save the answers of a step that is left before its end; the others stay as they were.

    held: as ``held_columns`` takes it. Raises as save_numbers does, naming the refused answer.
    """
    with watched(vendor_id=vendor_id, actor=actor):
        return _save_held(vendor_id=vendor_id, held=held, actor=actor)


@guards.use_case
def _save_held(*, vendor_id: int, held: dict[str, Any], actor: User) -> Vendor:
    vendor = open_for(vendor_id, actor)
    legal_form = held.get("legal_form", vendor.legal_form)
    if legal_form and {"name", "legal_form"} & set(held):
        identity = Identity(name=held.get("name", vendor.name), legal_form=legal_form)
        return save_identity(vendor_id=vendor_id, identity=identity, actor=actor)
    changes = held_columns(vendor.legal_form, held)
    if "name" in held:
        changes |= _name_columns(vendor, held["name"])
    require_free(vendor, changes)
    return _save(vendor, changes, actor)


def _name_columns(vendor: Vendor, name: str) -> dict[str, Any]:
    """Return the columns of a name; a draft's address on the site follows it."""
    columns = {"name": required_text("name", name)}
    if vendor.status == VendorStatus.DRAFT and columns["name"] != vendor.name:
        columns["slug"] = free_slug(columns["name"], keep=vendor.pk)
    return columns


def open_for(vendor_id: int, actor: User) -> Vendor:
    """Hold an application that its owner may change now. Raises: NotAllowed."""
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_edit(actor, vendor))
    return vendor


def free_slug(name: str, keep: int | None = None) -> str:
    """Return an address of a shop that nobody has."""
    locks.advisory_lock("vendor-slug")
    base = slugify(name)[:70] or "toko"
    others = Vendor.objects.exclude(pk=keep) if keep else Vendor.objects.all()
    taken = set(others.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)


def require_a_channel(legal_form: str, figures: Figures) -> None:
    """Refuse a firm beyond the medium class with the numbers compared (R-SIZE-1)."""
    verdict = queries.size_verdict(figures, on=clock.today(calendar.HOME_ZONE))
    if verdict is None or queries.channels_by(legal_form, verdict.size):
        return
    column = "annual_sales_rupiah" if verdict.by_sales else "capital_rupiah"
    raise RuleViolation(
        _(
            "%(figure)s passes the upper bound of a medium business, %(bound)s "
            "(rule R-SIZE-1, %(source)s). %(takes)s"
        )
        % {
            "figure": rupiah(verdict.figure_rupiah),
            "bound": rupiah(verdict.bound_rupiah),
            "source": verdict.source,
            "takes": market_takes(),
        },
        field=column,
        rule="R-SIZE-1",
        size_class=str(SizeClass.NON_MSME),
    )


def refuse_locked(vendor: Vendor, fields: Collection[str]) -> None:
    """Refuse a change of what the verifier found correct. Raises: FieldLocked."""
    locked = set(fields) - set(queries.returned_fields(vendor))
    if vendor.status == VendorStatus.RETURNED and locked:
        raise FieldLocked(
            _("The verifier found this correct; only the returned fields can be changed now."),
            fields=sorted(locked),
        )


def note_repair(vendor: Vendor, fields: Collection[str]) -> None:
    """Write down when the returned ones of these fields were repaired."""
    rows = [row.pk for row in queries.returned_fields(vendor).values() if row.field in fields]
    vendor.field_reviews.filter(pk__in=rows).update(repaired_at=clock.now())


def _save(
    vendor: Vendor, changes: dict[str, Any], actor: User, *, follows: dict[str, Any] | None = None
) -> Vendor:
    """Write what changed, refuse what is locked, count the step's returned fields as repaired.

    follows: columns that another answer empties; no field of the page, so that no lock holds them.
    """
    changed = [column for column, value in changes.items() if getattr(vendor, column) != value]
    # An empty column may be filled even then: a repair elsewhere can make it needed.
    filled = {FIELD_OF_COLUMN[c] for c in changed if c in FIELD_OF_COLUMN and _had(vendor, c)}
    refuse_locked(vendor, filled)
    written = {**{column: changes[column] for column in changed}, **(follows or {})}
    for column, value in written.items():
        setattr(vendor, column, value)
    vendor.save(update_fields=[column.removesuffix("_id") for column in written])
    fields = {FIELD_OF_COLUMN[column] for column in changes if column in FIELD_OF_COLUMN}
    note_repair(vendor, fields)
    now_other = {FIELD_OF_COLUMN[column] for column in changed if column in FIELD_OF_COLUMN}
    note_fields(vendor, fields=fields, changed=now_other, actor=actor)
    audit.record("vendor.changed", actor=actor, subject=vendor, columns=sorted(written))
    return vendor


def _had(vendor: Vendor, column: str) -> bool:
    return getattr(vendor, column) not in _EMPTY
