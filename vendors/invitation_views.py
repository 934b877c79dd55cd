"""Pages of invitations: the owner's, and those of whoever was invited."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core import imitation, moments
from marketplace.core.errors import DomainError
from marketplace.core.inviting import MOST_A_DAY, VALID_DAYS
from marketplace.core.policy import require
from marketplace.web.fields import LineField
from marketplace.web.qr import inline_qr
from marketplace.web.requests import get_or_post, own_link
from vendors import invitation_queries, policies, services
from vendors.acting import act_for, acting_vendor, asks_to_switch
from vendors.code_pages import CodePages
from vendors.invitation_rules import grouped_code
from vendors.models import INVITED_AS, Invitation, Vendor, VendorRole
from vendors.policies import VendorAct

BY_MAIL, ON_PAPER = "surat", "kertas"


class AddressField(LineField):
    """An e-mail address of somebody who may have no account yet."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=254,
            widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
            **options,
        )

    def clean(self, value: Any) -> str:
        """Return the address in lower case. Raises: ValidationError for anything else."""
        address = str(super().clean(value)).lower()
        if wrong := imitation.wrong_with_address(address):
            raise forms.ValidationError(wrong)
        return address


class PaperForm(forms.Form):
    """As what somebody is invited with a printed code."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(role.value, role.label) for role in INVITED_AS],
        widget=forms.RadioSelect,
    )


class LetterForm(PaperForm):
    """Who is invited by letter, and as what."""

    email = AddressField(
        label=gettext_lazy("E-mail address of the person"),
        help_text=gettext_lazy("Only the account of this address can accept."),
    )
    field_order = ("email", "role")


# ---- the owner's pages


@get_or_post
@login_required
@asks_to_switch
def vendor_invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by letter, or print a code for them."""
    user, vendor = actor_of(request), acting_vendor(request)
    if vendor is None:
        raise Http404
    require(policies.acts_for(user, vendor, to=VendorAct.MANAGE_PEOPLE))
    way = request.POST.get("way") if request.method == "POST" else None
    letter = LetterForm(request.POST if way == BY_MAIL else None, prefix=BY_MAIL)
    paper = PaperForm(request.POST if way == ON_PAPER else None, prefix=ON_PAPER)
    status = 422 if request.method == "POST" else 200
    asked: forms.Form = letter if way == BY_MAIL else paper
    if asked.is_valid():
        try:
            if way == BY_MAIL:
                return _invite_by_mail(request, vendor, letter.cleaned_data)
            return _invite_on_paper(request, vendor, paper.cleaned_data)
        except DomainError as refused:
            refused.add_to(asked)
            status = refused.http_status
    context = {
        "vendor": vendor,
        "letter": letter,
        "paper": paper,
        "days": VALID_DAYS,
        "most": MOST_A_DAY,
        "crumbs": [
            (_("My shop"), reverse("vendor_home")),
            (_("People of the shop"), reverse("vendor_people")),
            (_("Invite somebody"), ""),
        ],
        "nav_active": "vendor_home",
    }
    return render(request, "vendors/invite.html", context, status=status)


def _invite_by_mail(request: HttpRequest, vendor: Vendor, asked: dict[str, Any]) -> HttpResponse:
    role = VendorRole(asked["role"])
    services.invite_by_mail(
        vendor_id=vendor.pk, email=asked["email"], role=role, actor=actor_of(request)
    )
    words = {"address": asked["email"], "days": VALID_DAYS}
    said = _("An invitation goes to %(address)s now. It is valid for %(days)s days.")
    messages.success(request, said % words)
    return redirect(f"{reverse('vendor_people')}#undangan")


def _invite_on_paper(request: HttpRequest, vendor: Vendor, asked: dict[str, Any]) -> HttpResponse:
    role = VendorRole(asked["role"])
    made, code = services.invite_on_paper(vendor_id=vendor.pk, role=role, actor=actor_of(request))
    return _paper(request, made, code)


