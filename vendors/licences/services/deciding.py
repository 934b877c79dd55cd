"""The verifier's side: verify what was read, return with a reason, revoke what ceased to hold."""

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.policy import require
from vendors.licences import policies
from vendors.licences.models import Licence, LicenceStatus
from vendors.licences.services.asking import decide, locked, require_status
from vendors.licences.services.reminding import close_clocks, open_clocks
from vendors.services.transitions import require_read, required_reason


@guards.use_case
def verify_licence(*, licence_id: int, actor: User) -> Licence:
    """Let a licence count, from now until its last day.

    Raises: NotAllowed, Conflict when it was decided, UnreadPapers before its paper was opened.
    """
    licence = _for_judging(licence_id, actor, LicenceStatus.WAITING)
    if licence.file is not None:
        require_read({licence.file.name: licence.file}, actor)
    decide(licence, LicenceStatus.VERIFIED, actor)
    open_clocks(licence)
    return _announce(licence, "licence.verified", actor)


@guards.use_case
def return_licence(*, licence_id: int, reason: str, actor: User) -> Licence:
    """Give it back; the owner hands in another one. Raises: NotAllowed, Conflict, InvalidField."""
    licence = _for_judging(licence_id, actor, LicenceStatus.WAITING)
    decide(licence, LicenceStatus.RETURNED, actor, required_reason(reason))
    return _announce(licence, "licence.returned", actor, licence.reason)


@guards.use_case
def revoke_licence(*, licence_id: int, reason: str, actor: User) -> Licence:
    """End what a verified licence proves: its office withdrew it, or it was not genuine.

    Goods that rest on it are not sold from this moment on; orders already placed go on.
    Raises: NotAllowed, Conflict, InvalidField.
    """
    licence = _for_judging(licence_id, actor, LicenceStatus.VERIFIED)
    licence.revoke_reason = required_reason(reason)
    licence.status, licence.revoked_by = LicenceStatus.REVOKED, actor
    licence.revoked_at = clock.now()
    licence.save(update_fields=["status", "revoked_by", "revoked_at", "revoke_reason"])
    close_clocks(licence)
    return _announce(licence, "licence.revoked", actor, licence.revoke_reason)


def _for_judging(licence_id: int, actor: User, status: LicenceStatus) -> Licence:
    licence = locked(licence_id)
    require(policies.can_judge(actor, licence))
    require_status(licence, status)
    return licence


def _announce(licence: Licence, event: str, actor: User, reason: str = "") -> Licence:
    audit.record(
        event,
        actor=actor,
        subject=licence.vendor,
        reason=reason,
        licence=licence.pk,
        kind=licence.kind,
    )
    outbox.emit(event, subject=licence, reason=reason)
    return licence
