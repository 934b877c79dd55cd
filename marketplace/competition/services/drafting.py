"""Drawing a competition up (PP), confirming it with the sealed estimate (PPK), letting it be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from marketplace.accounts.models import Agency, User
from marketplace.competition import paper, policies, sealing
from marketplace.competition.models import (
    TITLE_MAX,
    WORDS_MAX,
    Competition,
    Invited,
    Key,
    Office,
    Status,
)
from marketplace.competition.services import stages
from marketplace.core import audit, clock, deadlines, guards, moments, outbox
from marketplace.core.bounds import MAX_QUANTITY, MAX_SUM_RUPIAH
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.money import grouped
from marketplace.core.number_series import next_number
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from marketplace.core.text import clean_line, clean_text
from vendors.models import Vendor, VendorStatus
from vendors.policies import active_memberships


@dataclass(frozen=True)
class About:
    """What is asked for, of which shops (by id), and the last days for questions and offers."""

    agency_id: int
    title: str
    specification: str
    quantity: int
    unit: str
    region_id: int
    address: str
    wanted_on: date
    questions_until: date
    offers_until: date
    shops: Sequence[int]


@guards.use_case
def draft(*, about: About, password: str, actor: User) -> Competition:
    """Draw up a competition; the passphrase makes the key of the PP. It waits for the PPK.

    Raises: NotAllowed, RuleViolation.
    """
    shops = list(Vendor.objects.filter(pk__in=about.shops).order_by("pk"))
    require(policies.can_draft(actor, about.agency_id, [shop.pk for shop in shops]))
    agency = Agency.objects.select_related("tenant", "region").get(pk=about.agency_id)
    _require_shops(shops, agency)
    _require_sane(about, agency)
    stages.require_passphrase(password)
    key = sealing.make_key(password)
    year = clock.today(agency.time_zone).year
    row = Competition.objects.create(
        agency=agency,
        number=f"MK-{year}-{next_number(f'MK-{year}'):06d}",
        title=clean_line(about.title)[:TITLE_MAX],
        specification=clean_text(about.specification)[:WORDS_MAX],
        quantity=about.quantity,
        unit=clean_line(about.unit)[:24],
        delivery_region_id=about.region_id,
        delivery_address=(clean_line(about.address) or agency.address)[:300],
        wanted_on=about.wanted_on,
        questions_due=_end_of(about.questions_until, agency),
        offers_due=_end_of(about.offers_until, agency),
        drafted_by=actor,
        drafted_at=clock.now(),
    )
    _keep_key(row, Office.ORDERS, key, actor)
    Invited.objects.bulk_create(Invited(competition=row, vendor=shop) for shop in shops)
    audit.record("competition.draft", actor=actor, subject=row, shops=[one.pk for one in shops])
    outbox.emit("competition.draft", subject=row)
    return row


@guards.use_case
def confirm(
    *, competition_id: int, estimate_rupiah: int, password: str, actor: User
) -> Competition:
    """Seal the owner's estimate (HPS, before PPN) and let the shops offer.

    The passphrase makes the key of the PPK; from here on both are needed to open anything.
    Raises: NotAllowed, InvalidTransition, RuleViolation.
    """
    require(policies.can_confirm(actor, Competition.objects.get(pk=competition_id)))
    stages.require_passphrase(password)
    key = sealing.make_key(password)
    row = lock_one(Competition, competition_id)
    require(policies.can_confirm(actor, row))
    stages.require_status(row, Status.DRAFT)
    if not 1 <= estimate_rupiah <= MAX_SUM_RUPIAH:
        raise RuleViolation(
            _("The estimate is at least one rupiah. Check the zeros."), field="estimate_rupiah"
        )
    _require_time(row.offers_due, row.agency)
    _keep_key(row, Office.APPROVES, key, actor)
    publics = [bytes(one.public_key) for one in row.keys.all()]
    row.sealed_estimate = sealing.seal(
        str(estimate_rupiah).encode(), publics, f"{row.number}/estimate"
    )
    row.status, row.confirmed_by, row.confirmed_at = Status.RUNNING, actor, clock.now()
    row.save()
    deadlines.open_deadline(stages.OFFERS, subject_id=row.pk, due_at=row.offers_due)
    audit.record("competition.confirm", actor=actor, subject=row)
    outbox.emit("competition.confirm", subject=row)
    return row


@guards.use_case
def end(*, competition_id: int, words: str, actor: User) -> Competition:
    """Let it be without an award, with a reason that the shops read.

    Raises: NotAllowed, InvalidTransition, ReasonMissing.
    """
    row = lock_one(Competition, competition_id)
    require(policies.can_end(actor, row))
    stages.require_status(row, Status.DRAFT, Status.RUNNING, Status.OPENED)
    said = stages.reason(words, owed=True)
    row.status, row.closing_words = Status.ENDED, said
    row.closed_by, row.closed_at = actor, clock.now()
    row.save()
    deadlines.close(stages.OFFERS, subject_id=row.pk)
    audit.record("competition.end", actor=actor, subject=row, reason=said)
    if row.opened_at is not None:
        paper.issue(row)
    outbox.emit("competition.end", subject=row, by=actor.pk)
    return row


def _keep_key(row: Competition, office: Office, key: sealing.Locked, actor: User) -> None:
    Key.objects.create(
        competition=row,
        office=office,
        holder=actor,
        public_key=key.public,
        salt=key.salt,
        wrapped_key=key.wrapped,
        made_at=clock.now(),
    )


def _end_of(day: date, agency: Agency) -> datetime:
    """Return the midnight at which a day of the office is over."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(agency.time_zone))


