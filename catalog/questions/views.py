"""Questions of goods for everybody, the form to ask, the shop's page, and the manager's."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Product
from catalog.policies import public
from catalog.questions import policies, queries, services
from catalog.questions.forms import AnswerForm, QuestionForm, RemoveForm
from catalog.questions.models import ProductQuestion
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError, NotAllowed
from marketplace.core.policy import require
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from marketplace.web.shared_pages import shared_page
from vendors.acting import acting_vendor, asks_to_switch
from vendors.models import Vendor
from vendors.policies import VendorAct

PAGE_SIZE = 20


def _live(public_id: uuid.UUID) -> Product:
    rows = public().select_related("vendor", "etalase")
    product = rows.filter(public_id=public_id).first()
    if product is None:
        raise Http404
    return product


def _asked_about(public_id: uuid.UUID, user: Any) -> Product | None:
    """Return goods that somebody asked about: they read the answer when the goods are off sale."""
    if not user.is_authenticated:
        return None
    rows = Product.objects.filter(public_id=public_id, questions__asked_by=user)
    return rows.select_related("vendor", "etalase").distinct().first()


@require_safe
@shared_page
def product_questions(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """All that was asked about goods and answered; who asked sees what waits, too."""
    user = request.user
    known = user.is_authenticated
    product = _asked_about(public_id, user) or _live(public_id)
    context = {
        "product": product,
        "page_obj": page_of(request, queries.answered(product), PAGE_SIZE),
        "waiting": queries.own_waiting(user, product) if known else (),
        "can_ask": policies.can_ask(user, product) if known else None,
    }
    return render(request, "questions/product.html", context)


@login_required
@get_or_post
def question_ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask the shop about goods in the name of one's office."""
    product, user = _live(public_id), actor_of(request)
    verdict = policies.can_ask(user, product)
    sent = request.POST if request.method == "POST" else None
    form = QuestionForm(sent, agencies=policies.offices_of(user))
    status = 422 if form.is_bound else 200
    if form.is_bound:
        require(verdict)
    if form.is_valid():
        try:
            services.ask_question(
                product_id=product.pk,
                agency_id=form.chosen_agency().pk,
                words=form.cleaned_data["words"],
                actor=user,
            )
        except DomainError as error:
            error.add_to(form)
            status = error.http_status
        else:
            messages.success(
                request, _("The shop is told. Your question is public once it answers.")
            )
            return redirect("product_questions", public_id=product.public_id)
    context = {"form": form, "product": product, "verdict": verdict}
    return render(request, "questions/ask.html", context, status=status)


def _own_shop(request: HttpRequest) -> Vendor:
    vendor = acting_vendor(request, to=VendorAct.CONVERSE)
    if vendor is None:
        raise NotAllowed(_("Only the owner and the staff of a shop answer what it is asked."))
    return vendor


@login_required
@require_safe
@asks_to_switch
def shop_questions(request: HttpRequest) -> HttpResponse:
    """What waits for the shop's answer, longest waiting first, and what it answered."""
    return _shop_page(request, _own_shop(request))


def _shop_page(
    request: HttpRequest,
    vendor: Vendor,
    refused: tuple[ProductQuestion, AnswerForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = page_of(request, queries.waiting(vendor), PAGE_SIZE)
    typed = {refused[0].pk: refused[1]} if refused else {}
    forms = {one.pk: typed.get(one.pk) or _form_of(one) for one in waiting.object_list}
    context: dict[str, Any] = {
        "vendor": vendor,
        "rows": [(one, forms[one.pk]) for one in waiting.object_list],
        "page_obj": waiting,
        "answered": queries.answered_by_shop(vendor)[:PAGE_SIZE],
        "nav_active": "shop_questions",
    }
    return render(request, "questions/shop.html", context, status=status)


def _form_of(question: ProductQuestion, data: Any = None) -> AnswerForm:
    return AnswerForm(data, auto_id=f"q{question.pk}-%s")


@login_required
@require_POST
def question_answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer one question; what is refused stays typed beside it."""
    user = actor_of(request)
    question = (
        ProductQuestion.objects.select_related("product__vendor")
        .filter(public_id=public_id)
        .first()
    )
    if question is None or not policies.can_answer(user, question.product.vendor):
        raise Http404
    form = _form_of(question, request.POST)
    status = 422
    if form.is_valid():
        try:
            services.answer_question(
                question_id=question.pk, words=form.cleaned_data["words"], actor=user
            )
        except DomainError as error:
            error.add_to(form)
            status = error.http_status
        else:
            messages.success(request, _("Answered. Everybody reads it on the page of the goods."))
            return redirect("shop_questions")
    return _shop_page(request, question.product.vendor, (question, form), status)


@login_required
@require_safe
def moderated_questions(request: HttpRequest) -> HttpResponse:
    """What is asked and answered in the manager's markets, newest first."""
    user = actor_of(request)
    require(policies.can_moderate(user))
    context = {
        "page_obj": page_of(request, queries.moderated(user), PAGE_SIZE),
        "nav_active": "moderated_questions",
    }
    return render(request, "questions/moderated.html", context)


@login_required
@get_or_post
def question_remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a question down, or its answer alone, with a reason that both sides read."""
    user = actor_of(request)
    question = queries.moderated(user).filter(public_id=public_id).first()
    if question is None:
        raise Http404
    require(policies.can_take_down(user, question.product))
    form = RemoveForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        alone = "answer" in request.POST
        remove = services.remove_answer if alone else services.remove_question
        try:
            remove(question_id=question.pk, reason=form.cleaned_data["reason"], actor=user)
        except DomainError as error:
            error.add_to(form)
            status = error.http_status
        else:
            messages.success(request, _("Taken down. The shop and the office are told why."))
            return redirect(reverse("moderated_questions"))
    context = {"form": form, "question": question, "nav_active": "moderated_questions"}
    return render(request, "questions/remove.html", context, status=status)
