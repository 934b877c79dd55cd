"""The days of a shop: what is booked on each, and on which it is closed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from catalog import services as catalog
from catalog.closed_day_models import ClosedDay
from catalog.day_forms import day_input
from catalog.views.listings import own_vendor
from marketplace.accounts.actor import actor_of
from marketplace.core import clock, moments
from marketplace.core.errors import DomainError
from marketplace.orders.bookings import count_waiting, lines_of_shop
from marketplace.orders.models import OrderLine
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from vendors.models import Vendor

PER_PAGE: Final = 30


class ClosingForm(forms.Form):
    """From which day to which the shop is closed; one day without a last one."""

    first = forms.DateField(label=gettext_lazy("Closed from"))
    last = forms.DateField(label=gettext_lazy("Closed until"), required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("first", "last"):
            self.fields[name].widget = day_input(today)


@dataclass(frozen=True)
class Booking:
    """A line that is booked for a day; ``hour`` in words, in the zone of its office."""

    line: OrderLine
    hour: str


@dataclass
class ShopDay:
    """A day of a shop that is booked or closed.

    ``waiting``: the pieces held by orders that the shop may not read yet.
    """

    day: date
    is_closed: bool = False
    waiting: int = 0
    bookings: list[Booking] = field(default_factory=list)

    @property
    def named(self) -> str:
        """The day as the form that opens it names it."""
        return self.day.isoformat()


def _booking(line: OrderLine) -> Booking:
    zone = line.order.agency.time_zone
    if line.wanted_on is None or line.wanted_hour is None:
        return Booking(line, "")
    at = datetime.combine(line.wanted_on, line.wanted_hour, ZoneInfo(zone))
    return Booking(line, moments.time_of_day(at, zone))


def days_of_shop(vendor: Vendor, today: date) -> list[ShopDay]:
    """Return the coming days that are booked or closed, the next one first."""
    found: dict[date, ShopDay] = {}
    for line in lines_of_shop(vendor.pk, today):
        for day in line.wanted or ():
            if day >= today:
                found.setdefault(day, ShopDay(day)).bookings.append(_booking(line))
    for day, pieces in count_waiting(vendor.pk, today).items():
        found.setdefault(day, ShopDay(day)).waiting = pieces
    closed = ClosedDay.objects.filter(vendor=vendor, day__gte=today)
    for day in closed.values_list("day", flat=True):
        found.setdefault(day, ShopDay(day)).is_closed = True
    return [found[day] for day in sorted(found)]


@get_or_post
@login_required
def shop_days(request: HttpRequest) -> HttpResponse:
    """Show what is booked on which day; posting closes days."""
    vendor = own_vendor(request)
    today = clock.today(vendor.time_zone)
    if request.method != "POST":
        return _show(request, vendor, ClosingForm(today=today))
    form = ClosingForm(request.POST, today=today)
    if not form.is_valid():
        return _show(request, vendor, form, status=422)
    try:
        closed = catalog.close_days(
            vendor_id=vendor.pk, actor=actor_of(request), **form.cleaned_data
        )
    except DomainError as refused:
        refused.add_to(form)
        return _show(request, vendor, form, status=refused.http_status)
    number = len(closed)
    messages.success(
        request,
        ngettext("%(number)s day is closed now.", "%(number)s days are closed now.", number)
        % {"number": number},
    )
    return redirect("shop_days")


@login_required
@require_POST
def shop_day_open(request: HttpRequest) -> HttpResponse:
    """Let a closed day be booked again."""
    vendor = own_vendor(request)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError as unreadable:
        raise Http404 from unreadable
    catalog.open_day(vendor_id=vendor.pk, day=day, actor=actor_of(request))
    messages.success(request, _("%(day)s can be booked again.") % {"day": moments.day(day)})
    return redirect("shop_days")


def _show(
    request: HttpRequest, vendor: Vendor, form: ClosingForm, *, status: int = 200
) -> HttpResponse:
    days = days_of_shop(vendor, clock.today(vendor.time_zone))
    context = {
        "vendor": vendor,
        "form": form,
        "page": page_of(request, days, PER_PAGE),
        "crumbs": [(_("My goods"), reverse("vendor_products")), (_("Booked days"), "")],
        "nav_active": "vendor_products",
    }
    return render(request, "orders/shop_days.html", context, status=status)
