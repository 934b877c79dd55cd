"""A number for messages of who enters by an address: typed, and proven by a code."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from marketplace.accounts import phone_codes
from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import CodePurpose, PhoneCode
from marketplace.accounts.phone_forms import CodeForm, PhoneForm
from marketplace.accounts.step_up import asks_proof
from marketplace.core import phones
from marketplace.core.errors import DomainError
from marketplace.notices import choices
from marketplace.web.requests import get_or_post, sender_of

WAITING: Final = "message_number"  # in the session: the key of the code that is awaited


@get_or_post
@never_cache
@login_required
@asks_proof
def notice_number(request: HttpRequest) -> HttpResponse:
    """Ask for the number and send its code; who enters by a number has one already."""
    person = actor_of(request)
    if person.phone:
        return redirect("notice_choices")
    form, status = PhoneForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            wanted = phone_codes.Wanted(
                purpose=CodePurpose.NEW_NUMBER,
                phone=form.cleaned_data["phone"],
                asked_from=sender_of(request),
                account=person,
            )
            try:
                request.session[WAITING] = phone_codes.send_code(wanted)
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                return redirect("notice_number_code")
    return render(request, "notices/number.html", {"form": form}, status=status)


@get_or_post
@never_cache
@login_required
def notice_number_code(request: HttpRequest) -> HttpResponse:
    """Take the code and send messages to its number from now on."""
    person = actor_of(request)
    waiting = PhoneCode.objects.filter(pk=request.session.get(WAITING, 0), account=person).first()
    if waiting is None:
        return redirect("notice_number")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = phone_codes.check(code_id=waiting.pk, typed=form.cleaned_data["code"])
            choices.use_number(actor=person, phone=code.phone)
        except DomainError as refused:
            refused.add_to(form)
        else:
            del request.session[WAITING]
            messages.success(request, _("Messages come by WhatsApp from now on."))
            return redirect("notice_choices")
    context = {"form": form, "number": phones.shown(waiting.phone)}
    status = 422 if form.errors else 200
    return render(request, "notices/number_code.html", context, status=status)
