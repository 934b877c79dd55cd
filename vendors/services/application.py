"""The owner's side: begin, fill in step by step, repair what was returned, submit."""

from collections.abc import Collection
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import (
    audit,
    calendar,
    clock,
    deadlines,
    files,
    guards,
    holidays,
    locks,
    number_series,
    outbox,
)
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.models import PrivateFile
from marketplace.core.money import rupiah
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.core.uploads import take
from vendors import policies, queries, rules
from vendors.application import (
    FIELD_OF_COLUMN,
    FIELD_OF_DOCUMENT,
    Account,
    Business,
    Figures,
    Place,
    missing_fields,
)
from vendors.models import (
    HOLDS_NIB,
    DocumentKind,
    LegalForm,
    SizeClass,
    Vendor,
    VendorDocument,
    VendorRole,
    VendorStatus,
)
from vendors.services.columns import (
    bank_columns,
    phone_column,
    place_columns,
    require_a_market,
    require_shapes,
    required_text,
)
from vendors.services.people import grant
from vendors.services.size import size_columns
from vendors.services.transitions import (
    FieldLocked,
    InvalidField,
    Unfinished,
    move_to,
    require_step,
)

DOCUMENT_FILE = "vendor_document"
MAX_KBLI = 3
# Nobody begins another application before the last one is decided.
UNDECIDED = (VendorStatus.DRAFT, VendorStatus.SUBMITTED, VendorStatus.RETURNED)


@guards.use_case
def start_application(*, name: str, actor: User) -> Vendor:
    """Open a draft with its number and shop address. Raises: NotAllowed, Conflict, InvalidField."""
    locks.advisory_lock(f"vendor-owner-{actor.pk}")
    require(policies.can_apply(actor))
    if policies.vendors_of(actor, VendorRole.OWNER).filter(status__in=UNDECIDED).exists():
        raise Conflict(_("You have already begun an application; continue that one."))
    year = clock.today(calendar.HOME_ZONE).year
    vendor = Vendor.objects.create(
        number=f"PD-{year}-{number_series.next_number(f'PD-{year}'):06d}",
        slug=_free_slug(name),
        name=required_text("name", name),
        status_at=clock.now(),
        created_at=clock.now(),
    )
    locks.own(vendor)
    audit.record("vendor.started", actor=actor, subject=vendor)
    grant(vendor, actor, VendorRole.OWNER, by=actor)
    return vendor


@guards.use_case
def begin_with_business(*, business: Business, actor: User) -> Vendor:
    """Open a draft and save its first step together, or neither."""
    vendor = start_application(name=business.name, actor=actor)
    return save_business(vendor_id=vendor.pk, business=business, actor=actor)


@guards.use_case
def save_business(*, vendor_id: int, business: Business, actor: User) -> Vendor:
    """Save who the firm is. Raises: NotAllowed, FieldLocked, InvalidField, RuleViolation."""
    vendor = _open_for(vendor_id, actor)
    changes = _checked_business(business)
    _require_free_nib(vendor, changes["nib"])
    if vendor.size_class:
        _require_a_channel(business.legal_form, queries.figures_of(vendor))
    if vendor.status == VendorStatus.DRAFT and changes["name"] != vendor.name:
        changes["slug"] = _free_slug(changes["name"], keep=vendor.pk)
    return _save(vendor, changes, actor)


@guards.use_case
def save_size(*, vendor_id: int, figures: Figures, actor: User) -> Vendor:
    """Save capital or sales and the class they make (R-SIZE-1). Raises as save_business does."""
    vendor = _open_for(vendor_id, actor)
    changes = size_columns(figures, vendor.time_zone)
    if vendor.legal_form:
        _require_a_channel(vendor.legal_form, figures)
    return _save(vendor, changes, actor)


@guards.use_case
def save_address(*, vendor_id: int, place: Place, actor: User) -> Vendor:
    """Save the address with the smallest region known there. Raises as save_business does."""
    vendor = _open_for(vendor_id, actor)
    return _save(vendor, place_columns(place), actor)


