"""Use-cases of templates: make a market's own category, add and change what its goods state."""

from typing import TypedDict, Unpack

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.category_models import AttributeKind, AttributeSpec, Category
from catalog.showcases import policies
from marketplace.accounts.models import User
from marketplace.core import audit, guards
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.policy import require
from marketplace.core.text import clean_line

MOST_ATTRIBUTES = 24
MOST_CHOICES = 40


class Attribute(TypedDict):
    """What is said of one attribute; ``kind`` and ``unit`` count only for a new one."""

    label: str
    kind: str
    unit: str
    choices: list[str]
    required: bool
    filterable: bool
    position: int
    active: bool


@guards.use_case
def make_category(
    *, name: str, goods_class: str, parent_id: int | None, tenant_id: int | None, actor: User
) -> Category:
    """Make a template: a market's own, or without one a common one. Raises: NotAllowed."""
    words = clean_line(name)
    parent = Category.objects.filter(pk=parent_id).first() if parent_id else None
    category = Category(
        code=_free_code(slugify(words)[:34] or "kategori"),
        name=words,
        goods_class=goods_class,
        icon=parent.icon if parent else "layout-grid",
        parent=parent,
        tenant_id=tenant_id,
    )
    require(policies.can_edit_category(actor, category))
    category.save(force_insert=True)
    audit.record("category.made", actor=actor, subject=category, name=words)
    return category


def _free_code(start: str) -> str:
    taken = set(Category.objects.filter(code__startswith=start).values_list("code", flat=True))
    code, number = start, 2
    while code in taken:
        code, number = f"{start}-{number}", number + 1
    return code


@guards.use_case
def add_attribute(*, category_id: int, actor: User, **said: Unpack[Attribute]) -> AttributeSpec:
    """Let goods of a category state one more thing from now on. Raises: NotAllowed, RuleViolation.

    Listings that are live keep what they state; the next hand-in asks for it.
    """
    category = lock_one(Category, category_id)
    require(policies.can_edit_category(actor, category))
    if category.specs.count() >= MOST_ATTRIBUTES:
        raise RuleViolation(
            _("A category has at most %(most)s attributes.") % {"most": MOST_ATTRIBUTES}
        )
    label = clean_line(said["label"])
    spec = AttributeSpec(
        category=category,
        code=slugify(label)[:30],
        label=label,
        kind=said["kind"],
        unit=clean_line(said["unit"]) if said["kind"] == AttributeKind.NUMBER else "",
    )
    _take(spec, said)
    spec.save(force_insert=True)
    audit.record("category.attribute_added", actor=actor, subject=category, code=spec.code)
    return spec


@guards.use_case
def change_attribute(*, spec_id: int, actor: User, **said: Unpack[Attribute]) -> AttributeSpec:
    """Change words, choices, order and whether it is asked; code, type and unit stay.

    Raises: NotAllowed, RuleViolation.
    """
    category_id = AttributeSpec.objects.values_list("category_id", flat=True).get(pk=spec_id)
    category = lock_one(Category, category_id)
    require(policies.can_edit_category(actor, category))
    spec = AttributeSpec.objects.get(pk=spec_id)
    spec.label = clean_line(said["label"])
    _take(spec, said)
    spec.save()
    audit.record("category.attribute_changed", actor=actor, subject=category, code=spec.code)
    return spec


def _take(spec: AttributeSpec, said: Attribute) -> None:
    spec.required, spec.filterable = said["required"], said["filterable"]
    spec.position, spec.active = said["position"], said["active"]
    choices = list(dict.fromkeys(filter(None, map(clean_line, said["choices"]))))
    if spec.kind != AttributeKind.CHOICE:
        spec.choices = []
        return
    if not 2 <= len(choices) <= MOST_CHOICES or any(len(choice) > 60 for choice in choices):
        raise RuleViolation(
            _("Write from 2 to %(most)s choices, one a line, of at most 60 letters each.")
            % {"most": MOST_CHOICES},
            field="choices",
        )
    spec.choices = choices
