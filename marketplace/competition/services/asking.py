"""What shops ask before they offer, and what the office answers, to all of them."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.competition import policies
from marketplace.competition.models import Competition, Inquiry, Invited, Status
from marketplace.competition.services import stages
from marketplace.competition.services.offering import TooLate
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.errors import Conflict
from marketplace.core.locks import lock_one
from marketplace.core.policy import require


@guards.use_case
def ask(*, invited_id: int, words: str, actor: User) -> Inquiry:
    """Ask the office; all invited shops read the question, nobody who asked.

    Raises: NotAllowed, InvalidTransition, TooLate, ReasonMissing.
    """
    invited = Invited.objects.select_related("vendor").get(pk=invited_id)
    row = lock_one(Competition, invited.competition_id)
    invited.competition = row
    require(policies.can_offer(actor, invited))
    stages.require_status(row, Status.RUNNING)
    now = clock.now()
    if now >= row.questions_due:
        raise TooLate(_("The time for questions is over. What was answered stands on the page."))
    asked = Inquiry.objects.create(
        competition=row,
        vendor=invited.vendor,
        words=stages.reason(words, owed=True),
        asked_by=actor,
        asked_at=now,
    )
    audit.record("competition.ask", actor=actor, subject=row, inquiry=asked.pk)
    outbox.emit("competition.ask", subject=row, inquiry=asked.pk)
    return asked


@guards.use_case
def answer(*, inquiry_id: int, words: str, actor: User) -> Inquiry:
    """Answer a question, once, to all invited shops, while they may still offer.

    Raises: NotAllowed, InvalidTransition, TooLate, ReasonMissing, Conflict.
    """
    asked = Inquiry.objects.get(pk=inquiry_id)
    row = lock_one(Competition, asked.competition_id)
    require(policies.can_buy(actor, row))
    stages.require_status(row, Status.RUNNING)
    asked.refresh_from_db()
    now = clock.now()
    if now >= row.offers_due:
        raise TooLate(_("The time for offers is over: an answer would help nobody any more."))
    if asked.answer:
        raise Conflict(_("This question was answered already. Reload the page to read it."))
    asked.answer = stages.reason(words, owed=True)
    asked.answered_by, asked.answered_at = actor, now
    asked.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record("competition.answer", actor=actor, subject=row, inquiry=asked.pk)
    outbox.emit("competition.answer", subject=row, inquiry=asked.pk)
    return asked
