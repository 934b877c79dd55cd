"""Forms of an order: they check shapes and keep what was typed; services check meaning."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.dating import Dating
from catalog.day_forms import day_fields, days_from
from catalog.day_rules import Days
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.errors import DomainError
from marketplace.orders.comparing import (
    DearGoods,
    Offer,
    dear_lines,
    offers_like,
    offers_wanted,
)
from marketplace.orders.lifecycle import Step
from marketplace.orders.models import OrderLine, PurchaseOrder, RepairField
from marketplace.orders.repairing import open_parts
from marketplace.orders.revival import Revival
from marketplace.orders.services.grounds import (
    Grounds,
    comparison_words,
    dear_words,
    grounds_of,
    split_words,
)
from marketplace.orders.splitting import Split, passing, split_of, with_others
from marketplace.orders.unmet import FIELD
from marketplace.web.fields import LineField, ReasonField, WholeNumberField


class StepForm(forms.Form):
    """What a step asks before it is taken; by itself it asks only whether to take it."""

    def __init__(
        self, *args: Any, step: Step, order: PurchaseOrder, actor: User, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.step, self.order, self.actor = step, order, actor

    def given(self) -> dict[str, Any]:
        """Return what the use-case is called with, besides order and actor."""
        return dict(self.cleaned_data)

    def names(self) -> dict[str, str]:
        """Return what the question of the step calls by other words than the order's own."""
        return {}

    def blame(self, refused: DomainError) -> None:
        """Put a refusal of the use-case where it belongs, above the form unless told better."""
        refused.add_to(self)


