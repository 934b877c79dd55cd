"""The list of orders, the one page of an order, and the steps taken on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.core.snapshot import one_moment
from marketplace.documents import services as documents
from marketplace.notices.services import post_message
from marketplace.orders import (
    actions,
    delivery_day,
    lifecycle,
    policies,
    queries,
    services,
    timeline,
)
from marketplace.orders.bundle.story import story_of
from marketplace.orders.documents import PURCHASE_LETTER
from marketplace.orders.forms import FilterForm, QuantitiesForm, StepForm
from marketplace.orders.message_forms import MessageForm
from marketplace.orders.models import PurchaseOrder, RepairField
from marketplace.orders.presenters import OrderPage
from marketplace.orders.review_forms import PART_OF, RepairForm
from marketplace.orders.services.transitions import not_open_now
from marketplace.web.paging import page_of
from marketplace.web.qr import inline_qr
from marketplace.web.requests import get_or_post, swaps
from marketplace.web.views import hand_out

PAGE_SIZE = 20
SEE_OTHER = 303


@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """List the orders this person sees."""
    form = FilterForm(request.GET)
    text, group = ("", "")
    if form.is_valid():
        text, group = form.cleaned_data["q"], form.cleaned_data["group"]
    rows = queries.order_list(actor_of(request))
    if group == "mine":
        rows = rows.filter(pk__in=queries.waiting_for(actor_of(request)).order_by().values("pk"))
    rows = queries.narrowed(rows, text=text, group=group)
    counts = queries.group_counts(actor_of(request), text)
    page = page_of(request, rows, PAGE_SIZE)
    unread = queries.unread_messages(actor_of(request), page)
    late = delivery_day.days_late(page)
    context = {
        "page": page,
        "text": text,
        "group": group,
        "groups": [(name, word, counts[name]) for name, word in lifecycle.GROUPS.items()],
        "total": sum(counts.values()),
        "is_vendor": policies.only_sells(actor_of(request)),
        "rows": [(order, unread.get(order.pk, 0), late.get(order.pk, 0)) for order in page],
        "nav_active": "orders",
    }
    return render(request, "orders/list.html", context)


def _visible(request: HttpRequest, public_id: UUID) -> PurchaseOrder:
    return get_object_or_404(queries.order_page(actor_of(request)), public_id=public_id)


def show_order(
    request: HttpRequest, public_id: UUID, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Render the order page as of one moment, or its living part for htmx."""
    with one_moment():
        order = _visible(request, public_id)
        page = OrderPage(request, order)
        more.setdefault("message_form", MessageForm())
        if page.may_edit:
            _open_repairs(page, more)
        context = {
            "order": order,
            "page": page,
            "days_late": delivery_day.days_late([order]).get(order.pk, 0),
            "crumbs": [(_("Orders"), reverse("orders")), (order.number, "")],
            "nav_active": "orders",
            **more,
        }
        part = "#hidup" if swaps(request) else ""
        response = render(request, f"orders/detail.html{part}", context, status=status)
    if not part:
        page.note_reading()
    return response


def _open_repairs(page: OrderPage, forms: dict[str, Any]) -> None:
    """Add the forms of what the officer may repair, where they were not filled in just now."""
    if RepairField.LINES in page.review.open_parts:
        forms.setdefault("quantities", QuantitiesForm(order=page.order))
    if set(PART_OF.values()) & set(page.review.open_parts):
        forms.setdefault("repair", RepairForm(order=page.order))


