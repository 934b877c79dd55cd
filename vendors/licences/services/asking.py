"""The owner's side: hand a licence in, renew it, take it back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, files, guards, locks, outbox
from marketplace.core.errors import Conflict
from marketplace.core.policy import require
from marketplace.core.text import clean_line
from vendors.licences import policies, queries, rules
from vendors.licences.kinds import KINDS, Kind, LicenceKind
from vendors.licences.messages import sentence
from vendors.licences.models import Licence, LicenceStatus
from vendors.models import Vendor
from vendors.rules import Finding
from vendors.services.transitions import InvalidField

RENEWABLE = (LicenceStatus.VERIFIED, LicenceStatus.REVOKED, LicenceStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands on a licence; ``replaces``: the key of the one it renews or repairs."""

    kind: str
    scope: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    tkdn_percent: Decimal | None = None
    replaces: int | None = None


def ask_licence(
    *, vendor_id: int, facts: Facts, actor: User, upload: UploadedFile[Any] | None = None
) -> Licence:
    """Hand in a licence; it counts from the moment a verifier has compared it.

    Raises: NotAllowed, InvalidField, InvalidUpload, Conflict while the same number waits or where
    the one it renews is not one of this shop and kind.
    """
    require(policies.can_ask(actor, Vendor.objects.get(pk=vendor_id)))
    checked = _checked(facts, has_paper=upload is not None)
    with files.written_upload(upload, kind=queries.PAPER) as file:
        return _ask(vendor_id, checked, file, actor)


@guards.use_case
def _ask(vendor_id: int, facts: Facts, file: files.Written | None, actor: User) -> Licence:
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_ask(actor, vendor))
    replaced = _replaced(vendor, facts)
    kept = files.keep(file, owner=actor) if file is not None else None
    licence = Licence.objects.create(
        vendor=vendor,
        kind=facts.kind,
        number=facts.number,
        issuer=facts.issuer,
        scope=facts.scope,
        issued_on=facts.issued_on,
        expires_on=facts.expires_on,
        tkdn_percent=facts.tkdn_percent,
        replaces=replaced,
        file=kept,
        asked_by=actor,
        asked_at=clock.now(),
    )
    audit.record(
        "licence.asked", actor=actor, subject=vendor, licence=licence.pk, kind=licence.kind
    )
    outbox.emit("licence.asked", subject=licence)
    return licence


def _replaced(vendor: Vendor, facts: Facts) -> Licence | None:
    if facts.replaces is None:
        return None
    found = Licence.objects.filter(pk=facts.replaces, vendor=vendor, kind=facts.kind).first()
    if found is None or found.status not in RENEWABLE:
        raise Conflict(_("A licence renews one of the same shop and kind. Reload the page."))
    return found


def _checked(facts: Facts, *, has_paper: bool) -> Facts:
    """Return the facts as they are stored. Raises: InvalidField at the field that is wrong."""
    if facts.kind not in LicenceKind.values:
        raise InvalidField(_("Choose what kind of licence it is."), field="kind")
    kind, today = KINDS[facts.kind], queries.sale_day()
    _refuse_errors(facts, kind, today)
    if kind.paper and not has_paper:
        raise InvalidField(_("Add the paper itself: a clear photo or a PDF."), field="upload")
    scope = clean_line(facts.scope)
    if not scope:
        raise InvalidField(
            _("Write which goods it covers, as the paper names them."), field="scope"
        )
    is_tkdn = facts.kind == LicenceKind.TKDN
    return Facts(
        kind=facts.kind,
        scope=scope,
        number=kind.tidy(facts.number) if kind.paper else "",
        issuer=clean_line(facts.issuer) or str(kind.issuer),
        issued_on=facts.issued_on or (None if kind.paper else today),
        expires_on=facts.expires_on if kind.paper else None,
        tkdn_percent=facts.tkdn_percent if is_tkdn else None,
        replaces=facts.replaces,
    )


def _refuse_errors(facts: Facts, kind: Kind, today: date) -> None:
    """Refuse wrong shapes; doubts are the verifier's. A paper that is over proves nothing."""
    days = rules.check_days(
        issued_on=facts.issued_on,
        expires_on=facts.expires_on if kind.paper else None,
        has_end=kind.ends,
        on=today,
    )
    checks: list[tuple[str, Finding]] = [("number", kind.check(facts.number, today))]
    late = days.code == "licence_not_issued_yet"
    checks.append(("issued_on" if late else "expires_on", days))
    if facts.kind == LicenceKind.TKDN:
        checks.append(("tkdn_percent", rules.check_percent(facts.tkdn_percent)))
    for field, finding in checks:
        if finding.is_error:
            raise InvalidField(sentence(finding), field=field)


@guards.use_case
def withdraw_licence(*, licence_id: int, actor: User) -> Licence:
    """Take back what waits. Raises: NotAllowed, Conflict when it was decided."""
    licence = locked(licence_id)
    require(policies.can_ask(actor, licence.vendor))
    require_status(licence, LicenceStatus.WAITING)
    decide(licence, LicenceStatus.WITHDRAWN, actor)
    audit.record("licence.withdrawn", actor=actor, subject=licence.vendor, licence=licence.pk)
    return licence


def locked(licence_id: int) -> Licence:
    """Lock a licence behind its shop and return both fresh.

    Placing an order holds the shop: of a revocation and an order one waits for the other.
    """
    vendor_id = Licence.objects.values_list("vendor_id", flat=True).get(pk=licence_id)
    vendor = locks.lock_one(Vendor, vendor_id)
    licence = locks.lock_one(Licence, licence_id)
    licence.vendor = vendor
    return licence


def require_status(licence: Licence, status: LicenceStatus) -> None:
    """Refuse what was decided meanwhile. Raises: Conflict."""
    if licence.status != status:
        raise Conflict(
            _("This licence is “%(state)s” now. Reload the page to see what was decided.")
            % {"state": licence.get_status_display()}
        )


def decide(licence: Licence, status: LicenceStatus, actor: User, reason: str = "") -> None:
    """Write the one decision of a licence."""
    licence.status, licence.decided_by, licence.reason = status, actor, reason
    licence.decided_at = clock.now()
    licence.save(update_fields=["status", "decided_by", "decided_at", "reason"])
