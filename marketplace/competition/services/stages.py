"""What the use-cases of a competition ask of where it stands, of words and of passphrases."""

from typing import Final

from django.utils.translation import gettext as _

from marketplace.accounts.models import Agency
from marketplace.competition.models import Competition, Status
from marketplace.core import clock, moments
from marketplace.core.errors import InvalidTransition, RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.models import Rule
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.core.text import clean_line

OFFERS: Final = "competition.offers"  # the clock of the shops
LEAST_WORDS: Final = 5  # letters; fewer explain nothing
PASSPHRASE_LEAST: Final = 12


class ReasonMissing(RuleViolation):
    """A step that the shops and the auditor will ask about, without a reason."""

    code = "competition_reason_missing"


def rule(code: RuleCode, agency: Agency) -> Rule:
    """Return the rule in force today for an agency."""
    return rule_in_force(code, on=clock.today(agency.time_zone), tenant_slug=agency.tenant.slug)


def require_status(row: Competition, *statuses: Status) -> None:
    """Raises: InvalidTransition unless it stands in one of these."""
    if row.status not in statuses:
        raise InvalidTransition(
            _("%(number)s is “%(state)s” now: this step is over. Reload the page.")
            % {"number": row.number, "state": row.get_status_display()}
        )


def require_over(row: Competition) -> None:
    """Raises: RuleViolation while shops may still offer."""
    if clock.now() < row.offers_due:
        raise RuleViolation(
            _("Offers come in until %(moment)s. They are opened after that, not before.")
            % {"moment": moments.moment(row.offers_due, row.agency.time_zone)}
        )


def reason(words: str, *, owed: bool) -> str:
    """Return words as one line. Raises: ReasonMissing where they are owed and say nothing."""
    said = clean_line(words)[:REASON_MAX]
    if owed and len(said) < LEAST_WORDS:
        raise ReasonMissing(
            _("Write why, in five letters at least: the shops and the auditor read it."),
            field="words",
        )
    return said


def require_passphrase(passphrase: str) -> None:
    """Raises: RuleViolation for one that is soon guessed."""
    if len(passphrase) < PASSPHRASE_LEAST:
        raise RuleViolation(
            _("Choose a passphrase of %(least)s characters at least, such as four words.")
            % {"least": PASSPHRASE_LEAST},
            field="password",
        )
