"""Use-cases of publication: hand in, let live, return, take down."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies, rules
from catalog.models import PRODUCT_TRANSITIONS, Etalase, Product, ProductStatus
from marketplace.accounts.models import User
from marketplace.core import audit, clock, outbox
from marketplace.core.channels import Channel
from marketplace.core.errors import InvalidTransition, RuleViolation, VendorNotEligible
from marketplace.core.locks import lock_one, lock_shared
from marketplace.core.policy import require
from vendors.models import Vendor, VendorStatus
from vendors.queries import channels_of


@transaction.atomic
def submit_product(*, product_id: int, actor: User) -> Product:
    """Hand a listing to the catalogue manager.

    Raises: NotAllowed, InvalidTransition, RuleViolation (no picture), VendorNotEligible.
    """
    vendor = _hold_vendor(product_id)
    product = lock_one(Product, product_id)
    require(policies.can_list(actor, product.vendor))
    if not product.photo:
        raise RuleViolation(
            _("Add a photo first: buyers pass over goods they cannot see."), field="photo"
        )
    _check_eligible(vendor, product.etalase)
    return _move(product, ProductStatus.SUBMITTED, actor)


@transaction.atomic
def publish_product(*, product_id: int, actor: User) -> Product:
    """Let a listing go live.

    Raises: NotAllowed, InvalidTransition, VendorNotEligible, RuleViolation (etalase closed).
    """
    vendor = _hold_vendor(product_id)
    product = lock_one(Product, product_id)
    require(policies.can_review(actor, product))
    _check_eligible(vendor, product.etalase)
    product.published_at, product.published_by = clock.now(), actor
    return _move(product, ProductStatus.PUBLISHED, actor, "published_at", "published_by")


@transaction.atomic
def return_product(*, product_id: int, reason: str, actor: User) -> Product:
    """Give a listing back for repair. Raises: NotAllowed, InvalidTransition, RuleViolation."""
    product = lock_one(Product, product_id)
    require(policies.can_review(actor, product))
    product.status_reason = _reason(reason)
    return _move(product, ProductStatus.RETURNED, actor)


@transaction.atomic
def unpublish_product(*, product_id: int, reason: str, actor: User) -> Product:
    """Take a live listing down; orders already placed keep their stock.

    Raises: NotAllowed, InvalidTransition, RuleViolation.
    """
    product = lock_one(Product, product_id)
    require(policies.can_take_down(actor, product))
    product.status_reason = _reason(reason)
    return _move(product, ProductStatus.UNPUBLISHED, actor)


def _hold_vendor(product_id: int) -> Vendor:
    """Keep the vendor from being suspended while we decide; vendors are locked before goods."""
    return lock_shared(
        Vendor, Product.objects.values_list("vendor_id", flat=True).get(pk=product_id)
    )


def _reason(text: str) -> str:
    words = rules.clean_query(text) and " ".join(text.replace("\x00", "").split())[:500]
    if len(words) < 5:
        raise RuleViolation(
            _("Write a reason the shop owner can act on, at least five letters."), field="reason"
        )
    return words


def _check_eligible(vendor: Vendor, etalase: Etalase) -> None:
    if vendor.status != VendorStatus.APPROVED:
        raise VendorNotEligible(
            _("%(shop)s is not a verified vendor at present. Finish the verification first.")
            % {"shop": vendor.name}
        )
    if Channel(etalase.channel) not in channels_of(vendor):
        raise VendorNotEligible(
            _(
                "%(shop)s may not sell in %(etalase)s: Bela takes micro and small firms and "
                "cooperatives. Choose an etalase of the local catalogue."
            )
            % {"shop": vendor.name, "etalase": etalase.name}
        )
    if not Etalase.objects.filter(policies.open_etalase(), pk=etalase.pk).exists():
        raise RuleViolation(
            _("The etalase %(etalase)s is closed. Choose another one.") % {"etalase": etalase.name},
            field="etalase",
        )


def _move(product: Product, status: ProductStatus, actor: User, *fields: str) -> Product:
    if status not in PRODUCT_TRANSITIONS[product.status]:
        raise InvalidTransition(
            _("%(name)s is “%(state)s” now, so this step does not exist any more. Reload the page.")
            % {"name": product.name, "state": product.get_status_display()}
        )
    if status in {ProductStatus.SUBMITTED, ProductStatus.PUBLISHED}:
        product.status_reason = ""
    product.status, product.status_at = status, clock.now()
    product.save(update_fields=["status", "status_reason", "status_at", *fields])
    reason = product.status_reason
    audit.record(f"product.{status}", actor=actor, subject=product, reason=reason)
    outbox.emit(f"product.{status}", subject=product, reason=reason, actor_id=actor.pk)
    return product
