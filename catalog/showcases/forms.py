"""Shapes of what is typed about etalases and templates; meaning is judged by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.category_models import AttributeKind, AttributeSpec, Category, GoodsClass
from catalog.open_to import OpenTo
from catalog.residence import parts_of
from catalog.showcases import policies
from catalog.showcases.models import TEXT_MAX, EtalaseProposal
from catalog.showcases.services import Attribute, Proposed, Surveyed
from catalog.showcases.services.templates import MOST_ATTRIBUTES
from marketplace.accounts.models import Region, Role, Tenant
from marketplace.core.bounds import MAX_PRICE_RUPIAH
from marketplace.core.fields import REASON_MAX
from marketplace.web.fields import (
    LineField,
    ReasonField,
    RupiahField,
    TextField,
    WholeNumberField,
)
from vendors.channels import Channel
from vendors.messages import CHANNEL_WORDS


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Choose a day of the calendar.")},
        **options,
    )


class ProposalForm(forms.Form):
    """What etalase is proposed; the market is asked only of who manages several."""

    tenant = forms.ModelChoiceField(queryset=Tenant.objects.none(), label=_("Market"))
    name = LineField(label=_("Name of the etalase"), max_length=80, min_length=3)
    category = forms.ModelChoiceField(
        queryset=Category.objects.none(),
        label=_("Category"),
        help_text=_("What listings must state follows from it."),
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=[])
    region = forms.ModelChoiceField(
        queryset=Region.objects.none(),
        label=_("Region"),
        required=False,
        empty_label=_("All of the market's region"),
    )
    open_to = forms.ChoiceField(label=_("For whose goods"), choices=OpenTo.choices)
    opens_on = _day(_("First day"))
    closes_on = _day(_("Last day"), required=False)
    grounds = TextField(
        label=_("Why it is needed"),
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Which offices will buy there, and what they lack today."),
    )

    def __init__(
        self, data: Any = None, *, user: Any, proposal: EtalaseProposal | None = None
    ) -> None:
        initial = {name: getattr(proposal, name) for name in STORED} if proposal else {}
        super().__init__(data, initial=initial)
        keys = user.tenants_as(Role.CATALOGUE_MANAGER)
        markets = Tenant.objects.filter(pk__in=[proposal.tenant_id] if proposal else keys)
        self.markets = list(markets.select_related("region"))
        fields: Any = self.fields
        fields["tenant"].queryset = markets
        fields["category"].queryset = policies.usable(market.pk for market in self.markets)
        fields["channel"].choices = [(one.value, CHANNEL_WORDS[one]) for one in Channel]
        fields["region"].queryset = parts_of(self.markets)
        if len(self.markets) == 1:
            del self.fields["tenant"]

    def tenant_id(self) -> int:
        """Return the key of the market."""
        chosen = self.cleaned_data.get("tenant")
        return chosen.pk if chosen else self.markets[0].pk

    def words(self) -> Proposed:
        """Return what is proposed, as the use-cases take it."""
        data = self.cleaned_data
        return Proposed(
            name=data["name"],
            category_id=data["category"].pk,
            channel=Channel(data["channel"]),
            region_id=data["region"].pk if data["region"] else None,
            open_to=data["open_to"],
            opens_on=data["opens_on"],
            closes_on=data["closes_on"],
            grounds=data["grounds"],
        )


STORED = (
    *("name", "category", "channel", "region"),
    *("open_to", "opens_on", "closes_on", "grounds"),
)


class PriceForm(forms.Form):
    """A price that a study found."""

    goods = LineField(label=_("Goods"), max_length=140, min_length=3)
    unit = LineField(label=_("Sold by"), max_length=24)
    price_rupiah = RupiahField(label=_("Price"), least=1, most=MAX_PRICE_RUPIAH)
    source = LineField(
        label=_("Source"),
        max_length=140,
        min_length=3,
        help_text=_("A shop, a market, a contract or a page, so that it can be found again."),
    )
    surveyed_on = _day(_("Found on"))

    def found(self) -> Surveyed:
        """Return the price as the use-case takes it."""
        data = self.cleaned_data
        return Surveyed(
            goods=data["goods"],
            unit=data["unit"],
            price_rupiah=data["price_rupiah"],
            source=data["source"],
            surveyed_on=data["surveyed_on"],
        )


class SpecificationForm(forms.Form):
    """What goods of the etalase must be like."""

    specification = TextField(
        label=_("Specification"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 5})
    )


class DecisionForm(forms.Form):
    """Why a proposal is returned or rejected."""

    reason = ReasonField(min_length=5, max_length=REASON_MAX)


class CloseForm(DecisionForm):
    """The last day of an etalase, and why."""

    last_day = _day(_("Last day"))
    field_order = ("last_day", "reason")


class CategoryForm(forms.Form):
    """A new template, of a market or common to all."""

    name = LineField(label=_("Name"), max_length=80, min_length=3)
    goods_class = forms.ChoiceField(
        label=_("What it holds"), choices=GoodsClass.choices, required=False
    )
    parent = forms.ModelChoiceField(
        queryset=Category.objects.none(), label=_("Belongs to"), required=False
    )
    tenant = forms.ModelChoiceField(
        queryset=Tenant.objects.none(),
        label=_("Market"),
        required=False,
        empty_label=_("Common to all markets"),
    )

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
        fields: Any = self.fields
        keys = user.tenants_as(Role.CATALOGUE_MANAGER)
        fields["tenant"].queryset = Tenant.objects.filter(pk__in=keys)
        fields["parent"].queryset = policies.categories(user).filter(parent=None)
        if not user.is_staff:
            fields["tenant"].required, fields["tenant"].empty_label = True, None


class AttributeForm(forms.Form):
    """One attribute of a template; type and unit only of a new one."""

    label = LineField(label=_("What goods state"), max_length=60, min_length=2)
    kind = forms.ChoiceField(label=_("Type"), choices=AttributeKind.choices)
    unit = LineField(
        label=_("Unit"), max_length=16, required=False, help_text=_("Of a number: g, cm, bulan.")
    )
    choices = TextField(
        label=_("Choices, one a line"),
        required=False,
        max_length=2_500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    position = WholeNumberField(label=_("Place in the form"), least=1, most=99)
    required = forms.BooleanField(label=_("Must be stated"), required=False)
    filterable = forms.BooleanField(label=_("Buyers filter by it"), required=False)
    active = forms.BooleanField(label=_("Is asked"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        spec: AttributeSpec | None = None,
        place: int = 1,
        auto_id: str = "id_%s",
    ) -> None:
        initial: dict[str, Any] = {"position": min(place, MOST_ATTRIBUTES), "active": True}
        if spec is not None:
            names = ("label", "position", "required", "filterable", "active")
            initial = {name: getattr(spec, name) for name in names}
            initial["choices"] = "\n".join(spec.choices)
        super().__init__(data, initial=initial, auto_id=auto_id)
        self.spec = spec
        if spec is not None:
            del self.fields["kind"], self.fields["unit"]
            if spec.kind != AttributeKind.CHOICE:
                del self.fields["choices"]

    def said(self) -> Attribute:
        """Return what is said of the attribute, as the use-cases take it."""
        data = self.cleaned_data
        return Attribute(
            label=data["label"],
            kind=data.get("kind", self.spec.kind if self.spec else ""),
            unit=data.get("unit", self.spec.unit if self.spec else ""),
            choices=data.get("choices", "").splitlines(),
            required=data["required"],
            filterable=data["filterable"],
            position=data["position"],
            active=data["active"],
        )
