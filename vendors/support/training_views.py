"""Pages of trainings: the shop's calendar, the office's list, one training for both sides."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Tenant, User
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.core.whole_numbers import plain_number
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from vendors.acting import acting_vendor, asks_to_switch
from vendors.support import policies, presenters, queries, services
from vendors.support.acts import Act, Pressed, named, press
from vendors.support.forms import NothingForm, TrainingForm, WhyForm
from vendors.support.models import SeatState, Training

PER_PAGE = 20
OF_OFFICE: Final = frozenset({"kehadiran", "batalkan"})


def _call_off(training: Training, typed: dict[str, Any], actor: User) -> None:
    services.call_off_training(training_id=training.pk, reason=typed["reason"], actor=actor)


CALL_OFF: Final = Act(_call_off, gettext_lazy("Called off. Who signed up is told why."), WhyForm)


@require_safe
@login_required
@asks_to_switch
def shop_trainings(request: HttpRequest) -> HttpResponse:
    """Show a shop the trainings of its region: what comes, and where it was."""
    vendor = acting_vendor(request, to=policies.FOR_THE_SHOP)
    if vendor is None:
        raise Http404
    rows = policies.trainings_visible_to(actor_of(request)).filter(cancelled_at__isnull=True)
    coming = queries.with_own_seat(queries.coming(rows), vendor)
    context = {
        "vendor": vendor,
        "page": page_of(request, coming, PER_PAGE),
        "attended": queries.attended_by(vendor)[:PER_PAGE],
        "crumbs": [(_("Help and permits"), reverse("shop_cases")), (_("Trainings"), "")],
        "nav_active": "shop_cases",
    }
    return render(request, "support/shop_trainings.html", context)


@get_or_post
@login_required
def office_trainings(request: HttpRequest) -> HttpResponse:
    """List the trainings of the officer's offices, and announce a new one."""
    user = actor_of(request)
    require(policies.can_read_help(user))
    if request.method == "POST":
        require(policies.can_help(user))
    form = TrainingForm(request.POST or None, tenants=_tenants(user))
    if request.method == "POST" and form.is_valid():
        try:
            training = services.announce_training(
                tenant_id=form.cleaned_data["tenant"].pk, new=form.value(), actor=user
            )
        except DomainError as refused:
            refused.add_to(form)
        else:
            messages.success(request, _("Announced to the shops of the region."))
            return redirect("training_page", training.public_id)
    own = Training.objects.filter(tenant__in=user.tenants_as(*policies.READERS))
    context = {
        "coming": queries.coming(own)[:PER_PAGE],
        "page": page_of(request, queries.past(own), PER_PAGE),
        "form": form if policies.can_help(user) else None,
        "crumbs": [(_("Facilitation"), reverse("case_board")), (_("Trainings"), "")],
        "nav_active": "case_board",
    }
    status = 422 if form.errors else 200
    return render(request, "support/office_trainings.html", context, status=status)


def _tenants(user: User) -> Any:
    return Tenant.objects.filter(pk__in=user.tenants_as(*policies.OFFICERS))


def _visible(request: HttpRequest, public_id: UUID) -> Training:
    rows = queries.with_seats(policies.trainings_visible_to(actor_of(request)).distinct())
    return get_object_or_404(rows, public_id=public_id)


@require_safe
@login_required
@asks_to_switch
def training_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a training: to a shop its seat, to the officer who comes and who waits."""
    return _show(request, _visible(request, public_id), Pressed(200))


@require_POST
@login_required
def training_act(request: HttpRequest, public_id: UUID, act: str) -> HttpResponse:
    """Sign up, give the seat back, note who came, or call the training off."""
    training = _visible(request, public_id)
    acts = _acts_of_office(request) if act in OF_OFFICE else _acts_of_shop(request)
    if act in OF_OFFICE:
        require(policies.can_run_training(actor_of(request), training))
    pressed = press(request, acts, act, training)
    if pressed.status == 302:
        return redirect("training_page", training.public_id)
    return _show(request, _visible(request, public_id), pressed)


def _acts_of_office(request: HttpRequest) -> dict[str, Act]:
    def attendance(row: Training, _typed: Any, actor: User) -> None:
        keys = map(plain_number, request.POST.getlist("hadir"))
        present = frozenset(key for key in keys if key is not None)
        services.mark_attendance(training_id=row.pk, present=present, actor=actor)

    return {
        "kehadiran": Act(attendance, gettext_lazy("Attendance is noted."), NothingForm),
        "batalkan": CALL_OFF,
    }


def _acts_of_shop(request: HttpRequest) -> dict[str, Act]:
    vendor = acting_vendor(request, to=policies.FOR_THE_SHOP)
    if vendor is None:
        raise Http404

    def sign_up(row: Training, _typed: Any, actor: User) -> None:
        seat = services.sign_up(training_id=row.pk, vendor_id=vendor.pk, actor=actor)
        if seat.state == SeatState.WAITING:
            messages.info(request, _("It is full. You are told when a seat becomes free."))

    def give_back(row: Training, _typed: Any, actor: User) -> None:
        services.withdraw_seat(training_id=row.pk, vendor_id=vendor.pk, actor=actor)

    return {
        "daftar": Act(sign_up, gettext_lazy("Your wish is noted."), NothingForm),
        "batal": Act(give_back, gettext_lazy("The seat was given back."), NothingForm),
    }


def _show(request: HttpRequest, training: Training, pressed: Pressed) -> HttpResponse:
    user, now = actor_of(request), clock.now()
    vendor = acting_vendor(request, to=policies.FOR_THE_SHOP)
    runs = bool(policies.can_run_training(user, training))
    is_office = training.tenant_id in user.tenants_as(*policies.READERS)
    is_ahead = training.cancelled_at is None and training.starts_at > now
    seats = training.seats.exclude(state=SeatState.WITHDRAWN).select_related("vendor")
    home = ("office_trainings", "case_board") if is_office else ("shop_trainings", "shop_cases")
    may_sign = vendor and policies.can_sign_up(user, vendor, training)
    context = {
        "training": training,
        "seat": queries.seat_of(vendor, training) if vendor else None,
        "may_sign": bool(may_sign) and is_ahead,
        "vendor": vendor,
        "seats": seats.order_by("pk") if is_office else None,
        "marks": runs and training.cancelled_at is None and training.starts_at <= now,
        "runs": runs and is_ahead,
        "is_full": training.seated >= training.capacity,  # type: ignore[attr-defined]
        "form": pressed.bound.get("batalkan") or named("batalkan", WhyForm),
        "refused": presenters.refusals(pressed.bound),
        "zone": training.time_zone,
        "crumbs": [(_("Trainings"), reverse(home[0])), (training.title, "")],
        "nav_active": home[1],
    }
    return render(request, "support/training.html", context, status=pressed.status)