class ReasonForm(StepForm):
    """Why somebody says no; label and help are the step's."""

    reason = ReasonField(
        missing=gettext_lazy("Write the reason: the other side and the auditor will read it.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = str(self.step.reason)
        self.fields["reason"].help_text = str(self.step.help)


class CompareField(forms.MultipleChoiceField):
    """Offers of other vendors, to be ticked; gives the variants chosen."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, offers: Sequence[Offer], **options: Any) -> None:
        super().__init__(choices=[(str(o.sku.pk), o.words) for o in offers], **options)

    def clean(self, value: Any) -> list[int]:
        """Return the keys chosen. Raises: ValidationError for an offer that was not shown."""
        return [int(key) for key in super().clean(value)]


def is_reason(name: str) -> bool:
    """Whether a field asks for a reason in words: of a ``GroundsForm``, or at an unmet check."""
    return name in {"uncompared", "split"} or name.startswith(("dear-", FIELD))


class GroundsForm(forms.Form):
    """Asks for what the rules owe: offers compared, reasons (R-CMP-2, R-FAIR-BAND, R-SPLIT-7).

    ``wanted``: how many offers must be compared, ``stored``: what was said before.
    """

    wanted = 0
    stored = Grounds()

    def ask_grounds(
        self,
        *,
        dear: Sequence[DearGoods],
        offers: Sequence[Offer],
        wanted: int,
        stored: Grounds | None = None,
        split: Split | None = None,
    ) -> None:
        """Add the fields; a reason is demanded only where it is owed and not written yet."""
        self.wanted, self.stored = wanted, stored or Grounds()
        if split is not None:
            self._ask_split(split)
        if wanted:
            self._ask_comparison(offers)
        for goods in dear:
            self.fields[f"dear-{goods.sku.pk}"] = ReasonField(
                label=_("Why “%(name)s” at this price") % {"name": goods.sku.title},
                help_text=dear_words(goods),
                initial=self.stored.dear.get(goods.sku.pk, ""),
                required=goods.sku.pk not in self.stored.dear,
                missing=_("Write why it is bought at this price: the PPK and the auditor read it."),
            )

    def _ask_split(self, split: Split) -> None:
        """Ask why this is no splitting: demanded where the cap is passed already."""
        self.fields["split"] = ReasonField(
            label=_("Why this is no splitting"),
            help_text=split_words(split) if split.over else split.words,
            initial=self.stored.split,
            required=split.over and not self.stored.split,
            missing=_("Write why this is no splitting: a second person and the auditor read it."),
        )

    def _ask_comparison(self, offers: Sequence[Offer]) -> None:
        fresh = [offer for offer in offers if offer.sku.pk not in self.stored.compared]
        if fresh:
            self.fields["compared"] = CompareField(
                fresh, label=_("Offers you compared"), required=False
            )
        self.fields["uncompared"] = ReasonField(
            label=_("Why fewer offers were compared"),
            help_text=_("Rule R-CMP-2: compare %(wanted)s other offers, or say why not.")
            % {"wanted": self.wanted},
            initial=self.stored.uncompared,
            required=False,
        )

    @property
    def ground_fields(self) -> list[forms.BoundField]:
        """The fields that ``ask_grounds`` added."""
        return [
            self[name]
            for name in self.fields
            if name in {"evidence", "compared"} or is_reason(name)
        ]

    def owed(self) -> dict[str, str]:
        """Return the reasons that are still owed: the field, and why."""
        owed = {
            bound.name: str(bound.help_text) for bound in self.ground_fields if bound.field.required
        }
        if len(self.stored.compared) < self.wanted and not self.stored.uncompared:
            owed["uncompared"] = comparison_words(len(self.stored.compared), self.wanted)
        return owed

    def clean(self) -> dict[str, Any]:
        """Demand a reason where fewer offers were chosen than the rule asks for."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        found = len(self.stored.compared) + self.compared_in(data)
        said = data.get("uncompared") or self.stored.uncompared
        if "uncompared" in self.fields and found < self.wanted and not said:
            self.add_error("uncompared", comparison_words(found, self.wanted))
        return data

    def compared_in(self, data: dict[str, Any]) -> int:
        """Return how many offers were compared now."""
        return len(data.get("compared", ()))

    def grounds(self) -> Grounds:
        """Return what was said now."""
        data = self.cleaned_data
        return Grounds(
            compared=tuple(data.get("compared", ())),
            evidence=data.get("evidence"),
            uncompared=data.get("uncompared", ""),
            split=data.get("split", ""),
            dear={
                int(name.removeprefix("dear-")): text
                for name, text in data.items()
                if name.startswith("dear-") and text
            },
        )


class RevivalForm(StepForm, GroundsForm):
    """Asks before an order goes on or comes back: old and new price, sum and day are shown."""

    seen = LineField(
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Look at the figures below, then confirm them.")},
    )
    deliver_by = forms.DateField(
        label=gettext_lazy("Needed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.revival = Revival(self.order)
        self._ask_days()
        if typed := self._typed_days():
            self.revival = Revival(self.order, typed)
        self.initial["deliver_by"] = self.order.deliver_by if self.revival.may_keep_day else None
        self._lock_day()
        self.ask_grounds(
            dear=self.revival.dear,
            offers=self.revival.offers,
            wanted=offers_wanted(self.order),
            stored=grounds_of(self.order),
            split=passing(self.revival.split),
        )

    def _lock_day(self) -> None:
        """Keep the day of need of an order that was returned for other parts, while it lies ahead.

        The use-case refuses another one; a day that has passed is always asked anew.
        """
        keeps = self.revival.keeps_prices and self.revival.may_keep_day
        if keeps and RepairField.NEEDED_BY not in open_parts(self.order):
            self.fields["deliver_by"].disabled = True
            self.fields["deliver_by"].help_text = _("The PPK did not name it for repair.")

    def _ask_days(self) -> None:
        """Ask for which days lines are wanted; a returned order is repaired beside its goods."""
        self.dated: list[OrderLine] = []
        skus = self.revival.skus
        if not self.revival.keeps_prices:
            self.dated = [line for line in self.revival.lines if skus[line.sku_id].is_dated]
        for line in self.dated:
            fields = day_fields(skus[line.sku_id].dating, self.revival.today, line.wanted)
            for name, field in fields.items():
                key = f"{_key_of(line)}{name}"
                field.required &= not self.is_bound or key in self.data
                self.fields[key] = field

    def _typed_days(self) -> dict[int, Days | None]:
        """Return the days per line id that were typed and can be read: what is shown is of them."""
        read: dict[str, Any] = {}
        for line in self.dated if self.is_bound else ():
            for bound in _fields_of(self, line):
                with suppress(forms.ValidationError):
                    read[bound.name] = bound.field.clean(bound.data)
        found = {line.pk: days_from(read, _key_of(line)) for line in self.dated}
        return {key: days for key, days in found.items() if days is not None}

    @property
    def day_fields(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The goods that are wanted for days, each with its fields."""
        return [(line.title, _fields_of(self, line)) for line in self.dated]

    def days(self) -> dict[int, Days | None]:
        """Return the days per line id; a program that says nothing of them keeps those of then."""
        return {
            line.pk: days_from(self.cleaned_data, _key_of(line))
            for line in self.dated
            if f"{_key_of(line)}wanted_on" in self.data
        }

    def blame(self, refused: DomainError) -> None:
        """Put a refusal about days beside them, any other above the form."""
        _blame(self, refused, self.dated)

    def clean_deliver_by(self) -> date | None:
        """Keep the day of the order, while it lies ahead, for a program that says nothing of it."""
        said: date | None = self.cleaned_data["deliver_by"]
        return said if "deliver_by" in self.data else self.initial["deliver_by"]

    def given(self) -> dict[str, Any]:
        """Return what was seen and said."""
        days = self.days()
        return {
            "seen": self.cleaned_data["seen"],
            "deliver_by": self.cleaned_data["deliver_by"],
            "grounds": self.grounds(),
            **({"days": days} if days else {}),
        }


class QuantitiesForm(GroundsForm):
    """The units of each line of a returned order, 0 takes the line out; days; reasons it owes.

    Of a rental the pieces are asked, and its units follow from the days.
    """

    def __init__(self, *args: Any, order: PurchaseOrder, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines: list[OrderLine] = list(order.lines.all())
        today = clock.today(order.agency.time_zone)
        for line in self.lines:
            self.fields[f"line-{line.pk}"] = WholeNumberField(
                label=_("Quantity of %(name)s") % {"name": line.title},
                initial=line.pieces,
                most=MAX_QUANTITY,
            )
            for name, field in day_fields(_dating_of(line), today, line.wanted).items():
                self.fields[f"{_key_of(line)}{name}"] = field
        self.ask_grounds(
            dear=dear_lines(order),
            offers=offers_like(
                [line.sku for line in order.lines.select_related("sku__product")], order.vendor
            ),
            wanted=offers_wanted(order),
            stored=grounds_of(order),
            split=with_others(split_of(order)),
        )

    @property
    def quantity_fields(self) -> list[forms.BoundField]:
        """The units, in the order of the lines."""
        return [self.field_of(line) for line in self.lines]

    @property
    def day_fields(self) -> list[list[forms.BoundField]]:
        """The fields of the days of each line, in the order of the lines; none of goods."""
        return [_fields_of(self, line) for line in self.lines]

    def quantities(self) -> dict[int, int]:
        """Return units per line id."""
        days, found = self.days(), {}
        for line in self.lines:
            wanted = days.get(line.pk)
            number = max(1, wanted.number) if wanted else 1
            found[line.pk] = self.cleaned_data[f"line-{line.pk}"] * number
        return found

    def days(self) -> dict[int, Days | None]:
        """Return the days per line id, of the lines that have some."""
        return {
            line.pk: days_from(self.cleaned_data, _key_of(line))
            for line in self.lines
            if line.wanted is not None
        }

    def blame(self, refused: DomainError) -> None:
        """Put a refusal about the days of a line beside them, any other above the form."""
        _blame(self, refused, self.lines)

    def field_of(self, line: OrderLine) -> forms.BoundField:
        """Return the field of a line."""
        return self[f"line-{line.pk}"]


def _key_of(line: OrderLine) -> str:
    """How the fields of a line's days begin."""
    return f"line-{line.pk}-"


def _fields_of(form: forms.Form, line: OrderLine) -> list[forms.BoundField]:
    return [form[name] for name in form.fields if name.startswith(_key_of(line))]


def _blame(form: forms.Form, refused: DomainError, lines: Sequence[OrderLine]) -> None:
    """Put a refusal about the days of one of the lines beside them, any other above the form."""
    name = str(refused.details.get("field", ""))
    of_goods = (line for line in lines if line.sku_id == refused.details.get("sku_id"))
    named = next((f"{_key_of(line)}{name}" for line in of_goods), name)
    refused.add_to(form, renamed={name: named})


def _dating_of(line: OrderLine) -> Dating:
    """How a line was dated when it was ordered, whatever its variant became since."""
    if line.wanted_on is None:
        return Dating.NONE
    return Dating.DAY if line.wanted_until is None else Dating.RENTAL


class FilterForm(forms.Form):
    """What the list of orders is narrowed to."""

    q = LineField(max_length=100, required=False)
    group = LineField(max_length=16, required=False)
