"""The buttons of the cart's lines: chosen, noted, taken out and put back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.whole_numbers import plain_number
from marketplace.sourcing import lines
from marketplace.sourcing.forms import NoteForm
from marketplace.sourcing.views import changed_cart, current_agency, own_item, show_cart
from marketplace.web.requests import swaps


@login_required
@require_POST
def cart_choose(request: HttpRequest) -> HttpResponse:
    """Choose the named lines for checkout, or leave them."""
    numbers = [plain_number(text) for text in request.POST.getlist("item")]
    try:
        lines.choose(
            actor=actor_of(request),
            agency_id=current_agency(request).pk,
            item_ids={-1 if number is None else number for number in numbers},
            chosen="chosen" in request.POST,
        )
    except lines.LineGone as gone:
        return show_cart(request, status=gone.http_status, problem=gone.message, changed=True)
    return changed_cart(request)


@login_required
@require_POST
def cart_note(request: HttpRequest, item_id: int) -> HttpResponse:
    """Keep what the shop is told of a line; what was typed wrongly stays in its field."""
    item = own_item(request, item_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show_cart(
            request,
            status=422,
            problem=str(form.errors["note"][0]),
            note_of=item.pk,
            typed_note=request.POST.get("note", ""),
            changed=True,
        )
    lines.write_note(actor=actor_of(request), item_id=item.pk, note=form.cleaned_data["note"])
    return changed_cart(request)


@login_required
@require_POST
def cart_remove(request: HttpRequest, item_id: int) -> HttpResponse:
    """Take an item out; the cart says which, and how it comes back."""
    item = own_item(request, item_id)
    lines.take_out(actor=actor_of(request), item_id=item.pk)
    if swaps(request):
        return show_cart(request, changed=True, just_removed=True)
    return redirect("cart")


@login_required
@require_POST
def cart_put_back(request: HttpRequest) -> HttpResponse:
    """Put the item that was taken out last back."""
    try:
        lines.put_back(actor=actor_of(request), agency_id=current_agency(request).pk)
    except DomainError as refused:
        return show_cart(request, status=refused.http_status, problem=refused.message, changed=True)
    return changed_cart(request)
