"""Pages of the office: its target lists, their targets, and who is invited."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core import clock, sheets
from marketplace.core.errors import DomainError
from marketplace.core.inviting import VALID_DAYS
from marketplace.core.policy import require
from marketplace.core.text import clean_line
from marketplace.web.paging import page_of
from marketplace.web.requests import download, get_or_post
from vendors.pipeline import policies, presenters, printing, queries, services
from vendors.pipeline.forms import ListForm, PurposeForm
from vendors.pipeline.models import Target, TargetList
from vendors.pipeline.rules import MOST_SHEETS

PER_PAGE: Final = 25
STATES: Final = (
    ("", gettext_lazy("All")),
    ("baru", gettext_lazy("Not invited")),
    ("diundang", gettext_lazy("Invited")),
    ("bergabung", gettext_lazy("Joined")),
)
BY_MAIL, ON_PAPER = "surat", "lembar"


def lists_crumb() -> tuple[str, str]:
    """Return the way back to all lists."""
    return _("Target lists"), reverse("target_lists")


def crumb_of(target_list: TargetList) -> tuple[str, str]:
    """Return the way back to one list."""
    return str(target_list), reverse("target_list", args=[target_list.public_id])


def seen_list(request: HttpRequest, public_id: UUID) -> TargetList:
    """Return a list the person may read; the same 404 for missing and foreign ones."""
    return get_object_or_404(policies.visible_to(actor_of(request)), public_id=public_id)


def kept_list(request: HttpRequest, public_id: UUID) -> TargetList:
    """Return a list the person keeps. Raises: NotAllowed for who only reads it."""
    found = seen_list(request, public_id)
    require(policies.can_keep(actor_of(request), found.tenant_id))
    return found


@require_safe
@login_required
def target_lists(request: HttpRequest) -> HttpResponse:
    """Show the lists of the markets one works for."""
    user = actor_of(request)
    require(policies.can_read(user))
    context = {
        "page": page_of(request, queries.lists_of(user), PER_PAGE),
        "may_keep": policies.can_keep(user),
        "nav_active": "target_lists",
    }
    return render(request, "pipeline/lists.html", context)


@get_or_post
@login_required
def target_list_new(request: HttpRequest) -> HttpResponse:
    """Open a list."""
    user = actor_of(request)
    require(policies.can_keep(user))
    initial = {"year": clock.today("Asia/Jakarta").year}
    form = ListForm(request.POST if request.method == "POST" else None, user=user, initial=initial)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            made = services.make_list(
                name=form.cleaned_data["name"],
                year=form.cleaned_data["year"],
                agency_id=form.cleaned_data["agency"].pk,
                actor=user,
            )
            return redirect("target_upload", made.public_id)
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
    context = {
        "form": form,
        "crumbs": [lists_crumb(), (_("New list"), "")],
        "nav_active": "target_lists",
    }
    return render(request, "pipeline/list_new.html", context, status=status)


@require_safe
@login_required
def target_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the targets of a list, with who was invited and who came."""
    found = seen_list(request, public_id)
    words, state = clean_line(request.GET.get("q", ""))[:80], request.GET.get("keadaan", "")
    state = state if state in queries.FILTERS else ""
    page = page_of(request, queries.targets_of(found, words=words, state=state), PER_PAGE)
    may_keep = policies.can_keep(actor_of(request), found.tenant_id)
    context = {
        "list": found,
        "page": page,
        "lines": [presenters.line(row) for row in page],
        "words": words,
        "state": state,
        "states": STATES,
        "may_keep": may_keep,
        "sheet": queries.open_import(found) if may_keep else None,
        "crumbs": [lists_crumb(), (str(found), "")],
        "nav_active": "target_lists",
    }
    return render(request, "pipeline/list.html", context)


