"""Use-cases before the study: propose an etalase, take it up, return, repair, reject it."""

from datetime import date
from typing import TypedDict, Unpack

from django.utils.translation import gettext as _

from catalog.showcases import policies, rules
from catalog.showcases.models import EtalaseProposal, ProposalStatus
from catalog.showcases.services.steps import announce, move, reason_of
from marketplace.accounts.models import Region, Tenant, User
from marketplace.accounts.regions import chain
from marketplace.core import clock, guards
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.policy import require
from marketplace.core.text import clean_line, clean_text
from vendors.channels import Channel


class Proposed(TypedDict):
    """What is proposed; ``region_id``: a part of the market's region, None for all of it."""

    name: str
    category_id: int
    channel: Channel
    region_id: int | None
    open_to: str
    opens_on: date
    closes_on: date | None
    grounds: str


@guards.use_case
def propose(*, tenant_id: int, actor: User, **words: Unpack[Proposed]) -> EtalaseProposal:
    """Propose an etalase of a market. Raises: NotAllowed, RuleViolation with its field."""
    tenant = Tenant.objects.select_related("region").get(pk=tenant_id)
    require(policies.can_manage(actor, tenant.pk))
    now = clock.now()
    proposal = EtalaseProposal(
        tenant=tenant, proposed_by=actor, proposed_at=now, status_by=actor, status_at=now
    )
    _take(proposal, words)
    proposal.save(force_insert=True)
    announce(proposal, actor)
    return proposal


@guards.use_case
def repair(*, proposal_id: int, actor: User, **words: Unpack[Proposed]) -> EtalaseProposal:
    """Change what was returned and propose it again. Raises: NotAllowed, RuleViolation."""
    proposal = lock_one(EtalaseProposal, proposal_id)
    require(policies.can_repair(actor, proposal))
    _take(proposal, words)
    return move(proposal, ProposalStatus.PROPOSED, actor, *(field for field in words))


@guards.use_case
def begin_study(*, proposal_id: int, actor: User) -> EtalaseProposal:
    """Take a proposal up for study. Raises: NotAllowed, InvalidTransition."""
    proposal = lock_one(EtalaseProposal, proposal_id)
    require(policies.can_manage(actor, proposal.tenant_id))
    return move(proposal, ProposalStatus.IN_STUDY, actor)


@guards.use_case
def return_proposal(*, proposal_id: int, reason: str, actor: User) -> EtalaseProposal:
    """Give a proposal back for repair. Raises: NotAllowed, InvalidTransition, RuleViolation."""
    proposal = lock_one(EtalaseProposal, proposal_id)
    require(policies.can_decide(actor, proposal))
    return move(proposal, ProposalStatus.RETURNED, actor, reason=reason_of(reason))


@guards.use_case
def reject(*, proposal_id: int, reason: str, actor: User) -> EtalaseProposal:
    """End a proposal for good. Raises: NotAllowed, InvalidTransition, RuleViolation."""
    proposal = lock_one(EtalaseProposal, proposal_id)
    require(policies.can_decide(actor, proposal))
    return move(proposal, ProposalStatus.REJECTED, actor, reason=reason_of(reason))


def _take(proposal: EtalaseProposal, words: Proposed) -> None:
    """Put judged words into a proposal. Raises: RuleViolation."""
    proposal.name, proposal.grounds = clean_line(words["name"]), clean_text(words["grounds"])
    proposal.channel, proposal.open_to = words["channel"], words["open_to"]
    proposal.opens_on, proposal.closes_on = words["opens_on"], words["closes_on"]
    usable = policies.usable([proposal.tenant_id])
    category = usable.filter(pk=words["category_id"]).first()
    if category is None:
        raise RuleViolation(
            _("This category belongs to another market. Choose one of your own or a common one."),
            field="category",
        )
    proposal.category = category
    proposal.region = _part(proposal.tenant.region, words["region_id"])
    _require_period(proposal)


def _part(market: Region, region_id: int | None) -> Region | None:
    """Return the part of a market's region that is meant. Raises: RuleViolation outside it."""
    if region_id is None or region_id == market.pk:
        return None
    part = Region.objects.select_related("parent__parent").get(pk=region_id)
    if market.pk not in {place.pk for place in chain(part)}:
        raise RuleViolation(
            _("%(part)s does not lie in %(market)s. Choose a part of the market's own region.")
            % {"part": part.name, "market": market.name},
            field="region",
        )
    return part


def _require_period(proposal: EtalaseProposal) -> None:
    fault = rules.period_fault(proposal.opens_on, proposal.closes_on, clock.today(HOME_ZONE))
    if fault == "past":
        raise RuleViolation(
            _("An etalase opens today or later. Choose another first day."), field="opens_on"
        )
    if fault is not None:
        raise RuleViolation(
            _("The last day lies on or after the first one, and at most %(years)s years later.")
            % {"years": rules.LONGEST.days // 366},
            field="closes_on",
        )
