"""Use-cases of publication: hand in, let live, return, take down."""

from django.utils.translation import gettext as _

from catalog import policies, queries
from catalog.models import (
    PRODUCT_TRANSITIONS,
    Etalase,
    Product,
    ProductRevision,
    ProductStatus,
    RevisionStatus,
    Sku,
)
from catalog.reasons import required_reason
from catalog.residence import require_resident
from catalog.services.revisions import decide, draw_up, put_into_force
from catalog.services.variants import compare_anew
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.errors import InvalidTransition, RuleViolation, VendorNotEligible
from marketplace.core.locks import lock_one, lock_shared
from marketplace.core.policy import require
from vendors.channels import Channel
from vendors.messages import channel_takes
from vendors.models import Vendor, VendorStatus
from vendors.queries import channels_of

OF_REVISION = ("name", "description", "attributes", "etalase", "revision")


@guards.use_case
def submit_product(*, product_id: int, actor: User) -> Product:
    """Hand a listing to the catalogue manager.

    Raises: NotAllowed, InvalidTransition, RuleViolation (no picture), VendorNotEligible,
    AttributesRefused, NotResident.
    """
    vendor = _hold_vendor(product_id)
    product = lock_one(Product, product_id)
    product.vendor = vendor
    require(policies.can_list(actor, product.vendor))
    if not product.photo:
        raise RuleViolation(
            _("Add a photo first: buyers pass over goods they cannot see."), field="photo"
        )
    _check_eligible(vendor, product.etalase)
    _require_step(product, ProductStatus.SUBMITTED)
    revision = draw_up(product, actor=actor)
    return _move(product, ProductStatus.SUBMITTED, actor, revision=revision)


@guards.use_case
def publish_product(*, product_id: int, actor: User) -> Product:
    """Let the revision that waits go live: a new listing, or new words of a live one.

    Raises: NotAllowed, InvalidTransition, VendorNotEligible, NotResident, RuleViolation (closed).
    """
    vendor = _hold_vendor(product_id)
    product = lock_one(Product, product_id)
    product.vendor = vendor
    require(policies.can_review(actor, product))
    revision = _waiting(product)
    _check_eligible(vendor, revision.etalase)
    decide(revision, RevisionStatus.PUBLISHED, actor=actor)
    put_into_force(revision, product)
    if product.status == ProductStatus.SUBMITTED:
        product.published_at, product.published_by = clock.now(), actor
        fields = (*OF_REVISION, "published_at", "published_by")
        _move(product, ProductStatus.PUBLISHED, actor, *fields, revision=revision)
    else:
        product.save(update_fields=OF_REVISION)
        _announce(product, "published", actor, revision)
    compare_anew(product)
    return product


@guards.use_case
def return_product(*, product_id: int, reason: str, actor: User) -> Product:
    """Give a revision back for repair; a live listing goes on under its published words.

    Raises: NotAllowed, InvalidTransition, RuleViolation.
    """
    product = lock_one(Product, product_id)
    require(policies.can_review(actor, product))
    words, revision = _reason(reason), _waiting(product)
    decide(revision, RevisionStatus.RETURNED, actor=actor, reason=words)
    if product.status == ProductStatus.SUBMITTED:
        product.status_reason = words
        return _move(product, ProductStatus.RETURNED, actor, revision=revision)
    _announce(product, "returned", actor, revision, reason=words)
    return product


@guards.use_case
def unpublish_product(*, product_id: int, reason: str, actor: User) -> Product:
    """Take a live listing down; orders already placed keep their stock.

    A change that waits for publication is returned with the same reason. Raises: NotAllowed,
    InvalidTransition, RuleViolation.
    """
    product = lock_one(Product, product_id)
    require(policies.can_take_down(actor, product))
    product.status_reason = _reason(reason)
    _require_step(product, ProductStatus.UNPUBLISHED)
    waiting = queries.waiting_revision(product)
    if waiting is not None:
        decide(waiting, RevisionStatus.RETURNED, actor=actor, reason=product.status_reason)
    return _move(product, ProductStatus.UNPUBLISHED, actor)


def require_sellable(vendor: Vendor, channel: Channel, sku: Sku) -> None:
    """Refuse a variant that may not be sold by this vendor in this channel today.

    Raises: VendorNotEligible, NotForSale, LicenceMissing.
    """
    refusal = policies.refusal_to_sell(vendor, channel, sku)
    if refusal is not None:
        raise refusal


def _waiting(product: Product) -> ProductRevision:
    """Return the revision to decide. Raises: InvalidTransition when none waits."""
    revision = queries.waiting_revision(product)
    if revision is None:
        raise _no_step(product)
    return revision


def _hold_vendor(product_id: int) -> Vendor:
    """Keep the vendor from being suspended while we decide; vendors are locked before goods."""
    return lock_shared(
        Vendor, Product.objects.values_list("vendor_id", flat=True).get(pk=product_id)
    )


def _reason(text: str) -> str:
    return required_reason(
        text,
        RuleViolation(
            _("Write a reason the shop owner can act on, at least five letters."), field="reason"
        ),
    )


def _check_eligible(vendor: Vendor, etalase: Etalase) -> None:
    if vendor.status != VendorStatus.APPROVED:
        raise VendorNotEligible(
            _("%(shop)s is not a verified vendor at present. Finish the verification first.")
            % {"shop": vendor.name}
        )
    if Channel(etalase.channel) not in channels_of(vendor):
        raise VendorNotEligible(
            _(
                "%(shop)s may not sell in %(etalase)s. %(takes)s Choose an etalase of the other "
                "channel."
            )
            % {
                "shop": vendor.name,
                "etalase": etalase.name,
                "takes": channel_takes(Channel(etalase.channel)),
            }
        )
    require_resident(vendor, etalase.pk)
    if not policies.is_open(etalase):
        raise RuleViolation(
            _("The etalase %(etalase)s is closed. Choose another one.") % {"etalase": etalase.name},
            field="etalase",
        )


def _no_step(product: Product) -> InvalidTransition:
    return InvalidTransition(
        _("%(name)s is “%(state)s” now, so this step does not exist any more. Reload the page.")
        % {"name": product.name, "state": product.get_status_display()}
    )


def _require_step(product: Product, status: ProductStatus) -> None:
    if status not in PRODUCT_TRANSITIONS[product.status]:
        raise _no_step(product)


def _move(
    product: Product,
    status: ProductStatus,
    actor: User,
    *fields: str,
    revision: ProductRevision | None = None,
) -> Product:
    _require_step(product, status)
    if status in {ProductStatus.SUBMITTED, ProductStatus.PUBLISHED}:
        product.status_reason = ""
    product.status, product.status_at = status, clock.now()
    product.save(update_fields=["status", "status_reason", "status_at", *fields])
    _announce(product, status, actor, revision, reason=product.status_reason)
    return product


def _announce(
    product: Product, step: str, actor: User, revision: ProductRevision | None, *, reason: str = ""
) -> None:
    number = revision.number if revision else None
    audit.record(f"product.{step}", actor=actor, subject=product, reason=reason, revision=number)
    outbox.emit(
        f"product.{step}", subject=product, reason=reason, actor_id=actor.pk, revision=number
    )
