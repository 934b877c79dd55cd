"""Revisions: what an owner hands in and a catalogue manager publishes or returns."""

from collections.abc import Mapping
from typing import TypedDict, Unpack

from django.db.models import Max
from django.utils.translation import gettext as _

from catalog import policies, rules
from catalog.models import Etalase, Product, ProductRevision, RevisionStatus, Sku
from catalog.residence import require_resident
from catalog.services.attributes import complete
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import lock_one, lock_shared
from marketplace.core.policy import require
from vendors.models import Vendor

Variants = Mapping[int, tuple[str, str]]


class Wording(TypedDict, total=False):
    """What a revision says; what is not named stays as the listing says it.

    ``variants``: label and unit by key of the variant; ``attributes``: value by code, as typed.
    """

    name: str
    description: str
    etalase_id: int
    variants: Variants
    attributes: Mapping[str, object]


def draw_up(product: Product, *, actor: User, **words: Unpack[Wording]) -> ProductRevision:
    """Write down the next revision of a locked listing.

    Raises: AttributesRefused where the category asks for something that is not stated.
    """
    etalase = _etalase(words.get("etalase_id", product.etalase_id))
    wanted = words.get("variants", {})
    rows = []
    for sku in product.skus.all():
        label, unit = wanted.get(sku.pk, (sku.label, sku.unit))
        rows.append({"sku": sku.pk, "label": label, "unit": unit})
    last = product.revisions.aggregate(last=Max("number"))["last"] or 0
    return ProductRevision.objects.create(
        product=product,
        number=last + 1,
        name=words.get("name", product.name),
        description=words.get("description", product.description),
        etalase=etalase,
        variants=rows,
        attributes=complete(etalase.category, words.get("attributes", product.attributes)),
        submitted_by=actor,
        submitted_at=clock.now(),
    )


def _etalase(etalase_id: int) -> Etalase:
    return Etalase.objects.select_related("category").get(pk=etalase_id)


def hand_in(product: Product, *, actor: User, **words: Unpack[Wording]) -> ProductRevision:
    """Hand in new words of a live listing, which goes on selling under its published ones."""
    revision = draw_up(product, actor=actor, **words)
    number = revision.number
    audit.record("product.submitted", actor=actor, subject=product, revision=number)
    outbox.emit("product.submitted", subject=product, actor_id=actor.pk, revision=number)
    return revision


@guards.use_case
def propose_revision(*, product_id: int, actor: User, **words: Unpack[Wording]) -> ProductRevision:
    """Hand in new words for a live listing: name, description, etalase, attributes, labels, units.

    Raises: NotAllowed, RuleViolation when nothing differs, two variants would bear one label, or
    the etalase belongs to another market, AttributesRefused, NotResident.
    """
    vendor_id = Product.objects.values_list("vendor_id", flat=True).get(pk=product_id)
    lock_shared(Vendor, vendor_id)
    product = lock_one(Product, product_id)
    require(policies.can_propose(actor, product))
    etalase = _etalase(words.get("etalase_id", product.etalase_id))
    if etalase.tenant_id != product.etalase.tenant_id:
        raise RuleViolation(
            _("This etalase belongs to another market. Offer the goods there as a new listing."),
            field="etalase",
        )
    require_resident(product.vendor, etalase.pk)
    known = {sku.pk: (sku.label, sku.unit) for sku in product.skus.all()}
    stated = words.get("attributes", product.attributes)
    wanted = Wording(
        name=words.get("name", product.name),
        description=words.get("description", product.description),
        etalase_id=etalase.pk,
        variants=_labelled(product, words.get("variants", {})),
        attributes=complete(etalase.category, stated),
    )
    if wanted == Wording(
        name=product.name,
        description=product.description,
        etalase_id=product.etalase_id,
        variants=known,
        attributes=product.attributes,
    ):
        raise RuleViolation(_("Nothing differs from what buyers read now."))
    return hand_in(product, actor=actor, **wanted)


def _labelled(product: Product, variants: Variants) -> dict[int, tuple[str, str]]:
    """Return the labels and units all variants would bear. Raises: RuleViolation."""
    wanted = {sku.pk: (sku.label, sku.unit) for sku in product.skus.all()}
    for pk, (label, unit) in variants.items():
        if pk in wanted:
            wanted[pk] = (rules.clean_query(label)[:60], unit)
    labels = [label.casefold() for label, _unit in wanted.values()]
    if len(labels) > 1 and ("" in labels or len(set(labels)) < len(labels)):
        raise RuleViolation(_("Each of several variants needs a name of its own."))
    return wanted


def decide(
    revision: ProductRevision, status: RevisionStatus, *, actor: User, reason: str = ""
) -> None:
    """Write down the catalogue manager's answer."""
    revision.status, revision.reason = status, reason
    revision.decided_by, revision.decided_at = actor, clock.now()
    revision.save(update_fields=["status", "reason", "decided_by", "decided_at"])


def put_into_force(revision: ProductRevision, product: Product) -> None:
    """Let a published revision be what buyers read; variants it is the first to name go on sale.

    The caller saves name, description, attributes, etalase and revision of the product.
    """
    named_before = set(product.revision.words.variants) if product.revision else set()
    product.name, product.description = revision.name, revision.description
    product.attributes = revision.attributes
    product.etalase, product.revision = revision.etalase, revision
    words = revision.words.variants
    skus = [sku for sku in product.skus.all() if sku.pk in words]
    renamed = [sku.pk for sku in skus if sku.label != words[sku.pk][0]]
    if len(renamed) > 1:  # two variants may exchange their labels
        for pk in renamed:
            Sku.objects.filter(pk=pk).update(label=f"#{pk}")
    for sku in skus:
        before = (sku.label, sku.unit, sku.active)
        sku.label, sku.unit = words[sku.pk]
        sku.active = sku.active or (bool(named_before) and sku.pk not in named_before)
        if before != (sku.label, sku.unit, sku.active):
            sku.save(update_fields=["label", "unit", "active"])