def _paper(request: HttpRequest, invitation: Invitation, code: str) -> HttpResponse:
    """Show the page that is printed, the only place where the code ever stands."""
    link = own_link(reverse("invitation_open", args=[grouped_code(code)]))
    with translation.override(moments.PAPER_LANGUAGE):
        role = str(invitation.get_role_display())
    context = {
        "invitation": invitation,
        "vendor": invitation.vendor,
        "code": grouped_code(code),
        "role": role,
        "until": moments.paper_moment(invitation.expires_at, invitation.vendor.time_zone),
        "qr": inline_qr(link),
        "page": own_link(reverse("invitation")),
        "days": VALID_DAYS,
        "back_url": f"{reverse('vendor_people')}#undangan",
        "back_label": _("People of the shop"),
    }
    return render(request, "vendors/invitation_paper.html", context, status=201)


def _of_own_shop(request: HttpRequest, public_id: UUID) -> Invitation:
    user = actor_of(request)
    rows = Invitation.objects.select_related("vendor").filter(vendor__in=policies.vendors_of(user))
    found = get_object_or_404(rows, public_id=public_id)
    require(policies.acts_for(user, found.vendor, to=VendorAct.MANAGE_PEOPLE))
    return found


def _change(request: HttpRequest, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except DomainError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, said)
    return redirect(f"{reverse('vendor_people')}#undangan")


@require_POST
@login_required
def invitation_send(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send another letter; its code is the only one that counts."""
    pk, actor = _of_own_shop(request, public_id).pk, actor_of(request)
    return _change(
        request,
        lambda: services.send_invitation_again(invitation_id=pk, actor=actor),
        _("Another letter goes out now; earlier ones no longer count."),
    )


@require_POST
@login_required
def invitation_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    pk, actor = _of_own_shop(request, public_id).pk, actor_of(request)
    return _change(
        request,
        lambda: services.revoke_invitation(invitation_id=pk, actor=actor),
        _("The invitation is revoked; its code opens nothing any more."),
    )


@never_cache
@require_POST
@login_required
def invitation_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Print an invitation anew, with a code of its own."""
    pk, actor = _of_own_shop(request, public_id).pk, actor_of(request)
    try:
        invitation, code = services.print_invitation_again(invitation_id=pk, actor=actor)
    except DomainError as refused:
        messages.error(request, refused.message)
        return redirect(f"{reverse('vendor_people')}#undangan")
    return _paper(request, invitation, code)


# ---- whoever was invited


_PAGES = CodePages(
    find=invitation_queries.by_code,
    closed=services.closed,
    entrance="invitation",
    address="invitation_open",
    asking="vendors/invitation_code.html",
    answering="vendors/invitation_answer.html",
)


@never_cache
@require_safe
def invitation(request: HttpRequest) -> HttpResponse:
    """Take the code that somebody types."""
    return _PAGES.ask(request)


@never_cache
@get_or_post
def invitation_open(request: HttpRequest, code: str) -> HttpResponse:
    """Show an invitation to whoever has its code, and take the answer."""
    try:
        found: Invitation = _PAGES.opened(request, code)
    except DomainError as refused:
        return _PAGES.ask_again(request, code, refused)
    if request.method == "POST":
        return _answer(request, found, code)
    return _show(request, found, code)


def _answer(request: HttpRequest, found: Invitation, code: str) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    try:
        if request.POST.get("answer") == "no":
            services.decline_invitation(code=code, actor=user)
            return _show(request, invitation_queries.by_code(code) or found, code)
        if user is None:
            return redirect_to_login(request.path)
        membership = services.accept_invitation(code=code, actor=user)
    except DomainError as refused:
        if user is not None and found.accepted_by == user:
            return _act(request, found)  # a second click of the same person
        return _show(request, found, code, refused)
    words = {"vendor": membership.vendor, "role": membership.get_role_display()}
    messages.success(request, _("You act for %(vendor)s now: %(role)s.") % words)
    return _act(request, found)


def _act(request: HttpRequest, found: Invitation) -> HttpResponse:
    act_for(request, found.vendor)
    return redirect("vendor_home")


def _show(
    request: HttpRequest, found: Invitation, code: str, refused: DomainError | None = None
) -> HttpResponse:
    user = request.user
    may_answer = policies.can_answer(user, found) if user.is_authenticated else None
    return _PAGES.show(
        request,
        code,
        invitation_queries.state(found),
        may_answer,
        refused,
        invitation=found,
        vendor=found.vendor,
        zone=found.vendor.time_zone,
        by_mail=bool(found.email),
    )
