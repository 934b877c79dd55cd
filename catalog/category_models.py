"""What goods of a kind must say of themselves: categories and their typed attributes."""

from collections.abc import Mapping

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import attributes
from catalog.attributes import Kind, Spec
from marketplace.accounts.models import Tenant


class GoodsClass(models.TextChoices):
    """What an etalase holds, where a law asks more of such goods."""

    ANY = "", gettext_lazy("Goods and services of any kind")
    FOOD = "food", gettext_lazy("Food and drink")


class Category(models.Model):
    """A typed template of goods (kategori): what listings of such an etalase must state.

    Without a ``tenant`` it is the installation's own, so that the same goods say the same in all
    markets; a market's own one is used by its etalases alone. ``parent`` only groups.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    goods_class = models.CharField(
        max_length=8, choices=GoodsClass.choices, blank=True, default=GoodsClass.ANY
    )
    icon = models.CharField(max_length=32, default="layout-grid")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    tenant = models.ForeignKey(
        Tenant, null=True, blank=True, on_delete=models.PROTECT, related_name="categories"
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"
        constraints = [
            models.CheckConstraint(
                condition=Q(goods_class__in=GoodsClass.values),
                name="category_goods_class_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AttributeKind(models.TextChoices):
    """What sort of value an attribute has."""

    TEXT = Kind.TEXT.value, gettext_lazy("Words")
    NUMBER = Kind.NUMBER.value, gettext_lazy("Number")
    CHOICE = Kind.CHOICE.value, gettext_lazy("One of a list")
    YES_NO = Kind.YES_NO.value, gettext_lazy("Yes or no")


class AttributeSpec(models.Model):
    """One thing that goods of a category say: its words, its type and whether it must be said.

    ``label`` and ``choices`` are Indonesian, as listings are. Code, type and unit stay, since
    values were stated under them; what is no longer asked is switched off (``active``).
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="specs")
    code = models.SlugField(max_length=30)
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=6, choices=AttributeKind.choices)
    unit = models.CharField(max_length=16, blank=True, default="")
    choices = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    required = models.BooleanField(default=False)
    filterable = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["category", "code"], name="attribute_named_once"),
            models.UniqueConstraint("category", Lower("label"), name="attribute_labelled_once"),
            models.CheckConstraint(
                condition=Q(kind__in=AttributeKind.values), name="attribute_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="choice", choices__len__gte=2)
                | ~Q(kind="choice") & Q(choices__len=0),
                name="attribute_choice_has_choices",
            ),
            models.CheckConstraint(
                condition=Q(unit="") | Q(kind="number"), name="attribute_unit_is_of_a_number"
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(label=""), name="attribute_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def spec(self) -> Spec:
        """What values are judged by."""
        return Spec(
            code=self.code,
            label=self.label,
            kind=Kind(self.kind),
            unit=self.unit,
            choices=tuple(self.choices),
            required=self.required,
        )


def specs_of(category: Category | None) -> list[Spec]:
    """Return what a category asks now, in the order of its fields; nothing without one."""
    if category is None:
        return []
    return [row.spec for row in category.specs.all() if row.active]


def said(category: Category | None, values: Mapping[str, attributes.Value]) -> dict[str, str]:
    """Return stated values as people read them, by label; what is no longer asked included."""
    if category is None or not values:
        return {}
    return {
        row.label: attributes.shown(row.spec, values[row.code], yes=_("yes"), no=_("no"))
        for row in category.specs.all()
        if row.code in values
    }
