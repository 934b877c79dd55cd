"""Use-cases of the comparison: put offers side by side, take them out, store them as evidence."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from catalog import policies as catalogue
from marketplace.accounts.models import Agency, User
from marketplace.core import audit, clock, guards
from marketplace.core.calendar import local_day
from marketplace.core.errors import RuleViolation
from marketplace.core.number_series import next_number
from marketplace.core.policy import require
from marketplace.core.seen import require_seen
from marketplace.shortlists import paper, policies, queries, rules
from marketplace.shortlists.models import ComparedOffer, StoredComparison


class TooManyOffers(RuleViolation):
    """More offers than fit side by side."""

    code = "too_many_offers"


@guards.use_case
def compare(*, sku_ids: Collection[int], actor: User) -> int:
    """Put variants beside those that the person compares; return how many lie there then.

    Raises: NotAllowed, NotForSale, TooManyOffers; then nothing is put there.
    """
    require(policies.can_keep(actor))
    places = dict(ComparedOffer.objects.filter(owner=actor).values_list("sku", "place"))
    new = [key for key in dict.fromkeys(sku_ids) if key not in places]
    require_on_sale(new)
    free = rules.free_places(places.values(), rules.MOST_OFFERS)
    if len(new) > len(free):
        raise TooManyOffers(
            _(
                "At most %(most)s offers fit side by side; %(there)s are there and %(new)s more "
                "were chosen. Take some out of the comparison first."
            )
            % {"most": rules.MOST_OFFERS, "there": len(places), "new": len(new)}
        )
    ComparedOffer.objects.bulk_create(
        ComparedOffer(owner=actor, sku_id=key, place=place)
        for key, place in zip(new, free, strict=False)
    )
    return len(places) + len(new)


def require_on_sale(sku_ids: Collection[int]) -> None:
    """Refuse goods that nobody can buy today. Raises: NotForSale."""
    if catalogue.sellable().filter(pk__in=sku_ids).count() < len(sku_ids):
        raise catalogue.NotForSale(
            _("Some of these goods are not on sale any more. Reload the page and choose again.")
        )


@guards.use_case
def stop_comparing(*, sku_id: int, actor: User) -> None:
    """Take a variant out of the person's comparison; one that is not there stays away."""
    ComparedOffer.objects.filter(owner=actor, sku=sku_id).delete()


@guards.use_case
def empty_comparison(*, actor: User) -> None:
    """Take everything out of the person's comparison."""
    ComparedOffer.objects.filter(owner=actor).delete()


@guards.use_case
def store_comparison(
    *, agency_id: int, title: str, actor: User, seen: str | None = None
) -> StoredComparison:
    """Freeze the person's comparison as evidence of an agency, and issue its paper.

    ``seen``: what the page showed (``queries.facts``, sealed). Raises: NotAllowed, RuleViolation
    for fewer than two offers, ChangedSince.
    """
    require(policies.can_keep_for(actor, agency_id))
    agency = Agency.objects.select_related("tenant__region", "region").get(pk=agency_id)
    offers = queries.compared_offers(actor, agency.region_id)
    if len(offers) < rules.FEWEST_OFFERS:
        raise RuleViolation(
            _(
                "A stored comparison holds at least %(fewest)s offers; there are %(there)s. Add "
                "another offer first."
            )
            % {"fewest": rules.FEWEST_OFFERS, "there": len(offers)}
        )
    if seen is not None:
        require_seen(seen, queries.facts(offers))
    now = clock.now()
    year = local_day(now, agency.time_zone).year
    stored = StoredComparison.objects.create(
        number=f"BANDING-{year}-{next_number(f'BANDING-{year}'):06d}",
        agency=agency,
        title=title,
        offers=offers,
        made_by=actor,
        made_at=now,
    )
    audit.record(
        "comparison.stored", actor=actor, subject=stored, number=stored.number, offers=len(offers)
    )
    paper.issue(stored)
    return stored
