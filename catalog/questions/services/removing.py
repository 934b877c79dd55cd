"""Use-cases of a catalogue manager: take down a question with all of it, or its answer alone."""

from django.utils.translation import gettext as _

from catalog.questions import policies
from catalog.questions.models import ProductQuestion, QuestionStatus
from catalog.reasons import required_reason
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.errors import InvalidTransition, RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.policy import require


def _reason(reason: str) -> str:
    return required_reason(
        reason,
        RuleViolation(
            _("Write a reason that both sides understand, at least five letters."), field="reason"
        ),
    )


def _gone() -> InvalidTransition:
    return InvalidTransition(_("This was taken down or changed already. Reload the page."))


@guards.use_case
def remove_question(*, question_id: int, reason: str, actor: User) -> ProductQuestion:
    """Take a question down, and what was answered with it. Raises: as ``remove_answer``."""
    question = lock_one(ProductQuestion, question_id)
    require(policies.can_take_down(actor, question.product))
    words = _reason(reason)
    if question.status == QuestionStatus.REMOVED:
        raise _gone()
    question.status = QuestionStatus.REMOVED
    question.removed_by, question.removed_at = actor, clock.now()
    question.removed_reason = words
    question.save(update_fields=["status", "removed_by", "removed_at", "removed_reason"])
    audit.record("question.removed", actor=actor, subject=question, reason=words)
    outbox.emit("question.removed", subject=question, reason=words)
    return question


@guards.use_case
def remove_answer(*, question_id: int, reason: str, actor: User) -> ProductQuestion:
    """Take the answer down; the question waits for another one.

    Raises: NotAllowed, RuleViolation without a reason, InvalidTransition where no answer stands.
    """
    question = lock_one(ProductQuestion, question_id)
    require(policies.can_take_down(actor, question.product))
    words = _reason(reason)
    taken = question.answers.filter(removed_at=None).update(
        removed_by=actor, removed_at=clock.now(), removed_reason=words
    )
    if not taken or question.status != QuestionStatus.ANSWERED:
        raise _gone()
    question.status = QuestionStatus.WAITING
    question.save(update_fields=["status"])
    audit.record("question.answer_removed", actor=actor, subject=question, reason=words)
    outbox.emit("question.answer_removed", subject=question, reason=words)
    return question
