"""What the use-cases of sanctions share: locks, checked texts and days, the shop's own status."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, files, locks, moments, outbox
from marketplace.core.errors import InvalidTransition, RuleViolation
from marketplace.core.models import Rule
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.core.text import clean_text
from vendors.models import Vendor, VendorStatus
from vendors.sanctions.models import (
    SANCTION_TRANSITIONS,
    STOPS_THE_SHOP,
    TEXT_MAX,
    FileSide,
    Sanction,
    SanctionFile,
    SanctionStatus,
)
from vendors.services.transitions import InvalidField, move_to

FILE_KIND = "sanction_file"
ENDS, HEARING = "sanction.ends", "sanction.hearing"
Uploads = Sequence[UploadedFile[Any]]


def hold(sanction_id: int) -> Sanction:
    """Lock a sanction under its shop's lock: what happens to one shop happens in one order."""
    vendor_id = Sanction.objects.values_list("vendor_id", flat=True).get(pk=sanction_id)
    held = locks.lock_all(
        (Vendor, [vendor_id], locks.Mode.UPDATE), (Sanction, [sanction_id], locks.Mode.UPDATE)
    )
    sanction = held.of(Sanction)[sanction_id]
    sanction.vendor = held.of(Vendor)[vendor_id]
    return sanction


def required_words(text: str, *, field: str) -> str:
    """Return a text of several lines fit to be shown. Raises: InvalidField, empty or too long."""
    words = clean_text(text)
    if not words:
        raise InvalidField(_("Write it in a few sentences; it is read by both sides."), field=field)
    if len(words) > TEXT_MAX:
        raise InvalidField(
            _("The text has %(length)s characters; at most %(limit)s fit. Shorten it.")
            % {"length": len(words), "limit": TEXT_MAX},
            field=field,
        )
    return words


def rule_of(code: RuleCode, vendor: Vendor) -> Rule:
    """Return the rule of today, at the shop's place. Raises: RuleMissing."""
    return rule_in_force(code, on=clock.today(vendor.time_zone))


def last_day(vendor: Vendor, ends_on: date, code: RuleCode) -> date:
    """Return the last day of a sanction that begins today. Raises: InvalidField outside the rule.

    The longest time counts its first day: 90 days from 1 March end on 29 May.
    """
    today, most = clock.today(vendor.time_zone), rule_of(code, vendor)
    latest = today + timedelta(days=most.value - 1)
    if not today <= ends_on <= latest:
        raise InvalidField(
            _("Choose a last day from today to %(latest)s (rule %(rule)s).")
            % {"latest": moments.day(latest), "rule": most.code},
            field="ends_on",
            rule=most.code,
        )
    return ends_on


def day_after(vendor: Vendor, day: date) -> datetime:
    """Return the first moment at the shop's place that lies after a day."""
    following = day + timedelta(days=1)
    return datetime(
        following.year, following.month, following.day, tzinfo=ZoneInfo(vendor.time_zone)
    )


@contextmanager
def written_papers(uploads: Uploads) -> Iterator[list[files.Written]]:
    """Take and write uploads before rows are locked. Raises: InvalidUpload, Busy."""
    with ExitStack() as stack:
        papers = [
            stack.enter_context(files.written_upload(upload, kind=FILE_KIND)) for upload in uploads
        ]
        yield [paper for paper in papers if paper is not None]


def keep_papers(
    sanction: Sanction, papers: Sequence[files.Written], side: FileSide, actor: User
) -> None:
    """Put the written files to the sanction."""
    for paper in papers:
        SanctionFile.objects.create(
            sanction=sanction,
            side=side,
            file=files.keep(paper, owner=actor),
            added_by=actor,
            added_at=clock.now(),
        )


def require_step(sanction: Sanction, to: SanctionStatus) -> None:
    """Raise InvalidTransition unless the sanction may become ``to`` (I-18)."""
    if to not in SANCTION_TRANSITIONS[sanction.status]:
        raise InvalidTransition(
            _("Sanction %(number)s now stands at “%(status)s”; reload the page.")
            % {"number": sanction.number, "status": sanction.get_status_display()},
            status=sanction.status,
        )


def move(
    sanction: Sanction,
    to: SanctionStatus,
    *,
    actor: User | None,
    reason: str,
    also: Sequence[str] = (),
) -> None:
    """Take one step; the trigger writes the history. ``also``: columns that change with it."""
    require_step(sanction, to)
    sanction.status, sanction.status_by, sanction.status_reason = to, actor, reason
    sanction.status_at = clock.now()
    steps = ["status", "status_by", "status_reason", "status_at"]
    sanction.save(update_fields=[*steps, *also])


def stop_the_shop(sanction: Sanction, *, actor: User) -> None:
    """Suspend the shop, which may be suspended by another sanction already."""
    vendor = sanction.vendor
    if vendor.status == VendorStatus.APPROVED:
        move_to(vendor, VendorStatus.SUSPENDED, actor=actor, reason=_summary(sanction))
    announce(sanction, "vendor.suspended", actor=actor, subject=vendor, ends_on=sanction.ends_on)


def _summary(sanction: Sanction) -> str:
    with translation.override(moments.PAPER_LANGUAGE):  # words on record
        return f"{sanction.number}: {sanction.get_ground_display()}"


def finish(sanction: Sanction, event: str, *, actor: User | None, reason: str) -> None:
    """Write that a sanction is over, and let the shop sell again once nothing else stops it.

    The shop is told once: that it may sell again, or else that this sanction is over.
    """
    vendor = sanction.vendor
    others = Sanction.objects.filter(
        vendor=vendor, status=SanctionStatus.IN_FORCE, kind__in=STOPS_THE_SHOP
    )
    if not sanction.stops_the_shop or others.exists():
        announce(sanction, event, actor=actor, reason=reason)
        return
    audit.record(event, actor=actor, subject=sanction, reason=reason, number=sanction.number)
    move_to(vendor, VendorStatus.APPROVED, actor=actor, reason=reason)
    announce(sanction, "vendor.reinstated", actor=actor, subject=vendor, reason=reason)


def announce(
    sanction: Sanction,
    event: str,
    *,
    actor: User | None,
    subject: Vendor | None = None,
    reason: str = "",
    **data: object,
) -> Sanction:
    """Write the trail and announce; ids and days alone, the words stand in the sanction."""
    about = subject or sanction
    audit.record(event, actor=actor, subject=about, reason=reason, number=sanction.number)
    outbox.emit(event, subject=about, sanction=sanction.pk, reason=reason, **data)
    return sanction


def require_in_force(sanction: Sanction) -> None:
    """Raise InvalidTransition for what is not in force."""
    if sanction.status != SanctionStatus.IN_FORCE:
        require_step(sanction, SanctionStatus.LIFTED)


class NothingToHide(RuleViolation):
    """Nothing was chosen, or something that the shop does not show."""

    code = "nothing_to_hide"