@login_required
@require_safe
def order_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an order: whose turn it is, its money, goods, checks, talk, trail and papers."""
    return show_order(request, public_id)


@get_or_post
@login_required
def order_step(request: HttpRequest, public_id: UUID, address: str) -> HttpResponse:
    """Ask what a step asks, or take it; a refusal keeps what was typed."""
    order = _visible(request, public_id)
    step = lifecycle.step_at(address)
    if step is None:
        raise Http404
    offer = actions.Offer(step, order, actor_of(request))
    if request.method == "POST":
        return _take(request, offer, offer.form(request.POST, request.FILES))
    require(step.policy(actor_of(request), order))
    return _ask(request, offer, offer.form())


def _take(request: HttpRequest, offer: actions.Offer, form: StepForm) -> HttpResponse:
    step, order, actor = offer.step, offer.order, actor_of(request)
    if not form.is_valid():
        require(step.policy(actor, order))
        return _ask(request, offer, form, status=422)
    try:
        result = actions.take(step, order, actor, **form.given())
    except DomainError as refused:
        return _refuse(request, offer, form, refused)
    moved = result if isinstance(result, PurchaseOrder) else order
    if swaps(request) and moved.pk == order.pk:
        return show_order(request, order.public_id, result=str(step.said), moved=True)
    messages.success(request, str(step.said))
    return _back_to(moved)


def _refuse(
    request: HttpRequest, offer: actions.Offer, form: StepForm, refused: DomainError
) -> HttpResponse:
    """Ask again where asking helps; else show where the order stands now."""
    fresh = _visible(request, offer.order.public_id)
    if offer.asks and actions.is_open(offer.step, actor_of(request), fresh):
        form.blame(refused)
        return _ask(request, offer, form, status=refused.http_status)
    return show_order(request, fresh.public_id, status=refused.http_status, refusal=refused.message)


def _ask(
    request: HttpRequest, offer: actions.Offer, form: StepForm, *, status: int = 200
) -> HttpResponse:
    """Ask on a page of its own what a dialog asks, with what was typed and what is wrong."""
    order, open_now = offer.order, actions.offers(request, offer.order)
    if offer not in open_now:
        refused = not_open_now(order)
        return show_order(
            request, order.public_id, status=refused.http_status, refusal=refused.message
        )
    crumbs = [
        (_("Orders"), reverse("orders")),
        (order.number, reverse("order_detail", args=[order.public_id])),
        (offer.label, ""),
    ]
    context = {
        "order": order,
        "offer": offer,
        "title": offer.title(form),
        "form": form,
        "fields": offer.fields(request, form),
        "others": [other for other in open_now if other.asks and other.is_alternative],
        "crumbs": crumbs,
        "nav_active": "orders",
    }
    return render(request, "orders/step.html", context, status=status)


def _back_to(order: PurchaseOrder, place: str = "") -> HttpResponse:
    response = redirect(reverse("order_detail", args=[order.public_id]) + place)
    response.status_code = SEE_OTHER
    return response


@login_required
@require_POST
def order_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the units of a returned order, and say what the rules ask for."""
    order = _visible(request, public_id)
    require(policies.can_edit(actor_of(request), order))
    form = QuantitiesForm(request.POST, order=order)
    if not form.is_valid():
        return show_order(request, order.public_id, status=422, quantities=form)
    try:
        services.change_quantities(
            order_id=order.pk,
            quantities=form.quantities(),
            days=form.days(),
            grounds=form.grounds(),
            actor=actor_of(request),
        )
    except DomainError as refused:
        form.blame(refused)
        return show_order(request, order.public_id, status=refused.http_status, quantities=form)
    messages.success(request, _("The quantities were changed. Submit the order again when ready."))
    return _back_to(order)


@login_required
@require_POST
def order_repair(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Repair what the PPK named in a returned order beside its goods."""
    order = _visible(request, public_id)
    require(policies.can_edit(actor_of(request), order))
    form = RepairForm(request.POST, order=order)
    if not form.is_valid():
        return show_order(request, order.public_id, status=422, repair=form)
    try:
        services.repair_order(order_id=order.pk, said=form.repairs(), actor=actor_of(request))
    except DomainError as refused:
        form.blame(refused)
        return show_order(request, order.public_id, status=refused.http_status, repair=form)
    messages.success(request, _("Repaired. Submit the order again when ready."))
    return _back_to(order)


@login_required
@require_POST
def order_message(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a line to the conversation."""
    order = _visible(request, public_id)
    require(policies.can_write(actor_of(request), order))
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_talk(request, order, form, status=422)
    author = actor_of(request)
    try:
        post_message(
            subject=order,
            author=author,
            author_line=timeline.author_line(author, order),
            text=form.cleaned_data["text"],
            uploads=form.uploads(),
        )
    except DomainError as refused:
        refused.add_to(form)
        return _show_talk(request, order, form, status=refused.http_status)
    if swaps(request):
        return _show_talk(request, order, MessageForm(), sent=True)
    return _back_to(order, "#percakapan")


def _show_talk(
    request: HttpRequest,
    order: PurchaseOrder,
    form: MessageForm,
    *,
    status: int = 200,
    sent: bool = False,
) -> HttpResponse:
    if not swaps(request):
        return show_order(request, order.public_id, status=status, message_form=form)
    context = {
        "order": order,
        "page": OrderPage(request, order),
        "message_form": form,
        "sent": sent,
    }
    return render(request, "orders/detail.html#talk", context, status=status)


@login_required
@require_POST
def order_bundle(request: HttpRequest, public_id: UUID) -> HttpResponse | FileResponse:
    """Hand out the evidence of an order as one file."""
    order, actor = _visible(request, public_id), actor_of(request)
    require(policies.can_take_bundle(actor, order))
    story = story_of(OrderPage(request, order))
    try:
        packed = services.take_bundle(order_id=order.pk, actor=actor, story=story)
    except DomainError as refused:
        return show_order(
            request, order.public_id, status=refused.http_status, refusal=refused.message
        )
    return hand_out(packed.file, content_type="application/zip", name=packed.name)


@login_required
@require_safe
def order_letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the Surat Pesanan on screen, from the same frozen data as its PDF."""
    order = _visible(request, public_id)
    page = OrderPage(request, order)
    letter = next((paper for paper in page.issued if paper.kind == PURCHASE_LETTER), None)
    if letter is None:
        raise Http404
    documents.require_sealed(letter)
    context = {
        "letter": letter,
        "data": letter.data,
        "qr": inline_qr(letter.data["verify_url"]),
        "check_path": reverse("check_document", args=[letter.token]),
        "watermark": letter.data.get("watermark", ""),
        "back_url": reverse("order_detail", args=[order.public_id]),
        "back_label": _("Order"),
        "back_detail": order.number,
        "file_url": reverse("issued_document", args=[letter.number]),
    }
    return render(request, "orders/letter.html", context)
