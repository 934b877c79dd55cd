"""Who may ask for somebody's data, carry a request out, and read what was prepared."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny, operators_only
from marketplace.privacy.models import DataRequest, RequestKind


def can_ask(user: User, account_id: int | None) -> Verdict:
    """Everybody for themselves; an operator for somebody who came to them."""
    if account_id is not None and user.pk == account_id:
        return ALLOW
    return operators_only(user)


def can_decide(user: User, request: DataRequest) -> Verdict:
    """Another operator than the one who asked, and never whom it is about."""
    if user.pk in {request.asked_by_id, request.account_id}:
        return deny(
            _(
                "A second person carries out an erasure: neither who asked for it nor whom it is "
                "about. Ask a colleague."
            )
        )
    return operators_only(user)


def can_refuse(user: User, request: DataRequest) -> Verdict:
    """Any operator but whom it is about; so too who says that something was corrected."""
    if user.pk == request.account_id:
        return deny(_("Nobody answers their own request. Withdraw it instead."))
    return operators_only(user)


def can_withdraw(user: User, request: DataRequest) -> Verdict:
    """Whoever asked, and whose data it is."""
    if user.pk in {request.asked_by_id, request.account_id}:
        return ALLOW
    return deny(_("Only who asked, and whose data it is, can withdraw this request."))


def can_read_download(user: Any, file: PrivateFile) -> Verdict:
    """The person themselves, or the operator who prepares it for them, for seven days."""
    request = DataRequest.objects.filter(file=file).first()
    if request is None or request.expires_at is None or request.expires_at <= clock.now():
        return deny(_("This download has ended. Ask for a new one."))
    if user.pk == request.account_id:
        return ALLOW
    if user.pk == request.asked_by_id:
        return operators_only(user)
    return deny(_("This file is not open to you."))


def to_correct(user: User) -> QuerySet[DataRequest]:
    """Return the corrections that wait for this person (twin of ``can_refuse``)."""
    if not operators_only(user):
        return DataRequest.objects.none()
    waiting = DataRequest.objects.filter(outcome="", kind=RequestKind.CORRECT)
    return waiting.exclude(account=user)


def to_decide(user: User) -> QuerySet[DataRequest]:
    """Return the erasures that wait for this person (twin of ``can_decide``)."""
    if not operators_only(user):
        return DataRequest.objects.none()
    waiting = DataRequest.objects.filter(outcome="", kind=RequestKind.ERASE)
    return waiting.exclude(asked_by=user).exclude(account=user)
