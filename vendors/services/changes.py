"""A verified shop changes what was verified: the owner asks, a verifier checks, then it holds."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, files, guards, locks, outbox
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.models import PrivateFile
from marketplace.core.policy import require
from vendors import policies, queries, rules
from vendors.application import Account, Place
from vendors.models import (
    PROVED_BY_PAPER,
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
    DocumentKind,
    Vendor,
)
from vendors.requirements import papers_asked
from vendors.services.columns import (
    bank_columns,
    npwp_columns,
    phone_column,
    place_columns,
    require_a_market,
    require_shapes,
)
from vendors.services.duplicates import require_free, watched
from vendors.services.entries import note_columns
from vendors.services.papers import DOCUMENT_FILE, replace_document
from vendors.services.transitions import InvalidField, require_read, required_reason

Asked = Account | Place | str | bool


class SecondLookNeeded(RuleViolation):
    """Money would move to another account on the word of one person."""

    code = "second_look_needed"


# The paper of the shop that the paper behind an applied change becomes.
PAPER_OF_CHANGE: Final[Mapping[str, DocumentKind]] = {
    ChangeKind.NPWP: DocumentKind.NPWP,
    ChangeKind.ACCOUNT: DocumentKind.PASSBOOK,
    ChangeKind.PKP: DocumentKind.PKP_CERTIFICATE,
}


class NothingChanged(RuleViolation):
    """What is asked for is what stands there."""

    code = "nothing_changed"


def ask_change(
    *,
    vendor_id: int,
    kind: str,
    asked: Asked,
    actor: User,
    upload: UploadedFile[Any] | None = None,
) -> ChangeRequest:
    """Ask for a change of a verified shop; what was verified is used until it is applied.

    ``asked``: an ``Account`` (its bank columns), a ``Place``, or the phone, NPWP, PKP status.
    Raises: NotAllowed, InvalidField, InvalidUpload, NothingChanged, Conflict while one of the kind
    waits, RuleViolation without the paper that proves it or where no market covers the new place.
    """
    require(policies.can_ask_change(actor, Vendor.objects.get(pk=vendor_id)))
    with (
        watched(vendor_id=vendor_id, actor=actor),
        files.written_upload(upload, kind=DOCUMENT_FILE) as file,
    ):
        return _ask(vendor_id, ChangeKind(kind), asked, file, actor)


@guards.use_case
def _ask(
    vendor_id: int, wanted: ChangeKind, asked: Asked, file: files.Written | None, actor: User
) -> ChangeRequest:
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_ask_change(actor, vendor))
    columns = _columns(vendor, wanted, asked)
    require_free(vendor, columns)
    before = {column: getattr(vendor, column) for column in columns}
    if before == columns:
        raise NothingChanged(_("This is what is on record already. Type what is new."))
    if "region_id" in columns:
        require_a_market(queries.region(columns["region_id"]))
    if vendor.change_requests.filter(kind=wanted, status=ChangeStatus.PENDING).exists():
        raise Conflict(
            _("A change of this kind waits for the verifier already. Withdraw it first.")
        )
    request = ChangeRequest.objects.create(
        vendor=vendor,
        kind=wanted,
        values=json.dumps(columns),
        before=json.dumps(before),
        file=_paper(wanted, file, actor),
        asked_by=actor,
        asked_at=clock.now(),
    )
    return _announce(request, "vendor.change_asked", actor)


def _paper(kind: ChangeKind, file: files.Written | None, actor: User) -> PrivateFile | None:
    if file is not None:
        return files.keep(file, owner=actor)
    if kind in PROVED_BY_PAPER:
        raise InvalidField(
            _(
                "Add the paper that proves the change: passbook, NPWP card or letter of the tax "
                "office."
            ),
            field="upload",
        )
    return None


def _columns(vendor: Vendor, kind: ChangeKind, asked: Any) -> dict[str, Any]:
    if kind == ChangeKind.ACCOUNT:
        return bank_columns(asked)
    if kind == ChangeKind.PHONE:
        return phone_column(asked)
    if kind == ChangeKind.ADDRESS:
        return place_columns(asked)
    if kind == ChangeKind.PKP:
        return {"is_pkp": bool(asked)}
    columns = npwp_columns(rules.plain(asked), "")
    require_shapes({"npwp": columns["npwp"]})
    # The place stands under its NPWP: under another one it says nothing any more.
    stays = vendor.nitku.startswith(columns["npwp"])
    return {**columns, "nitku": vendor.nitku if stays else ""}


@guards.use_case
def pass_change_on(*, request_id: int, actor: User) -> ChangeRequest:
    """Say that a change agrees with its paper; another person looks again and applies it.

    Raises: NotAllowed, Conflict when it was decided or looked at, UnreadPapers.
    """
    request, vendor = _for_decision(request_id)
    require(policies.can_review(actor, vendor))
    if not request.waits_for_first_look:
        raise Conflict(_("Somebody has looked at it already. Reload the page."))
    require_read(_papers(request), actor)
    request.first_look_by, request.first_look_at = actor, clock.now()
    request.save(update_fields=["first_look_by", "first_look_at"])
    return _announce(request, "vendor.change_passed_on", actor)


@guards.use_case
def apply_change(*, request_id: int, actor: User) -> ChangeRequest:
    """Let a checked change hold from now on.

    Raises: NotAllowed, Conflict when it was decided, SecondLookNeeded, UnreadPapers.
    """
    request, vendor = _for_decision(request_id)
    require(policies.can_decide_change(actor, request))
    if request.waits_for_first_look:
        raise SecondLookNeeded(
            _("A bank account changes when two people have compared it. Pass it on first.")
        )
    require_read(_papers(request), actor)
    _decide(request, ChangeStatus.APPLIED, actor)
    columns = request.columns
    channels = queries.open_channels(vendor)
    if "npwp" in columns:  # asked for before tax numbers were stored as 16 digits
        columns["npwp"] = rules.npwp16(columns["npwp"])
    for column, value in columns.items():
        setattr(vendor, column, value)
    vendor.save(update_fields=[column.removesuffix("_id") for column in columns])
    note_columns(vendor, columns, actor=request.asked_by)
    paper = PAPER_OF_CHANGE.get(request.kind)
    if paper in papers_asked(vendor) and request.file is not None:
        replace_document(vendor, str(paper), request.file)
    if queries.open_channels(vendor) != channels:
        outbox.emit("vendor.channels_changed", subject=vendor)
    return _announce(request, "vendor.change_applied", actor)


@guards.use_case
def refuse_change(*, request_id: int, reason: str, actor: User) -> ChangeRequest:
    """Refuse a change; what was verified stays. Raises: NotAllowed, Conflict, InvalidField."""
    request, _vendor = _for_decision(request_id)
    require(policies.can_decide_change(actor, request))
    _decide(request, ChangeStatus.REFUSED, actor, required_reason(reason))
    return _announce(request, "vendor.change_refused", actor)


@guards.use_case
def withdraw_change(*, request_id: int, actor: User) -> ChangeRequest:
    """Take a waiting request back. Raises: NotAllowed, Conflict when it was decided."""
    request, vendor = _for_decision(request_id)
    require(policies.acts_for(actor, vendor, to=policies.VendorAct.APPLY))
    _decide(request, ChangeStatus.WITHDRAWN, actor)
    audit.record("vendor.change_withdrawn", actor=actor, subject=vendor, kind=request.kind)
    return request


@guards.use_case
def reveal_change(*, request_id: int, actor: User) -> None:
    """Write down who reads the asked numbers in full (UU 27/2022 art. 31). Raises: NotAllowed."""
    request, vendor = _for_decision(request_id, decided=True)
    require(policies.can_read_change(actor, request))
    audit.record(queries.REVEALED, actor=actor, subject=vendor, field=f"change.{request.kind}")


def _papers(request: ChangeRequest) -> dict[str, PrivateFile]:
    return {_("the paper"): request.file} if request.file is not None else {}


def _for_decision(request_id: int, *, decided: bool = False) -> tuple[ChangeRequest, Vendor]:
    found = ChangeRequest.objects.get(pk=request_id)
    vendor = locks.lock_one(Vendor, found.vendor_id)
    request = ChangeRequest.objects.select_related("file").get(pk=request_id)
    request.vendor = vendor
    if request.status != ChangeStatus.PENDING and not decided:
        raise Conflict(_("This request was decided already. Reload the page to see how."))
    return request, vendor


def _decide(request: ChangeRequest, status: ChangeStatus, actor: User, reason: str = "") -> None:
    request.status, request.decided_by, request.reason = status, actor, reason
    request.decided_at = clock.now()
    request.save(update_fields=["status", "decided_by", "decided_at", "reason"])


def _announce(request: ChangeRequest, event: str, actor: User) -> ChangeRequest:
    """Write the trail and announce; the values themselves stand in the request alone."""
    audit.record(
        event, actor=actor, subject=request.vendor, reason=request.reason, kind=request.kind
    )
    outbox.emit(event, subject=request.vendor, change=request.pk)
    return request
