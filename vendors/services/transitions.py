"""What the vendor use-cases share: the move between statuses, and refusals that name a field."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import clock, files
from marketplace.core.errors import InvalidTransition, RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.models import PrivateFile
from marketplace.core.text import clean_line
from vendors.models import VENDOR_TRANSITIONS, Vendor, VendorStatus


class InvalidField(RuleViolation):
    """One field cannot be taken as it is; ``details["field"]`` names it."""

    code = "invalid_field"


class FieldLocked(RuleViolation):
    """The verifier found this field correct; only the returned ones are open for repair."""

    code = "field_locked"


class Unfinished(RuleViolation):
    """The application cannot be submitted yet; ``details["missing"]`` lists what is empty."""

    code = "application_unfinished"


class UnreadPapers(RuleViolation):
    """A paper was not opened by whoever calls it correct; ``details["papers"]`` names each."""

    code = "papers_unread"


def require_read(papers: Mapping[str, PrivateFile], actor: User) -> None:
    """Refuse to call correct what was not looked at. papers: the file by its name in words.

    Raises: UnreadPapers.
    """
    unread = files.unread_by(actor, list(papers.values()))
    names = [name for name, file in papers.items() if file.pk in unread]
    if names:
        raise UnreadPapers(
            _("Open %(papers)s first: you have not looked at it yet.")
            % {"papers": ", ".join(names)},
            papers=names,
        )


def required_reason(text: str) -> str:
    """Return a reason fit to be shown. Raises: InvalidField when empty or over 500 characters."""
    reason = clean_line(text)
    if not reason:
        raise InvalidField(_("Write the reason; the shop owner reads it."), field="reason")
    if len(reason) > REASON_MAX:
        raise InvalidField(
            _("The reason has %(length)s characters; at most %(limit)s fit. Shorten it.")
            % {"length": len(reason), "limit": REASON_MAX},
            field="reason",
        )
    return reason


def require_step(vendor: Vendor, to: VendorStatus) -> None:
    """Raise InvalidTransition unless the status may become ``to`` (I-18)."""
    if to not in VENDOR_TRANSITIONS[vendor.status]:
        raise InvalidTransition(
            _("%(name)s now stands at “%(status)s”; reload the page to see the next step.")
            % {"name": vendor.name, "status": VendorStatus(vendor.status).label},
            status=vendor.status,
        )


def move_to(
    vendor: Vendor,
    to: VendorStatus,
    *,
    actor: User | None,
    reason: str = "",
    stamp: tuple[str, ...] = (),
) -> datetime:
    """Set the status with who, why and when; return the moment. The trigger writes the history.

    actor: None for the clock, which ends a suspension.
    stamp: moments of the vendor, such as ``approved_at``, that are this very step.
    """
    require_step(vendor, to)
    vendor.status, vendor.status_by, vendor.status_reason = to, actor, reason
    vendor.status_at = clock.now()
    for name in stamp:
        setattr(vendor, name, vendor.status_at)
    steps = ["status", "status_by", "status_reason", "status_at"]
    vendor.save(update_fields=[*steps, *stamp, "approved_by"])
    return vendor.status_at