@require_safe
@login_required
def target_template(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the sheet to fill in, with the regions of the market."""
    found = kept_list(request, public_id)
    content = presenters.template(found.tenant)
    return download(content, f"sasaran-{found.tenant.slug}.xlsx", sheets.XLSX)


@never_cache
@get_or_post
@login_required
def target_invite(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say who would be invited and how, then write to them or print their sheets."""
    found = kept_list(request, public_id)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            if request.POST.get("way") == BY_MAIL:
                return _write_to_all(request, found)
            if request.POST.get("way") == ON_PAPER:
                return _print(request, found, again=request.POST.get("again") == "1")
            status = 422
        except DomainError as refused:
            refusal, status = refused.message, refused.http_status
    never = list(queries.never_invited(found))
    letters = sum(bool(row.email) for row in never)
    context = {
        "list": found,
        "letters": letters,
        "papers": len(never) - letters,
        "open_papers": queries.on_open_paper(found).count(),
        "days": VALID_DAYS,
        "most": MOST_SHEETS,
        "refusal": refusal,
        "crumbs": [lists_crumb(), crumb_of(found), (_("Invite"), "")],
        "nav_active": "target_lists",
    }
    return render(request, "pipeline/invite.html", context, status=status)


def _write_to_all(request: HttpRequest, found: TargetList) -> HttpResponse:
    number = services.invite_by_mail(list_id=found.pk, actor=actor_of(request))
    words = ngettext("%(number)s letter goes out now.", "%(number)s letters go out now.", number)
    messages.success(request, words % {"number": number})
    return redirect("target_list", found.public_id)


def _print(request: HttpRequest, found: TargetList, **options: Any) -> HttpResponse:
    printed = services.print_invitations(list_id=found.pk, actor=actor_of(request), **options)
    return download(printing.sheets_pdf(printed), "undangan-toko.pdf", "application/pdf")


# ---- one target


def _target(request: HttpRequest, public_id: UUID) -> Target:
    rows = Target.objects.filter(list__in=policies.visible_to(actor_of(request)))
    rows = rows.select_related("list__tenant__region", "list__agency", "region__parent", "vendor")
    return get_object_or_404(rows, public_id=public_id)


@never_cache
@get_or_post
@login_required
def target(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one target; what names its owner in full for a purpose, which is kept."""
    found = _target(request, public_id)
    may_keep = policies.can_keep(actor_of(request), found.list.tenant_id)
    user = actor_of(request)
    form, revealed, status = PurposeForm(), False, 200
    if request.method == "POST":
        require(may_keep)
        form, status = PurposeForm(request.POST), 422
        if form.is_valid():
            try:
                services.reveal_target(
                    target_id=found.pk, purpose=form.cleaned_data["purpose"], actor=user
                )
                revealed, status = True, 200
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
    context = {
        "target": found,
        "line": presenters.line(found),
        "details": presenters.details(found, revealed=revealed),
        "revealed": revealed,
        "form": form,
        "may_keep": may_keep,
        "zone": found.list.time_zone,
        "crumbs": [lists_crumb(), crumb_of(found.list), (found.name, "")],
        "nav_active": "target_lists",
    }
    return render(request, "pipeline/target.html", context, status=status)


@require_POST
@login_required
def target_send(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a letter, or another one; its code is the only one that counts."""
    found = _target(request, public_id)
    try:
        services.send_shop_invitation_again(target_id=found.pk, actor=actor_of(request))
        messages.success(request, _("A letter goes out now; earlier ones no longer count."))
    except DomainError as refused:
        messages.error(request, refused.message)
    return redirect("target", found.public_id)


@require_POST
@login_required
def target_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    found = _target(request, public_id)
    try:
        services.revoke_shop_invitation(target_id=found.pk, actor=actor_of(request))
        messages.success(request, _("The invitation is revoked; its code opens nothing any more."))
    except DomainError as refused:
        messages.error(request, refused.message)
    return redirect("target", found.public_id)


@never_cache
@require_POST
@login_required
def target_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Print the sheet of one target, with a code of its own."""
    found = _target(request, public_id)
    try:
        return _print(request, found.list, target_id=found.pk)
    except DomainError as refused:
        messages.error(request, refused.message)
        return redirect("target", found.public_id)
