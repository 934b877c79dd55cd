"""Whether the licences that a listing rests on let it be sold on a day: one question, two shapes.

``gap`` answers for one listing, ``licensed`` selects many; the database's ``catalog_is_licensed``
answers for the triggers of orders. ``tests/catalog/test_licences.py`` holds the three equal.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from catalog.category_models import GoodsClass
from catalog.licence_models import ProductLicence
from catalog.models import Product
from catalog.prices import HALAL_RULES, market_rules
from marketplace.core import moments
from marketplace.core.calendar import HOME_ZONE, local_day
from marketplace.core.errors import RuleViolation
from vendors.licences.kinds import HALAL_STATED, KINDS, NEEDED_WHILE_STATED, LicenceKind
from vendors.licences.models import Licence, LicenceStatus
from vendors.licences.queries import valid
from vendors.models import Vendor


class LicenceMissing(RuleViolation):
    """Goods rest on a licence that has ended, or are food without a word on halal."""

    code = "licence_missing"


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps a listing off sale: a licence that lapsed, or none where the law wants one.

    ``since``: the first day without it; ``rule``: the dated rule behind a missing one.
    """

    kind: LicenceKind
    since: date
    lapsed: Licence | None = None
    rule: str = ""

    def refusal(self, name: str) -> LicenceMissing:
        """Return what a person reads: the licence, its day, its office and the next step."""
        if self.lapsed is None:
            template = _(
                "%(name)s is food, which since %(day)s is sold only with a valid halal certificate "
                "or a stated non-halal label (rule %(rule)s). The certificate is issued by "
                "%(office)s. Choose other goods until the shop has handed in one of both."
            )
        elif self.lapsed.status == LicenceStatus.REVOKED:
            template = _(
                "%(name)s is not sold for now: its licence “%(licence)s” was revoked on %(day)s. "
                "Another one is issued by: %(office)s. Choose other goods until then."
            )
        else:
            template = _(
                "%(name)s is not sold for now: its licence “%(licence)s” ended on %(day)s. It is "
                "renewed by: %(office)s. Choose other goods until then."
            )
        sentence = template % {"name": name, **self._words()}
        return LicenceMissing(sentence, kind=self.kind.value)

    def advice(self) -> str:
        """Return what the shop reads of its own listing: why it is hidden, and what to do."""
        if self.lapsed is None:
            template = _(
                "Buyers do not see it: since %(day)s food is sold only with a valid halal "
                "certificate or a stated non-halal label (rule %(rule)s). The certificate is "
                "issued by %(office)s. Hand it in, or state the label, and name it here; it counts "
                "once a verifier has compared it."
            )
        elif self.lapsed.status == LicenceStatus.REVOKED:
            template = _(
                "Buyers do not see it: “%(licence)s” was revoked on %(day)s. Hand in a new one of "
                "%(office)s and name it here."
            )
        else:
            template = _(
                "Buyers do not see it: “%(licence)s” ended on %(day)s. Hand in the renewed one of "
                "%(office)s; this listing rests on it once a verifier has compared it."
            )
        return template % self._words()

    def _words(self) -> dict[str, object]:
        return {
            "licence": self.kind.label,
            "day": moments.day(self.since),
            "office": str(KINDS[self.kind].issuer),
            "rule": self.rule,
        }


def is_lapsed(licence: Licence, on: date) -> bool:
    """Say whether a licence once counted and does no longer on a day."""
    if licence.status == LicenceStatus.REVOKED:
        return True
    ended = licence.expires_on is not None and licence.expires_on < on
    return licence.status == LicenceStatus.VERIFIED and ended


def lapsed(on: date, prefix: str = "") -> Q:
    """Select licences that ``is_lapsed`` is true of."""
    ended = Q(
        **{f"{prefix}status": LicenceStatus.VERIFIED, f"{prefix}expires_on__lt": on},
    )
    return Q(**{f"{prefix}status": LicenceStatus.REVOKED}) | ended


def needs_halal(product: Product, vendor: Vendor, on: date) -> date | None:
    """Return since when a listing needs a word on halal; None where the law does not ask."""
    if product.etalase.goods_class != GoodsClass.FOOD:
        return None
    return market_rules(on).halal_since.get(vendor.size_class)


def gap(product: Product, vendor: Vendor, on: date) -> Gap | None:
    """Return what keeps a listing off sale on a day; None where its licences hold.

    Reads the listing's licences, unless they were prefetched. Source: R-HALAL-SMALL.
    """
    stated = list(product.licences.all())
    holding = {one.kind for one in stated if one.is_valid(on)}
    for one in sorted(stated, key=lambda licence: licence.pk):
        if one.kind in NEEDED_WHILE_STATED and is_lapsed(one, on) and one.kind not in holding:
            return _lapsed_gap(one)
    since = needs_halal(product, vendor, on)
    if since is None or holding & set(HALAL_STATED):
        return None
    rule = next(code for code, sizes in HALAL_RULES.items() if vendor.size_class in sizes)
    return Gap(LicenceKind.HALAL, since, rule=rule.value)


def _lapsed_gap(licence: Licence) -> Gap:
    revoked = local_day(licence.revoked_at, HOME_ZONE) if licence.revoked_at else None
    since = revoked or licence.expires_on
    assert since is not None  # noqa: S101 - revoked has its moment, ended its last day
    return Gap(LicenceKind(licence.kind), since, lapsed=licence)


def licensed(on: date, prefix: str = "") -> Q:
    """Select listings that have no gap; ``prefix`` leads to them, such as ``product__``."""
    stated = ProductLicence.objects.filter(product=OuterRef(f"{prefix}pk"))
    same_kind = ProductLicence.objects.filter(
        valid(on, "licence__"),
        product=OuterRef("product"),
        licence__kind=OuterRef("licence__kind"),
    )
    broken = stated.filter(
        lapsed(on, "licence__"), ~Exists(same_kind), licence__kind__in=NEEDED_WHILE_STATED
    )
    whole = Q(~Exists(broken))
    bound = list(market_rules(on).halal_since)
    if not bound:
        return whole
    asked = Q(
        **{
            f"{prefix}etalase__goods_class": GoodsClass.FOOD,
            f"{prefix}vendor__size_class__in": bound,
        }
    )
    said = stated.filter(valid(on, "licence__"), licence__kind__in=HALAL_STATED)
    return whole & (~asked | Q(Exists(said)))
