"""A target list is made, and what names a person in it is looked at, for a purpose that is kept."""

from typing import Final

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import NotFoundError, RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.core.text import clean_line
from vendors.pipeline import policies, queries
from vendors.pipeline.models import Target, TargetList

REVEALED: Final = "target.revealed"
LEAST_PURPOSE: Final = 5


@guards.use_case
def make_list(*, name: str, year: int, agency_id: int, actor: User) -> TargetList:
    """Open an empty list of an office.

    Raises: NotAllowed, NotFoundError, RuleViolation, Conflict.
    """
    agency = queries.agencies_of(policies.markets_kept_by(actor)).filter(pk=agency_id).first()
    if agency is None:
        raise NotFoundError(_("Choose an office of your market."), field="agency")
    require(policies.can_keep(actor, agency.tenant_id))
    words = clean_line(name)
    if not words:
        raise RuleViolation(_("Name the programme, such as UMKM naik kelas."), field="name")
    made = TargetList.objects.create(
        tenant=agency.tenant,
        agency=agency,
        name=words,
        year=year,
        made_by=actor,
        made_at=clock.now(),
    )
    audit.record("target_list.made", actor=actor, subject=made)
    return made


@guards.use_case
def reveal_target(*, target_id: int, purpose: str, actor: User) -> Target:
    """Return a target with all that names its owner, and write down who looked and what for.

    UU 27/2022 art. 31. Raises: DoesNotExist, NotAllowed, RuleViolation without a purpose.
    """
    target = locks.lock_one(Target, target_id)
    require(policies.can_keep(actor, target.list.tenant_id))
    why = clean_line(purpose)[:REASON_MAX]
    if len(why) < LEAST_PURPOSE:
        raise RuleViolation(
            _("Write what you need it for, such as: calling about the training."), field="purpose"
        )
    audit.record(REVEALED, actor=actor, subject=target, reason=why)
    return target
