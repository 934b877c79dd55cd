"""Pages on which the budget authority or an operator appoints a successor in an order."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core.errors import DomainError
from marketplace.core.policy import operators_only, require
from marketplace.orders import services, successors
from marketplace.orders.gaps import Gap
from marketplace.orders.gaps import gaps as gaps_of
from marketplace.orders.models import Duty, PurchaseOrder
from marketplace.web import panels
from marketplace.web.fields import ReasonField
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from vendors.policies import can_name_owner

PAGE_SIZE = 10  # each order is looked at for what it lacks
ADDRESSES = {"pp": Duty.PROCUREMENT_OFFICER, "ppk": Duty.COMMITMENT_OFFICER}


class AppointmentForm(forms.Form):
    """Who takes over, and why."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Successor"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Choose a person"),
        help_text=gettext_lazy("Officers with this role in the agency who stand on no other side."),
    )
    reason = ReasonField(
        missing=gettext_lazy("Write the reason: the other side and the auditor will read it."),
        help_text=gettext_lazy("For example: transferred by decree 821/15 of 2 March."),
    )

    def __init__(self, *args: Any, people: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = User.objects.filter(pk__in=[person.pk for person in people])


@login_required
@require_safe
def appointments(request: HttpRequest) -> HttpResponse:
    """List the open orders in which the viewer may appoint, those that lack somebody first."""
    user = actor_of(request)
    require(successors.can_see_appointments(user))
    page = page_of(request, successors.by_need(successors.appointable_by(user)), PAGE_SIZE)
    rows = [_row(order, user) for order in page]
    context = {"page": page, "rows": rows, "nav_active": "appointments"}
    return render(request, "orders/appointments.html", context)


def _row(order: PurchaseOrder, user: User) -> dict[str, Any]:
    gaps = gaps_of(order)
    lacking = {gap.duty for gap in gaps}
    return {
        "order": order,
        "duties": [
            {
                "label": duty.label,
                "holder": successors.holder(order, duty),
                "is_lacking": duty in lacking,
                "url": reverse("appoint", args=[order.public_id, word]),
            }
            for word, duty in ADDRESSES.items()
        ],
        "gaps": [(gap, *_way_out(gap, order, user)) for gap in gaps],
    }


def _way_out(gap: Gap, order: PurchaseOrder, user: User) -> tuple[str, str]:
    """Return what is to be done about a gap, and the address where the viewer can do it.

    Neither for a duty: the button beside its holder appoints a successor.
    """
    if gap.duty:
        return "", ""
    if gap.is_the_shops:
        place = reverse("vendor_owner", args=[order.vendor.public_id])
        may = can_name_owner(user, order.vendor)
        return _("A verifier of the region or an operator names an owner"), place if may else ""
    place = reverse("admin:accounts_user_changelist") if operators_only(user) else ""
    return _("An operator gives somebody the role"), place


@get_or_post
@login_required
def appoint(request: HttpRequest, public_id: UUID, word: str) -> HttpResponse:
    """Ask who takes over and why, and appoint them."""
    user, duty = actor_of(request), ADDRESSES.get(word)
    if duty is None:
        raise Http404
    order = get_object_or_404(successors.appointable_by(user), public_id=public_id)
    require(successors.can_appoint(user, order))
    people = successors.candidates(duty, order, appointed_by=user)
    form = AppointmentForm(request.POST if request.method == "POST" else None, people=people)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.appoint_successor(
                    order_id=order.pk, duty=duty, actor=user, **form.cleaned_data
                )
                words = {"name": form.cleaned_data["person"], "number": order.number}
                messages.success(request, _("%(name)s acts in %(number)s from now on.") % words)
                return redirect("appointments")
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
    return render(request, "orders/appoint.html", _asked(order, duty, form, people), status=status)


def _asked(
    order: PurchaseOrder, duty: Duty, form: AppointmentForm, people: list[User]
) -> dict[str, Any]:
    title = _("Appoint a successor: %(duty)s") % {"duty": duty.label}
    return {
        "order": order,
        "holder": successors.holder(order, duty),
        "absence": successors.absence(order, duty),
        "title": title,
        "form": form,
        "people": people,
        "crumbs": [(_("Appointments"), reverse("appointments")), (order.number, "")],
        "nav_active": "appointments",
    }


@panels.provide("places")
def appointing_place(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead those who appoint to the page."""
    user = request.user
    if not isinstance(user, User) or not successors.can_see_appointments(user):
        return []
    return [panels.Place("appointments", _("Appointments"), "users", order=60)]


@panels.provide("tasks")
def orders_without_officer(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Tell those who appoint how many open orders lack an officer."""
    user = request.user
    if not isinstance(user, User) or not successors.can_see_appointments(user):
        return []
    count = successors.lacking(successors.appointable_by(user)).count()
    if not count:
        return []
    words = ngettext(
        "%(count)s order lacks an officer", "%(count)s orders lack an officer", count
    ) % {"count": count}
    return [
        panels.Task(
            title=words,
            detail=_("Who was named has left or may not act; appoint a successor."),
            url=reverse("appointments"),
            action=_("Appoint"),
            icon="users",
        )
    ]


@panels.provide("order.timeline")
def appointment_entries(_request: HttpRequest, order: PurchaseOrder) -> list[dict[str, Any]]:
    """Tell in the order's trail who took over from whom, and why."""
    return [
        {
            "icon": "users",
            "title": _("%(name)s took over from %(before)s: %(duty)s")
            % {"name": row.person, "before": row.predecessor, "duty": row.get_duty_display()},
            "who": str(row.appointed_by),
            "when": row.appointed_at,
            "reason": row.reason,
        }
        for row in order.appointments.all()
    ]


@panels.provide("order.panels")
def appoint_from_the_order(request: HttpRequest, order: PurchaseOrder) -> list[panels.Panel]:
    """Offer the appointment on the page of an open order to whoever may appoint."""
    user = request.user
    if order.is_final or not isinstance(user, User) or not successors.can_appoint(user, order):
        return []
    return [panels.Panel("orders/successors.html", _row(order, user), order=200)]
