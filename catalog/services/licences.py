"""Use-cases about the licences of listings: state them, carry them over, tell shops of the need."""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog import licensing, policies
from catalog.category_models import GoodsClass
from catalog.licence_models import HalalNotice, ProductLicence
from catalog.models import Product, ProductStatus
from catalog.prices import HALAL_RULES
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import lock_one, lock_shared
from marketplace.core.models import Rule
from marketplace.core.policy import require
from vendors.licences.kinds import HALAL_STATED
from vendors.licences.models import Licence, LicenceStatus
from vendors.licences.queries import sale_day, statable
from vendors.licences.rules import due_mark
from vendors.models import Vendor

# Days before the law binds a shop's food on which it is told, each once; it takes weeks to get a
# certificate. The last is the first day itself.
TOLD_BEFORE: Final = (180, 90, 30, 7, 0)


@guards.use_case
def state_licences(*, product_id: int, licence_ids: Collection[int], actor: User) -> Product:
    """Say on which of its shop's licences a listing rests; the whole choice each time.

    While it is live one that has lapsed stays named: taking it away would put the goods back on
    sale without it. Raises: NotAllowed, RuleViolation for a licence that is not the shop's.
    """
    vendor_id = Product.objects.values_list("vendor_id", flat=True).get(pk=product_id)
    vendor = lock_shared(Vendor, vendor_id)
    product = lock_one(Product, product_id)
    require(policies.can_trade(actor, product))
    wanted = set(licence_ids)
    before = {one.pk: one for one in product.licences.all()}
    if wanted - set(before) - set(statable(vendor).values_list("pk", flat=True)):
        raise RuleViolation(
            _("Choose among the licences of this shop that are verified or wait."), field="licences"
        )
    gone = [one for key, one in before.items() if key not in wanted]
    _require_droppable(product, gone, wanted)
    new = wanted - set(before)
    product.licence_links.filter(licence__in=gone).delete()
    _link(product, new)
    if gone or new:
        audit.record(
            "product.licences_stated",
            actor=actor,
            subject=product,
            added=sorted(new),
            removed=sorted(one.pk for one in gone),
        )
    return product


def _require_droppable(product: Product, gone: Collection[Licence], kept: set[int]) -> None:
    if product.status != ProductStatus.PUBLISHED:
        return
    today = sale_day()
    holding = {one.kind for one in Licence.objects.filter(pk__in=kept) if one.is_valid(today)}
    stuck = [one for one in gone if licensing.is_lapsed(one, today) and one.kind not in holding]
    if stuck:
        raise RuleViolation(
            _(
                "“%(licence)s” has ended or was revoked. Name the one that renews it, or take the "
                "listing down first."
            )
            % {"licence": stuck[0].get_kind_display()},
            field="licences",
        )


def _link(product: Product, licence_ids: Collection[int]) -> None:
    ProductLicence.objects.bulk_create(
        [
            ProductLicence(product=product, licence_id=key, vendor_id=product.vendor_id)
            for key in sorted(licence_ids)
        ],
        ignore_conflicts=True,
    )


@guards.use_case
def carry_over(licence_id: int) -> int:
    """Let listings that name a licence rest on its verified renewal too; return how many."""
    renewal = Licence.objects.get(pk=licence_id)
    if renewal.replaces_id is None or renewal.status != LicenceStatus.VERIFIED:
        return 0
    lock_shared(Vendor, renewal.vendor_id)
    named = Product.objects.filter(licence_links__licence=renewal.replaces_id)
    keys = list(named.exclude(licence_links__licence=renewal).values_list("pk", flat=True))
    for product_id in sorted(keys):
        product = lock_one(Product, product_id)
        _link(product, [renewal.pk])
        audit.record(
            "product.licences_stated", actor=None, subject=product, added=[renewal.pk], removed=[]
        )
    return len(keys)


# ---- what the law asks of food


def statable_halal() -> QuerySet[Licence]:
    """Return the certificates and stated labels of all shops, those that wait included."""
    open_ = [LicenceStatus.WAITING, LicenceStatus.VERIFIED]
    return Licence.objects.filter(kind__in=HALAL_STATED, status__in=open_)


def lacks_halal(vendor: Vendor) -> bool:
    """Say whether a shop has neither a certificate nor a stated label, not even waiting."""
    return not statable_halal().filter(vendor=vendor).exists()


def tell_of_need(product: Product) -> None:
    """Tell a shop that drafts its first food what such goods need, where it has nothing yet."""
    vendor = product.vendor
    if product.etalase.goods_class != GoodsClass.FOOD or not lacks_halal(vendor):
        return
    food = Product.objects.filter(vendor=vendor, etalase__goods_class=GoodsClass.FOOD)
    binds_on = first_day(vendor.size_class, sale_day())
    if binds_on is not None and not food.exclude(pk=product.pk).exists():
        outbox.emit("vendor.needs_halal", subject=vendor, binds_on=binds_on.isoformat())


def first_day(size_class: str, on: date) -> date | None:
    """Return the first day of the rule that binds, or will bind, firms of a size; None if none."""
    codes = [code for code, sizes in HALAL_RULES.items() if size_class in sizes]
    rules = Rule.objects.filter(code__in=codes).exclude(valid_to__lt=on)
    return rules.order_by("valid_from").values_list("valid_from", flat=True).first()


def remind_of_need() -> int:
    """Tell shops with food and no word on halal how long they have; return how many were told.

    Recurring: each mark is told once (``HalalNotice``), of several that passed only the nearest.
    """
    today = sale_day()
    lacking = Vendor.objects.filter(
        products__etalase__goods_class=GoodsClass.FOOD,
        products__status__in=[ProductStatus.PUBLISHED, ProductStatus.SUBMITTED],
    ).exclude(licences__in=statable_halal())
    return sum(_remind(vendor, today) for vendor in lacking.distinct().order_by("pk"))


def _remind(vendor: Vendor, today: date) -> bool:
    binds_on = first_day(vendor.size_class, today)
    if binds_on is None:
        return False
    mark = due_mark((binds_on - today).days, TOLD_BEFORE)
    if mark is None:
        return False
    told = HalalNotice.objects.filter(vendor=vendor, binds_on=binds_on, days=mark)
    return not told.exists() and _tell(vendor.pk, binds_on, mark)


@guards.use_case
def _tell(vendor_id: int, binds_on: date, mark: int) -> bool:
    vendor = lock_one(Vendor, vendor_id)
    _notice, is_new = HalalNotice.objects.get_or_create(
        vendor=vendor, binds_on=binds_on, days=mark, defaults={"told_at": clock.now()}
    )
    if is_new:
        outbox.emit("vendor.needs_halal", subject=vendor, binds_on=binds_on.isoformat())
    return is_new
