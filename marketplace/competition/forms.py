"""Shapes of what people type in a competition; the use-cases judge the meaning."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Sku
from marketplace.accounts.models import Agency, Region
from marketplace.accounts.regions import places_around
from marketplace.competition.models import TITLE_MAX, WORDS_MAX, Inquiry, OpenedOffer
from marketplace.competition.services import About
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH, MAX_PRICE_RUPIAH, MAX_QUANTITY
from marketplace.core.fields import REASON_MAX
from marketplace.core.money import grouped, rupiah
from marketplace.web.fields import (
    KeyField,
    LineField,
    ReasonField,
    RupiahField,
    SecretField,
    TextField,
    WholeNumberField,
)
from marketplace.web.rows import RowField
from vendors.models import Vendor


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Choose a day of the calendar.")},
    )


class NewPassphraseField(SecretField):
    """A passphrase chosen for one competition."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("Your passphrase for this competition"))
        self.widget.attrs["autocomplete"] = "new-password"
        self.help_text = gettext_lazy(
            "Nobody can find it again: without both passphrases the offers stay shut, and it can "
            "only be ended. Write it down and keep it under lock."
        )


class DraftForm(forms.Form):
    """What is asked for, of which shops, until when; and the passphrase of the PP."""

    shops = forms.MultipleChoiceField(
        label=gettext_lazy("Invited shops"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose the shops that you invite.")},
    )
    agency = RowField(Agency, label=gettext_lazy("Agency"))
    title = LineField(label=gettext_lazy("What is bought"), max_length=TITLE_MAX)
    specification = TextField(
        label=gettext_lazy("Specification"),
        max_length=WORDS_MAX,
        help_text=gettext_lazy("The same for all shops: kind, size, quality, what comes with it."),
    )
    quantity = WholeNumberField(label=gettext_lazy("Number of units"), least=1, most=MAX_QUANTITY)
    unit = LineField(label=gettext_lazy("Unit"), max_length=24)
    delivery_region = RowField(Region, label=gettext_lazy("Regency or district"))
    delivery_address = LineField(label=gettext_lazy("Delivery address"), max_length=300)
    wanted_on = _day(gettext_lazy("Wanted on"))
    questions_until = _day(gettext_lazy("Last day for questions"))
    offers_until = _day(
        gettext_lazy("Last day for offers"),
        gettext_lazy("Offers come in until midnight of the office, and are opened after it."),
    )
    password = NewPassphraseField()

    def __init__(
        self, *args: Any, shops: Iterable[Vendor], agencies: Sequence[Agency], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        chosen, agency, place = (self.fields[one] for one in ("shops", "agency", "delivery_region"))
        assert isinstance(chosen, forms.MultipleChoiceField)  # noqa: S101 - declared above
        assert isinstance(agency, RowField)  # noqa: S101 - as above
        assert isinstance(place, RowField)  # noqa: S101 - as above
        chosen.choices = [(str(one.pk), f"{one.name}, {one.region}") for one in shops]
        chosen.initial = [str(one.pk) for one in shops]
        agency.offer(agencies)
        agency.initial = agencies[0].pk
        if len(agencies) == 1:
            agency.widget = forms.HiddenInput()
        regions = [one.region for one in agencies]
        place.offer({one.pk: one for region in regions for one in places_around(region)}.values())
        place.initial = agencies[0].region_id
        self.fields["delivery_address"].initial = agencies[0].address

    def about(self) -> About:
        """Return what was asked for."""
        said = self.cleaned_data
        return About(
            agency_id=said["agency"].pk,
            region_id=said["delivery_region"].pk,
            address=said["delivery_address"],
            shops=[int(one) for one in said["shops"]],
            **{
                name: said[name]
                for name in (
                    *("title", "specification", "quantity", "unit"),
                    *("wanted_on", "questions_until", "offers_until"),
                )
            },
        )


class ConfirmForm(forms.Form):
    """The owner's estimate, and the passphrase of the PPK."""

    estimate_rupiah = RupiahField(
        least=1,
        label=gettext_lazy("Owner's estimate (HPS) of goods and freight, before PPN"),
        help_text=gettext_lazy("Sealed as the offers are. An offer above it fails by itself."),
    )
    password = NewPassphraseField()


class AskForm(forms.Form):
    """A question of a shop."""

    words = ReasonField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy("All invited shops read it, without your name."),
    )


class AnswerForm(forms.Form):
    """An answer to one question."""

    inquiry = KeyField()
    words = ReasonField(
        label=gettext_lazy("Answer"), help_text=gettext_lazy("All invited shops read it.")
    )

    def __init__(self, *args: Any, inquiry: Inquiry | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if inquiry is not None:
            self.fields["inquiry"].initial = inquiry.pk


class GoodsField(RowField):
    """One of the goods of a shop, each with the price of its list."""

    def label_from_instance(self, obj: Any) -> str:
        """Return its name and price."""
        return f"{obj.title} ({rupiah(obj.price_rupiah)})"


class OfferForm(forms.Form):
    """Which goods a shop offers, at which price, and what the freight costs."""

    sku = GoodsField(Sku, label=gettext_lazy("Which of your goods"))
    unit_price_rupiah = RupiahField(
        least=1,
        most=MAX_PRICE_RUPIAH,
        label=gettext_lazy("Price of one unit, before PPN"),
        help_text=gettext_lazy("The price of your list at most."),
    )
    freight_rupiah = RupiahField(
        most=MAX_FREIGHT_RUPIAH,
        label=gettext_lazy("Freight of all units, before PPN"),
        help_text=gettext_lazy("0 if it is free."),
    )
    words = LineField(
        label=gettext_lazy("What you say about it"), max_length=REASON_MAX, required=False
    )

    def __init__(self, *args: Any, goods: Iterable[Sku], **options: Any) -> None:
        super().__init__(*args, **options)
        sku = self.fields["sku"]
        assert isinstance(sku, RowField)  # noqa: S101 - declared above
        sku.offer(goods)


class ReleaseForm(forms.Form):
    """The passphrase of one office."""

    password = SecretField(label=gettext_lazy("Passphrase of this competition"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].widget.attrs["autocomplete"] = "off"


class AwardForm(forms.Form):
    """Which offer is taken, and why."""

    opened = forms.TypedChoiceField(
        label=gettext_lazy("Offer to take"), widget=forms.RadioSelect, coerce=int
    )
    words = LineField(
        label=gettext_lazy("Reason"),
        max_length=REASON_MAX,
        required=False,
        help_text=gettext_lazy(
            "Needed where another than the first, or the only one, is taken. The shops read it."
        ),
    )

    def __init__(self, *args: Any, standing: Iterable[OpenedOffer], **options: Any) -> None:
        super().__init__(*args, **options)
        opened = self.fields["opened"]
        assert isinstance(opened, forms.TypedChoiceField)  # noqa: S101 - declared above
        opened.choices = [
            (
                str(one.pk),
                _("%(rank)s. %(shop)s: %(total)s")
                % {
                    "rank": one.rank,
                    "shop": one.offer.invited.vendor.name,
                    "total": rupiah(one.total_rupiah),
                },
            )
            for one in standing
        ]
        if opened.choices:
            opened.initial = opened.choices[0][0]


class EndForm(forms.Form):
    """Why it is let be."""

    words = ReasonField(help_text=gettext_lazy("The invited shops and the auditor read it."))


def copied(row: Any) -> dict[str, Any]:
    """Return what a draft takes over from one that came to nothing: all but days and passphrase."""
    names = ("title", "specification", "quantity", "unit", "delivery_address")
    return {
        **{name: getattr(row, name) for name in names},
        "quantity": grouped(row.quantity),
        "delivery_region": row.delivery_region_id,
        "agency": row.agency_id,
    }
