"""A blacklist proposal: the shop is heard, another person decides. And: a warning was read."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, deadlines, files, guards, moments
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from vendors.sanctions import policies, queries
from vendors.sanctions.models import FileSide, Sanction, SanctionStatus
from vendors.sanctions.services import steps
from vendors.sanctions.services.imposing import appeal_until
from vendors.sanctions.services.steps import Uploads
from vendors.services.transitions import InvalidField, required_reason


class ShopNotHeard(RuleViolation):
    """The shop has not answered and its time is not over."""

    code = "shop_not_heard"


class AlreadyAnswered(Conflict):
    """The shop has answered, or its time is over."""

    code = "already_answered"


def answer_proposal(
    *, sanction_id: int, words: str, actor: User, uploads: Uploads = ()
) -> Sanction:
    """Say in the shop's name what it has to say, once, up to the last day of the hearing.

    Raises: NotAllowed, InvalidField, InvalidUpload, AlreadyAnswered, InvalidTransition.
    """
    require(policies.can_answer(actor, Sanction.objects.get(pk=sanction_id)))
    with steps.written_papers(uploads) as papers:
        return _answer(sanction_id, words, papers, actor)


@guards.use_case
def _answer(sanction_id: int, words: str, papers: Sequence[files.Written], actor: User) -> Sanction:
    sanction = steps.hold(sanction_id)
    require(policies.can_answer(actor, sanction))
    steps.require_step(sanction, SanctionStatus.DISMISSED)
    if sanction.answered_at or not queries.is_heard_today(sanction):
        raise AlreadyAnswered(_("The answer was sent before, or the time for it is over."))
    sanction.answer = steps.required_words(words, field="words")
    sanction.answered_by, sanction.answered_at = actor, clock.now()
    sanction.save(update_fields=["answer", "answered_by", "answered_at"])
    steps.keep_papers(sanction, papers, FileSide.ANSWER, actor)
    deadlines.close(steps.HEARING, subject_id=sanction.pk)
    return steps.announce(sanction, "sanction.answered", actor=actor)


@guards.use_case
def decide_proposal(
    *, sanction_id: int, approve: bool, reason: str, actor: User, ends_on: date | None = None
) -> Sanction:
    """Blacklist the shop up to ``ends_on``, or dismiss the proposal.

    Raises: NotAllowed, InvalidTransition, ShopNotHeard, InvalidField for a last day outside
    R-SANCTION-BLACKLIST-MIN and -MAX.
    """
    sanction = steps.hold(sanction_id)
    require(policies.can_decide(actor, sanction))
    to = SanctionStatus.IN_FORCE if approve else SanctionStatus.DISMISSED
    if sanction.status != SanctionStatus.PROPOSED:
        steps.require_step(sanction, SanctionStatus.DISMISSED)
    why = required_reason(reason)
    if approve:
        _require_heard(sanction)
        sanction.starts_on = clock.today(sanction.vendor.time_zone)
        sanction.ends_on = _blacklisted_until(sanction, ends_on)
        sanction.appeal_until = appeal_until(sanction.vendor)
    sanction.decided_by, sanction.decided_at = actor, clock.now()
    verdict = ("starts_on", "ends_on", "appeal_until", "decided_by", "decided_at")
    steps.move(sanction, to, actor=actor, reason=why, also=verdict)
    deadlines.close(steps.HEARING, subject_id=sanction.pk)
    if sanction.ends_on is None:
        return steps.announce(sanction, "sanction.dismissed", actor=actor, reason=why)
    due = steps.day_after(sanction.vendor, sanction.ends_on)
    deadlines.open_deadline(steps.ENDS, subject_id=sanction.pk, due_at=due)
    steps.stop_the_shop(sanction, actor=actor)
    return sanction


def _require_heard(sanction: Sanction) -> None:
    if sanction.answered_at is None and sanction.heard_until and queries.is_heard_today(sanction):
        raise ShopNotHeard(
            _("The shop may answer until %(day)s; decide when it has, or after that day.")
            % {"day": moments.day(sanction.heard_until)}
        )


def blacklist_span(sanction: Sanction) -> tuple[date, date]:
    """Return the earliest and the latest last day of a blacklist decided today."""
    today = clock.today(sanction.vendor.time_zone)
    codes = (RuleCode.SANCTION_BLACKLIST_MIN, RuleCode.SANCTION_BLACKLIST_MAX)
    least, most = (steps.rule_of(code, sanction.vendor).value for code in codes)
    return today + timedelta(days=least - 1), today + timedelta(days=most - 1)


def _blacklisted_until(sanction: Sanction, ends_on: date | None) -> date:
    earliest, latest = blacklist_span(sanction)
    if ends_on is None or not earliest <= ends_on <= latest:
        raise InvalidField(
            _("Choose a last day from %(earliest)s to %(latest)s (rules %(rules)s).")
            % {
                "earliest": moments.day(earliest),
                "latest": moments.day(latest),
                "rules": "R-SANCTION-BLACKLIST-MIN, R-SANCTION-BLACKLIST-MAX",
            },
            field="ends_on",
        )
    return ends_on


@guards.use_case
def confirm_reading(*, sanction_id: int, actor: User) -> Sanction:
    """Note that the owner has read a sanction; once is enough. Raises: NotAllowed."""
    sanction = steps.hold(sanction_id)
    require(policies.can_answer(actor, sanction))
    if sanction.read_at is None:
        sanction.read_by, sanction.read_at = actor, clock.now()
        sanction.save(update_fields=["read_by", "read_at"])
        audit.record("sanction.read", actor=actor, subject=sanction, number=sanction.number)
    return sanction
