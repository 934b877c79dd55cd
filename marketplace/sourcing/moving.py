"""An order that its shop let pass goes to another shop: goods chosen anew, all else kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Agency, Role, User
from marketplace.core import clock
from marketplace.core.money import grouped
from marketplace.orders import policies as of_orders
from marketplace.orders.comparing import Offer, offers_like
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services.grounds import grounds_of

LET_PASS: Final = frozenset({OrderStatus.EXPIRED, OrderStatus.DECLINED})
MOVED: Final = "moved_order"  # of the session: which order goes elsewhere, and by which goods


def movable_by(user: User) -> QuerySet[PurchaseOrder]:
    """Return the orders that a person may take to another shop."""
    offices = user.agencies_as(Role.PROCUREMENT_OFFICER)
    return of_orders.visible_to(user).filter(agency__in=offices, status__in=LET_PASS)


class MoveForm(forms.Form):
    """Which offer of another shop takes the place of each line; the closest stands first."""

    def __init__(self, *args: Any, order: PurchaseOrder, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = list(order.lines.select_related("sku__product"))
        for line in self.lines:
            offers = offers_like([line.sku], order.vendor)
            name = f"line-{line.pk}"
            self.fields[name] = forms.TypedChoiceField(
                label=f"{line.title}, {grouped(line.pieces)} {line.unit}",
                choices=[
                    *((str(one.sku.pk), _words(one)) for one in offers),
                    ("", _("Leave these goods out")),
                ],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.initial[name] = next(
                (one.sku.pk for one in offers if one.sku.available >= line.pieces), ""
            )

    def clean(self) -> dict[str, Any]:
        """Ask for one offer at least."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(said.values()):
            raise forms.ValidationError(_("Choose an offer for one of the goods at least."))
        return said

    def pieces(self) -> dict[int, int]:
        """Return pieces by chosen variant."""
        found: dict[int, int] = {}
        for line in self.lines:
            key = self.cleaned_data.get(f"line-{line.pk}")
            if key is not None:
                found[key] = found.get(key, 0) + line.pieces
        return found


def _words(offer: Offer) -> str:
    return _("%(offer)s · %(left)s left") % {
        "offer": offer.words,
        "left": grouped(offer.sku.available),
    }


def remember(request: HttpRequest, order: PurchaseOrder, goods: Mapping[int, int]) -> None:
    """Keep for checkout which order goes elsewhere, and by which goods."""
    request.session[MOVED] = {"order": order.pk, "goods": list(goods)}


@dataclass(frozen=True)
class Moved:
    """An order on its way to another shop, and the goods that take its place."""

    order: PurchaseOrder
    goods: frozenset[int]

    @property
    def common(self) -> dict[str, Any]:
        """What checkout proposes for all orders: PPK, plan, place and day of the order."""
        order = self.order
        today = clock.today(order.agency.time_zone)
        ahead = order.deliver_by if order.deliver_by and order.deliver_by >= today else None
        return {
            "commitment_officer": order.commitment_officer_id,
            "plan_package": order.plan_package_id,
            "account_code": order.account_code_id,
            "delivery_address": order.delivery_address,
            "delivery_region": order.delivery_region_id,
            "deliver_by": ahead,
        }

    @property
    def words(self) -> dict[str, str]:
        """What checkout proposes for the order at the new shop: need, note and reasons."""
        said = grounds_of(self.order)
        return {
            "title": self.order.title,
            "note": self.order.note,
            "uncompared": said.uncompared,
            "split": said.split,
        }


def moved(request: HttpRequest, agency: Agency) -> Moved | None:
    """Return the order that this person takes to another shop for an office, if there is one."""
    kept = request.session.get(MOVED)
    if not kept:
        return None
    order = still_movable(actor_of(request), agency).filter(pk=kept["order"]).first()
    return Moved(order, frozenset(kept["goods"])) if order else None


def still_movable(user: User, agency: Agency) -> QuerySet[PurchaseOrder]:
    """Return the orders of an office that a person may take elsewhere and nobody has yet."""
    orders = movable_by(user).filter(agency=agency, reissued_as__isnull=True)
    return orders.select_related("agency__region")
