"""Use-cases of reports: send one, answer all of a listing."""

import time
from typing import Final

from django.utils.translation import gettext as _

from catalog import services as catalogue
from catalog.models import Product, ProductStatus
from catalog.moderation import policies
from catalog.moderation.models import ListingReport, ReportKind, ReportStatus
from catalog.reasons import required_reason
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.cache import count_up
from marketplace.core.errors import DomainError, InvalidTransition, RuleViolation
from marketplace.core.locks import lock_one, lock_shared
from marketplace.core.policy import require

MOST_AN_HOUR: Final = 6  # of one line without an account, or of one account
MOST_OPEN: Final = 30  # of one listing: whoever answers has read enough
HOUR: Final = 3_600


class TooMany(DomainError):
    """More reports than people send; they may try again in an hour."""

    code, http_status = "too_many_reports", 429


def report_listing(
    *, product_id: int, kind: str, words: str, sender: str, reporter: User | None = None
) -> ListingReport:
    """Tell the market's catalogue managers what is wrong with a listing.

    ``sender``: by whom reports are counted in an hour; it is not kept. ``reporter``: an account
    that wants the answer. Raises: NotAllowed, TooMany, RuleViolation, Conflict.
    """
    if count_up(f"report-{sender}-{int(time.time()) // HOUR}", kept_seconds=HOUR) > MOST_AN_HOUR:
        raise TooMany(_("You have sent many reports this hour. Try again in an hour."))
    return _report(product_id, kind, words, reporter)


@guards.use_case
def _report(product_id: int, kind: str, words: str, reporter: User | None) -> ListingReport:
    product = lock_shared(Product, product_id)
    require(policies.can_report(product))
    waiting = product.reports.filter(status=ReportStatus.OPEN).count()
    if waiting >= MOST_OPEN:
        raise TooMany(_("This listing was reported often; a catalogue manager reads it now."))
    report = ListingReport.objects.create(
        product=product,
        kind=ReportKind(kind),
        words=words,
        reporter=reporter,
        reported_at=clock.now(),
    )
    audit.record("listing.reported", actor=reporter, subject=product, kind=kind)
    if not waiting:
        outbox.emit("listing.reported", subject=product, kind=kind)
    return report


@guards.use_case
def answer_reports(*, product_id: int, upheld: bool, reason: str, actor: User) -> Product:
    """Answer all open reports of a listing; what is upheld is taken down, where it is live.

    Raises: NotAllowed, RuleViolation, InvalidTransition when none waits.
    """
    product = lock_one(Product, product_id)
    require(policies.can_answer(actor, product))
    words = required_reason(
        reason,
        RuleViolation(
            _("Write a reason the shop owner can act on, at least five letters."), field="reason"
        ),
    )
    waiting = product.reports.filter(status=ReportStatus.OPEN)
    reporters = sorted(set(waiting.exclude(reporter=None).values_list("reporter", flat=True)))
    answered = waiting.update(
        status=ReportStatus.UPHELD if upheld else ReportStatus.DISMISSED,
        answer=words,
        decided_by=actor,
        decided_at=clock.now(),
    )
    if not answered:
        raise InvalidTransition(
            _("The reports of %(name)s were answered already. Reload the page.")
            % {"name": product.name}
        )
    if upheld and product.status == ProductStatus.PUBLISHED:
        product = catalogue.unpublish_product(product_id=product.pk, reason=words, actor=actor)
    step = "upheld" if upheld else "dismissed"
    audit.record(
        f"listing.reports_{step}", actor=actor, subject=product, reason=words, number=answered
    )
    outbox.emit(f"listing.reports_{step}", subject=product, reason=words, told=reporters)
    return product