@guards.use_case
def save_bank(*, vendor_id: int, account: Account, actor: User) -> Vendor:
    """Save the bank account and how to reach the owner. Raises as save_business does."""
    vendor = _open_for(vendor_id, actor)
    changes = {
        **bank_columns(account),
        **phone_column(account.phone),
        "is_pkp": account.is_pkp,
    }
    return _save(vendor, changes, actor)


def attach_document(
    *, vendor_id: int, kind: str, upload: UploadedFile[Any], actor: User
) -> VendorDocument:
    """Keep a paper; the one it replaces stays on record.

    Raises: NotAllowed, InvalidUpload, InvalidField, FieldLocked.
    """
    if kind not in DocumentKind:
        raise InvalidField(_("This kind of document is not asked for."), field="kind")
    require(policies.can_edit(actor, Vendor.objects.get(pk=vendor_id)))
    with files.written(take(upload), kind=DOCUMENT_FILE) as file:
        return _attach(vendor_id=vendor_id, kind=kind, file=file, actor=actor)


@guards.use_case
def _attach(*, vendor_id: int, kind: str, file: files.Written, actor: User) -> VendorDocument:
    vendor = _open_for(vendor_id, actor)
    field = FIELD_OF_DOCUMENT[kind]
    if _current(vendor, kind).exists():
        _refuse_locked(vendor, {field})
    kept = files.keep(file, owner=actor)
    document = replace_document(vendor, kind, kept)
    _note_repair(vendor, {field})
    audit.record("vendor.document_attached", actor=actor, subject=vendor, kind=kind)
    return document


def replace_document(vendor: Vendor, kind: str, file: PrivateFile) -> VendorDocument:
    """Let a file be the paper that counts; the one before stays on record. Holds the vendor."""
    _current(vendor, kind).update(replaced_at=clock.now())
    return VendorDocument.objects.create(
        vendor=vendor, kind=kind, file=file, uploaded_at=clock.now()
    )


def _current(vendor: Vendor, kind: str) -> QuerySet[VendorDocument]:
    return vendor.documents.filter(kind=kind, replaced_at__isnull=True)


@guards.use_case
def submit_application(*, vendor_id: int, actor: User) -> Vendor:
    """Hand the application to the verifiers of its region and start their clock (R-VERIFY-SLA).

    Raises: NotAllowed, InvalidTransition, Unfinished, RuleViolation when no market or channel fits.
    """
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_edit(actor, vendor))
    require_step(vendor, VendorStatus.SUBMITTED)
    _require_complete(vendor)
    _require_a_channel(vendor.legal_form, queries.figures_of(vendor))
    require_a_market(vendor.region)
    _require_free_nib(vendor, vendor.nib)
    moment = move_to(vendor, VendorStatus.SUBMITTED, actor=actor, stamp=("submitted_at",))
    zone = vendor.time_zone
    days = rule_in_force(RuleCode.VERIFY, on=clock.today(zone)).value
    due_at = holidays.add_working_days(moment, days, zone)
    deadlines.open_deadline(queries.REVIEW_DEADLINE, subject_id=vendor.pk, due_at=due_at)
    audit.record("vendor.submitted", actor=actor, subject=vendor)
    outbox.emit("vendor.submitted", subject=vendor)
    return vendor


def _open_for(vendor_id: int, actor: User) -> Vendor:
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_edit(actor, vendor))
    return vendor


def _free_slug(name: str, keep: int | None = None) -> str:
    locks.advisory_lock("vendor-slug")
    base = slugify(name)[:70] or "toko"
    others = Vendor.objects.exclude(pk=keep) if keep else Vendor.objects.all()
    taken = set(others.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)


def _checked_business(business: Business) -> dict[str, Any]:
    if business.legal_form not in LegalForm:
        raise InvalidField(_("Choose the legal form of your business."), field="legal_form")
    is_person = business.legal_form == LegalForm.INDIVIDUAL
    typed = {"nib": rules.plain(business.nib), "npwp": rules.plain(business.npwp)}
    if is_person:
        typed["nik"] = rules.plain(business.nik)
    require_shapes(typed)
    codes = list(dict.fromkeys(filter(None, map(rules.plain, business.kbli_codes))))
    if not 1 <= len(codes) <= MAX_KBLI:
        raise InvalidField(
            _("Give one to %(limit)s KBLI codes.") % {"limit": MAX_KBLI}, field="kbli_codes"
        )
    for code in codes:
        require_shapes({"kbli_codes": code})
    return {
        "name": required_text("name", business.name),
        "legal_form": business.legal_form,
        "nik": "",
        **typed,
        "kbli_codes": codes,
    }


