"""Use-cases of the study (telaah): prices found, the specification, and the opening by another."""

from datetime import date
from typing import TypedDict, Unpack

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.models import Etalase
from catalog.showcases import policies, queries, rules
from catalog.showcases.models import TEXT_MAX, EtalaseProposal, PriceSurvey, ProposalStatus
from catalog.showcases.services.steps import move
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards
from marketplace.core.bounds import MAX_PRICE_RUPIAH
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.policy import require
from marketplace.core.text import clean_line, clean_text


class StudyIncomplete(RuleViolation):
    """The study lacks something without which an etalase is not opened."""

    code = "study_incomplete"


class Surveyed(TypedDict):
    """A price that was found, and where."""

    goods: str
    unit: str
    price_rupiah: int
    source: str
    surveyed_on: date


@guards.use_case
def add_price(*, proposal_id: int, actor: User, **found: Unpack[Surveyed]) -> PriceSurvey:
    """Write down a price that the study found. Raises: NotAllowed, RuleViolation with its field."""
    proposal = lock_one(EtalaseProposal, proposal_id)
    require(policies.can_study(actor, proposal))
    if proposal.prices.count() >= rules.MOST_PRICES:
        raise RuleViolation(
            _("A study holds at most %(most)s prices.") % {"most": rules.MOST_PRICES}
        )
    if found["surveyed_on"] > clock.today(HOME_ZONE):
        raise RuleViolation(
            _("A price was found today or earlier. Check the day."), field="surveyed_on"
        )
    if not 1 <= found["price_rupiah"] <= MAX_PRICE_RUPIAH:
        raise RuleViolation(
            _("A price is from Rp 1 to Rp 1 trillion for one unit. Check the zeros."),
            field="price_rupiah",
        )
    words = {name: clean_line(found[name]) for name in ("goods", "unit", "source")}
    price = PriceSurvey.objects.create(
        proposal=proposal,
        price_rupiah=found["price_rupiah"],
        surveyed_on=found["surveyed_on"],
        entered_by=actor,
        entered_at=clock.now(),
        **words,
    )
    audit.record("showcase.price_found", actor=actor, subject=proposal, source=price.source)
    return price


@guards.use_case
def write_specification(*, proposal_id: int, text: str, actor: User) -> EtalaseProposal:
    """Write what goods of the etalase must be like. Raises: NotAllowed, RuleViolation."""
    proposal = lock_one(EtalaseProposal, proposal_id)
    require(policies.can_study(actor, proposal))
    words = clean_text(text)[:TEXT_MAX]
    if len(words) < 20:
        raise RuleViolation(
            _("Write the specification in at least twenty letters."), field="specification"
        )
    proposal.specification = words
    proposal.save(update_fields=["specification"])
    audit.record("showcase.specified", actor=actor, subject=proposal)
    return proposal


@guards.use_case
def open_etalase(*, proposal_id: int, actor: User) -> Etalase:
    """Open what was studied: shops may list in it from its first day on.

    Raises: NotAllowed (the proposer), StudyIncomplete, InvalidTransition.
    """
    proposal = lock_one(EtalaseProposal, proposal_id)
    require(policies.can_decide(actor, proposal))
    study = queries.study_of(proposal)
    if proposal.status == ProposalStatus.IN_STUDY:
        _require_whole(study)
    etalase = Etalase(
        tenant=proposal.tenant,
        slug=_free_slug(proposal),
        name=proposal.name,
        icon=proposal.category.icon,
        channel=proposal.channel,
        category=proposal.category,
        region=proposal.region,
        open_to=proposal.open_to,
        opens_on=max(proposal.opens_on, clock.today(HOME_ZONE)),
        closes_on=proposal.closes_on,
    )
    if etalase.closes_on is not None and etalase.closes_on < etalase.opens_on:
        raise RuleViolation(_("The last day has passed. Return the proposal for another period."))
    etalase.save()
    proposal.etalase, proposal.opened_by = etalase, actor
    proposal.vendors_ready = study.vendors_ready
    move(proposal, ProposalStatus.OPENED, actor, "etalase", "opened_by", "vendors_ready")
    return etalase


def _require_whole(study: rules.Study) -> None:
    if not study.lacks:
        return
    said = {
        "specification": _("write the specification"),
        "prices": _("find prices of %(wanted)s sources, %(found)s are there")
        % {"wanted": rules.ENOUGH_SOURCES, "found": study.sources},
        "vendors": _("no verified shop may sell there yet: widen for whom it is open, or wait"),
    }
    steps = "; ".join(said[name] for name in study.lacks)
    raise StudyIncomplete(
        _("The study is not complete: %(steps)s.") % {"steps": steps},
        vendors_ready=study.vendors_ready,
        sources=study.sources,
    )


def _free_slug(proposal: EtalaseProposal) -> str:
    """Return an address for the etalase that no other has."""
    start = f"{slugify(proposal.name)[:36] or 'etalase'}-{proposal.tenant.slug[:16]}"
    taken = set(Etalase.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    slug, number = start, 2
    while slug in taken:
        slug, number = f"{start}-{number}", number + 1
    return slug