def _require_shops(shops: Sequence[Vendor], agency: Agency) -> None:
    least = stages.rule(RuleCode.COMPETE_SHOPS, agency).value
    if len(shops) < least:
        raise RuleViolation(
            _("Invite %(least)s shops at least; %(number)s are chosen. Look for more of them.")
            % {"least": least, "number": len(shops)},
            field="shops",
        )
    for shop in shops:
        if shop.status != VendorStatus.APPROVED:
            raise RuleViolation(
                _("%(shop)s may not sell at present. Choose another shop.") % {"shop": shop.name},
                field="shops",
            )
    _require_apart(shops)


def _require_apart(shops: Sequence[Vendor]) -> None:
    """Raises: RuleViolation for two shops of the same people: they would not compete."""
    held = active_memberships().filter(vendor__in=shops).values_list("user", "vendor")
    names = {shop.pk: shop.name for shop in shops}
    known: dict[int, int] = {}
    for user_id, vendor_id in held:
        other = known.setdefault(user_id, vendor_id)
        if other != vendor_id:
            raise RuleViolation(
                _("The same person acts for %(shop)s and %(other)s. Invite one of them.")
                % {"shop": names[vendor_id], "other": names[other]},
                field="shops",
            )


def _require_sane(about: About, agency: Agency) -> None:
    if not 1 <= about.quantity <= MAX_QUANTITY:
        raise RuleViolation(
            _("The number of units is between 1 and %(most)s.") % {"most": grouped(MAX_QUANTITY)},
            field="quantity",
        )
    today = clock.today(agency.time_zone)
    if not today <= about.questions_until <= about.offers_until:
        raise RuleViolation(
            _("Questions end today at the earliest, and no later than the offers."),
            field="questions_until",
        )
    if not about.offers_until < about.wanted_on <= date(today.year + 1, 12, 31):
        raise RuleViolation(
            _("The goods are wanted after the last day for offers, by the end of next year."),
            field="wanted_on",
        )
    _require_time(_end_of(about.offers_until, agency), agency)


def _require_time(offers_due: datetime, agency: Agency) -> None:
    """Raises: RuleViolation where shops would have too few days. Source: R-COMPETE-DAYS."""
    days = stages.rule(RuleCode.COMPETE_DAYS, agency).value
    first = clock.today(agency.time_zone) + timedelta(days=days)
    if offers_due < _end_of(first, agency):
        raise RuleViolation(
            _(
                "Shops have %(days)s days for their offers at least, so they end on %(first)s or "
                "later. Draw it up with a later day."
            )
            % {"days": days, "first": moments.day(first)},
            field="offers_until",
        )
