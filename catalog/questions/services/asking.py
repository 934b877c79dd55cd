"""Use-cases of asking and answering."""

from datetime import timedelta

from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.questions import policies, rules
from catalog.questions.models import WORDS_MAX, ProductQuestion, QuestionAnswer, QuestionStatus
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.errors import DomainError, InvalidTransition, NotAllowed, RuleViolation
from marketplace.core.locks import Mode, lock_all, lock_one, own
from marketplace.core.policy import require
from marketplace.core.text import clean_text


class TooManyQuestions(DomainError):
    """More than a person asks in a day, or an office about the same goods at a time."""

    code, http_status = "too_many_questions", 429


def _cleaned(words: str) -> str:
    text = clean_text(words)
    if not 10 <= len(text) <= WORDS_MAX:
        raise RuleViolation(
            _("Write between 10 and %(most)s characters; these are %(number)s.")
            % {"most": WORDS_MAX, "number": len(text)},
            field="words",
        )
    if rules.names_a_person(text):
        raise RuleViolation(
            _(
                "Everybody reads this, so it holds no telephone number, e-mail address, link, NIK "
                "or account number. Take it out; the order page has a conversation for the rest."
            ),
            field="words",
        )
    return text


@guards.use_case
def ask_question(*, product_id: int, agency_id: int, words: str, actor: User) -> ProductQuestion:
    """Ask the shop about its goods in the name of an office.

    words: 10 to 500 characters after cleaning, without numbers or addresses of people. The person
    and the goods are held, so that questions sent at once are counted one after the other.
    Raises: NotAllowed, TooManyQuestions, RuleViolation.
    """
    text = _cleaned(words)
    rows = lock_all((User, [actor.pk], Mode.UPDATE), (Product, [product_id], Mode.NO_KEY_UPDATE))
    product = rows.of(Product)[product_id]
    require(policies.can_ask(actor, product))
    if agency_id not in actor.agencies_as():
        raise NotAllowed(_("You have no duty in this office, so you cannot ask in its name."))
    _require_room(actor, product, agency_id)
    question = ProductQuestion.objects.create(
        product=product, agency_id=agency_id, asked_by=actor, words=text, asked_at=clock.now()
    )
    own(question)
    audit.record("question.asked", actor=actor, subject=question, product=product.pk)
    outbox.emit("question.asked", subject=question)
    return question


def _require_room(actor: User, product: Product, agency_id: int) -> None:
    since = clock.now() - timedelta(days=1)
    asked = ProductQuestion.objects.filter(asked_by=actor, asked_at__gte=since).count()
    if asked >= rules.MOST_A_DAY:
        raise TooManyQuestions(
            _(
                "You asked %(number)s questions within a day, the most there are. Ask again "
                "tomorrow."
            )
            % {"number": asked}
        )
    waiting = product.questions.filter(agency=agency_id, status=QuestionStatus.WAITING).count()
    if waiting >= rules.MOST_WAITING:
        raise TooManyQuestions(
            _(
                "%(number)s questions of your office about these goods wait for the shop. Wait for "
                "an answer before you ask more."
            )
            % {"number": waiting}
        )


@guards.use_case
def answer_question(*, question_id: int, words: str, actor: User) -> QuestionAnswer:
    """Answer a question for everybody to read.

    Raises: NotAllowed, RuleViolation, InvalidTransition for one that is answered or taken down.
    """
    question = lock_one(ProductQuestion, question_id)
    require(policies.can_answer(actor, question.product.vendor))
    text = _cleaned(words)
    if question.status != QuestionStatus.WAITING:
        raise InvalidTransition(
            _("This question does not wait for an answer any more. Reload the page.")
        )
    answer = QuestionAnswer.objects.create(
        question=question, words=text, answered_by=actor, answered_at=clock.now()
    )
    question.status = QuestionStatus.ANSWERED
    question.save(update_fields=["status"])
    audit.record("question.answered", actor=actor, subject=question)
    outbox.emit("question.answered", subject=question)
    return answer