def _require_free_nib(vendor: Vendor, nib: str) -> None:
    others = Vendor.objects.exclude(pk=vendor.pk).filter(status__in=HOLDS_NIB)
    if others.filter(nib=nib).exists():
        raise _nib_taken()


def _nib_taken() -> InvalidField:
    return InvalidField(
        _(
            "This NIB belongs to a shop that is verified or being checked. Ask its owner to add "
            "you; if the NIB is yours, tell the verifiers of your region."
        ),
        field="nib",
    )


def _require_a_channel(legal_form: str, figures: Figures) -> None:
    """Refuse a firm beyond the medium class with the numbers compared (R-SIZE-1)."""
    verdict = queries.size_verdict(figures, on=clock.today(calendar.HOME_ZONE))
    if verdict is None or rules.channels_for(
        rules.LegalForm(legal_form), rules.SizeClass(verdict.size)
    ):
        return
    column = "annual_sales_rupiah" if verdict.by_sales else "capital_rupiah"
    raise RuleViolation(
        _(
            "%(figure)s passes the upper bound of a medium business, %(bound)s "
            "(rule R-SIZE-1, %(source)s). This market is for micro, small and medium businesses "
            "and for cooperatives of any size."
        )
        % {
            "figure": rupiah(verdict.figure_rupiah),
            "bound": rupiah(verdict.bound_rupiah),
            "source": verdict.source,
        },
        field=column,
        rule="R-SIZE-1",
        size_class=str(SizeClass.NON_MSME),
    )


def _require_complete(vendor: Vendor) -> None:
    missing = missing_fields(vendor, queries.current_documents(vendor))
    if missing:
        labels = [label for step in missing.values() for label in step]
        raise Unfinished(
            _("Still to fill in: %(missing)s.") % {"missing": ", ".join(labels)}, missing=missing
        )
    waiting = [row.field for row in queries.returned_fields(vendor).values() if not row.repaired_at]
    if waiting:
        raise Unfinished(
            _("Repair every returned field first; %(number)s to go.") % {"number": len(waiting)},
            missing=waiting,
        )


def _refuse_locked(vendor: Vendor, fields: Collection[str]) -> None:
    locked = set(fields) - set(queries.returned_fields(vendor))
    if vendor.status == VendorStatus.RETURNED and locked:
        raise FieldLocked(
            _("The verifier found this correct; only the returned fields can be changed now."),
            fields=sorted(locked),
        )


def _note_repair(vendor: Vendor, fields: Collection[str]) -> None:
    rows = [row.pk for row in queries.returned_fields(vendor).values() if row.field in fields]
    vendor.field_reviews.filter(pk__in=rows).update(repaired_at=clock.now())


def _save(vendor: Vendor, changes: dict[str, Any], actor: User) -> Vendor:
    """Write what changed, refuse what is locked, count the step's returned fields as repaired."""
    changed = [column for column, value in changes.items() if getattr(vendor, column) != value]
    # An empty column may be filled even then: a repair elsewhere can make it needed.
    filled = {FIELD_OF_COLUMN[c] for c in changed if c in FIELD_OF_COLUMN and _had(vendor, c)}
    _refuse_locked(vendor, filled)
    for column in changed:
        setattr(vendor, column, changes[column])
    try:
        with transaction.atomic():
            vendor.save(update_fields=[column.removesuffix("_id") for column in changed])
    except IntegrityError as clash:
        if "one_vendor_per_nib" in str(clash):
            raise _nib_taken() from clash
        raise
    fields = {FIELD_OF_COLUMN[column] for column in changes if column in FIELD_OF_COLUMN}
    _note_repair(vendor, fields)
    audit.record("vendor.changed", actor=actor, subject=vendor, columns=sorted(changed))
    return vendor


def _had(vendor: Vendor, column: str) -> bool:
    return getattr(vendor, column) not in (None, "", [])
