"""Forms of a delivery: they check shapes and keep what was typed; services check meaning."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.errors import DomainError
from marketplace.fulfilment import policies, queries
from marketplace.fulfilment.models import PROOFS_MAX, WORDS_MAX, Side
from marketplace.orders.forms import ReasonForm, StepForm
from marketplace.orders.models import LINE_NOTE_MAX, OrderLine, PurchaseOrder
from marketplace.web.fields import (
    KeyField,
    LineField,
    PaperField,
    PhotoField,
    ReasonField,
    TextField,
    WholeNumberField,
)

PROOFS = tuple(f"photo_{number}" for number in range(1, PROOFS_MAX + 1))


class UnitsForm(StepForm):
    """A number of units per order line, in fields named after the lines.

    ``part`` says which shipment or count of the order this would be: sent twice, by two clicks, two
    tabs or the way back, it is recorded once.
    """

    next_part: ClassVar[staticmethod[[PurchaseOrder], int]]  # that would be recorded now
    part = KeyField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["part"].initial = self.next_part(self.order)

    def add_lines(self, lines: list[OrderLine]) -> None:
        """Remember the lines that are asked about; the caller makes their fields."""
        self.lines = lines

    def units(self) -> dict[int, int]:
        """Return the units entered per line id."""
        return {line.pk: self.cleaned_data[_name(line)] for line in self.lines}

    def blame(self, refused: DomainError) -> None:
        """Put a refusal of the service beside the line that it names, else above the form.

        Whoever reads it sees how the order stands now, so that sending again is meant.
        """
        self.data = {**dict(self.data.items()), "part": str(self.next_part(self.order))}
        line_id = refused.details.get("line")
        named = next((_name(line) for line in self.lines if line.pk == line_id), None)
        if named:
            self.add_error(named, refused.message)
        else:
            super().blame(refused)


class ProofFields(StepForm):
    """Photos of goods, and whether the place they name is kept."""

    def add_photos(self) -> None:
        """Add a field for each photo, and the question about the place."""
        for number, name in enumerate(PROOFS, start=1):
            self.fields[name] = PhotoField(
                label=_("Photo %(number)s of the goods") % {"number": number}, required=False
            )
            self.fields[name].widget.attrs["data-foto"] = "bukti"
        self.fields["keep_place"] = forms.BooleanField(
            label=_("Keep the place that the photos name"),
            help_text=_(
                "Rounded to a street; whoever reads this order sees it beside the photo. Without "
                "the tick it is thrown away. The camera's time is kept."
            ),
            required=False,
        )

    def proofs(self) -> dict[str, Any]:
        """Return the photos that came, and whether their place is kept."""
        said = self.cleaned_data
        return {
            "photos": [said[name] for name in PROOFS if said[name]],
            "keep_place": said["keep_place"],
        }


class ShipForm(UnitsForm, ProofFields):
    """Who brings the goods, and how many of each line: all that is left unless said otherwise."""

    next_part = staticmethod(queries.next_shipment)
    courier = LineField(
        label=gettext_lazy("Courier"),
        max_length=80,
        help_text=gettext_lazy("The name of the courier, or write that you bring it yourself."),
        error_messages={
            "required": gettext_lazy("Say who brings the goods: a courier, or yourself.")
        },
    )
    tracking = LineField(
        label=gettext_lazy("Tracking number"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("The buyer can follow the parcel with it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        left = [(line, p.to_ship) for line, p in queries.progress_of(self.order) if p.to_ship]
        self.add_lines([line for line, _units in left])
        for line, units in left:
            self.fields[_name(line)] = WholeNumberField(
                label=_("%(name)s: units in this shipment") % {"name": line.title},
                help_text=_("%(number)s %(unit)s left to send; empty means all of them")
                % {"number": units, "unit": line.unit},
                most=MAX_QUANTITY,
                empty=units,
                required=False,
            )
        self._say_who_reports()
        self.add_photos()

    def _say_who_reports(self) -> None:
        """Name the couriers whose words are shown, where there are any."""
        known = queries.couriers_that_report()
        if known:
            self.fields["tracking"].help_text = _(
                "Couriers that report to us: %(names)s. With such a name and this number, the page "
                "of the order shows what the courier says."
            ) % {"names": ", ".join(known)}

    def given(self) -> dict[str, Any]:
        """Return courier, tracking number, the units to send per line id, and photos."""
        return {
            **self.proofs(),
            "courier": self.cleaned_data["courier"],
            "tracking": self.cleaned_data["tracking"],
            "quantities": self.units(),
            "part": self.cleaned_data["part"],
        }


class ArrivalForm(ProofFields):
    """Photos of the goods where they arrived; ``part``: sent twice, they are kept once."""

    part = KeyField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["part"].initial = queries.next_proof(self.order)
        self.add_photos()

    def given(self) -> dict[str, Any]:
        """Return photos, whether their place is kept, and which photo the first one would be."""
        return {**self.proofs(), "part": self.cleaned_data["part"]}


class ReceiveForm(UnitsForm):
    """The units counted per line that is on its way, a note and a photo."""

    next_part = staticmethod(queries.next_receipt)
    note = TextField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    photo = PaperField(
        label=gettext_lazy("Photo of the goods"),
        required=False,
        help_text=gettext_lazy("A JPEG, PNG or WebP photo, or a PDF up to 10 MB."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        waiting = [(line, p.to_count) for line, p in queries.progress_of(self.order) if p.to_count]
        self.add_lines([line for line, _units in waiting])
        for line, units in waiting:
            self.fields[_name(line)] = WholeNumberField(
                label=_("%(name)s: units in good order") % {"name": line.title},
                help_text=_("%(number)s %(unit)s were sent") % {"number": units, "unit": line.unit},
                most=MAX_QUANTITY,
                error_messages={"required": _("Count the goods and enter the number.")},
            )
        self.add_checks()

    def add_checks(self) -> None:
        """Ask beside the units of each line what is looked at of such goods, and what was seen."""
        self.points = queries.points_of(self.lines)
        asked = []
        for line in self.lines:
            named = {"name": line.title}
            asked.append(_name(line))
            for one in self.points[line.pk]:
                asked.append(f"check-{line.pk}-{one.pk}")
                self.fields[asked[-1]] = forms.BooleanField(
                    label=f"{line.title}: {one.words}", required=False
                )
            asked.append(f"seen-{line.pk}")
            self.fields[asked[-1]] = LineField(
                label=_("%(name)s: what you saw") % named, max_length=LINE_NOTE_MAX, required=False
            )
        self.order_fields(asked)

    def given(self) -> dict[str, Any]:
        """Return units in good order and checks per line id, note and photo."""
        return {
            "accepted": self.units(),
            "checks": {
                line: {one.pk: self.cleaned_data[f"check-{line}-{one.pk}"] for one in points}
                for line, points in self.points.items()
            },
            "remarks": {line.pk: self.cleaned_data[f"seen-{line.pk}"] for line in self.lines},
            "note": self.cleaned_data["note"],
            "photo": self.cleaned_data["photo"],
            "part": self.cleaned_data["part"],
        }


class SignForm(StepForm):
    """The handover record that is shown to the signer: this one is signed, and no other."""

    handover = KeyField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        by_buyer = bool(policies.can_sign_for_buyer(self.actor, self.order))
        self.record = queries.to_be_signed(self.order, by_buyer=by_buyer)
        self.fields["handover"].initial = self.record.pk if self.record else None

    def given(self) -> dict[str, Any]:
        """Return which record is signed."""
        return {"handover_id": self.cleaned_data["handover"]}


def _name(line: OrderLine) -> str:
    return f"line-{line.pk}"


STARS = (
    (5, gettext_lazy("5 stars: very good")),
    (4, gettext_lazy("4 stars: good")),
    (3, gettext_lazy("3 stars: fair")),
    (2, gettext_lazy("2 stars: poor")),
    (1, gettext_lazy("1 star: very poor")),
)


class OfOtherSide(StepForm):
    """A question about the other side of an order, by its name."""

    def names(self) -> dict[str, str]:
        """Return what the other side is called."""
        side = policies.side_of_rater(self.actor, self.order)
        other = self.order.agency if side == Side.VENDOR else self.order.vendor
        return {"other": other.name}


class RatingForm(OfOtherSide):
    """How many stars, and a few words if wanted."""

    stars = forms.TypedChoiceField(
        label=gettext_lazy("Stars"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how many stars."),
            "invalid_choice": gettext_lazy("Choose how many stars."),
        },
    )
    words = TextField(
        label=gettext_lazy("A few words"),
        max_length=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "What agencies write of a shop stands on its page, under the name of the agency. Leave "
            "out names, telephone numbers and addresses."
        ),
    )


class ReplyForm(OfOtherSide, ReasonForm):
    """What is replied to a rating."""


class HideForm(forms.Form):
    """Why words are hidden, read by whoever wrote them."""

    reason = ReasonField(min_length=5)
