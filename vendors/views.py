"""Pages of the owner: start page, the steps of the application, its summary."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web import panels
from marketplace.web.requests import get_or_post, own_address, swaps
from vendors import policies, presenters, queries, services
from vendors.acting import act_for, acting_vendor, asks_to_switch, named_vendor
from vendors.application import REVIEWED, STEPS
from vendors.forms import STEP_FORMS, BankForm, BusinessForm, DocumentForm, SizeForm, StepForm
from vendors.models import DocumentKind, FieldReview, Vendor, VendorStatus
from vendors.policies import VendorAct
from vendors.reference_data import kbli_titles

KBLI_INPUT = {"kbli_codes": "kbli_1", "region": "district"}
# What alone of a step's page is swapped after an act that saves nothing.
PARTS = {
    ("alamat", "choose"): "vendors/_regions.html",
    ("ukuran", "preview"): "vendors/steps/ukuran.html#verdict",
}


@require_safe
@login_required
@asks_to_switch
def vendor_home(request: HttpRequest) -> HttpResponse:
    """Show where the shop stands; to its owner also the application and what it still needs."""
    user = actor_of(request)
    vendor = acting_vendor(request)
    if vendor is None:
        require(policies.can_apply(user))
        return render(request, "vendors/invitation.html", {"nav_active": "vendor_home"})
    may_apply = bool(policies.acts_for(user, vendor, to=VendorAct.APPLY))
    context = {
        "vendor": vendor,
        "may_apply": may_apply,
        "may_sell": bool(policies.acts_for(user, vendor, to=VendorAct.SELL)),
        "may_change": may_apply and vendor.status in policies.VERIFIED,
        "links": presenters.step_links(vendor),
        "returned": presenters.returned_notes(vendor),
        "papers": presenters.papers(vendor),
        "deadline": queries.review_due_at(vendor),
        "channels": queries.open_channels(vendor),
        "size_note": presenters.size_note(vendor),
        "history": vendor.status_changes.order_by("pk"),
        "panels": panels.collect("vendor.panels", request, vendor),
        "zone": vendor.time_zone,
        "nav_active": "vendor_home",
    }
    return render(request, "vendors/home.html", context)


@require_POST
@login_required
def vendor_switch(request: HttpRequest) -> HttpResponse:
    """Choose for which shop the pages without a named one are; go on where the person was."""
    vendor = named_vendor(actor_of(request), request.POST.get("vendor", ""))
    if vendor is None:
        raise Http404
    act_for(request, vendor)
    messages.success(request, _("You now act for %(name)s.") % {"name": vendor.name})
    return redirect(own_address(request, request.POST.get("next", "")) or "vendor_home")


@require_safe
@login_required
@asks_to_switch
def vendor_apply(request: HttpRequest) -> HttpResponse:
    """Lead to the first step with something to do."""
    user = actor_of(request)
    vendor = _application(request)
    if vendor is None:
        require(policies.can_apply(user))
    elif vendor.status not in policies.EDITABLE:
        return redirect("vendor_home")
    return _go(presenters.next_step(vendor))


def _application(request: HttpRequest) -> Vendor | None:
    """Return the application the owner works on; None after a rejection, for one begun anew."""
    vendor = acting_vendor(request, to=VendorAct.APPLY)
    if vendor is None or vendor.status != VendorStatus.REJECTED:
        return vendor
    return (
        queries.shops_of(actor_of(request), to=VendorAct.APPLY)
        .filter(status__in=services.UNDECIDED)
        .first()
    )


def _go(step: str) -> HttpResponse:
    return redirect(presenters.step_address(step))


@get_or_post
@login_required
def vendor_step(request: HttpRequest, step: str) -> HttpResponse:
    """Show one step and save it; what was typed stays when it is refused."""
    if step not in STEPS:
        raise Http404
    user = actor_of(request)
    vendor = _application(request)
    if vendor is None:
        require(policies.can_apply(user))
        if step != "usaha":
            return redirect("vendor_step", "usaha")
    elif vendor.status not in policies.EDITABLE:
        return redirect("vendor_home")
    elif step not in presenters.open_steps(vendor):
        messages.info(request, _("The verifier found this step correct; it is locked."))
        return redirect("vendor_summary")
    if step == "dokumen" and vendor is not None:
        return _documents(request, vendor)
    return _step(request, step, vendor)


def _step(request: HttpRequest, step: str, vendor: Vendor | None) -> HttpResponse:
    if request.method != "POST":
        rejected = None if vendor else acting_vendor(request)
        draft = BusinessForm.stored(rejected) if rejected else None
        return _show(request, step, STEP_FORMS[step](vendor=vendor, draft=draft))
    act = request.POST.get("act", "")
    if act == "choose":
        return _show(request, step, STEP_FORMS[step](vendor=vendor, draft=request.POST.dict()))
    form = STEP_FORMS[step](request.POST, vendor=vendor)
    if not form.is_valid():
        return _show(request, step, form, status=422)
    if act == "preview":
        return _show(request, step, form)
    try:
        saved = _save(step, form, actor_of(request))
    except DomainError as refused:
        refused.add_to(form, renamed=KBLI_INPUT)
        return _show(request, step, form, status=refused.http_status)
    act_for(request, saved)
    messages.success(request, _("Saved: %(step)s.") % {"step": STEPS[step]})
    return _after(step, saved)


def _save(step: str, form: Any, actor: User) -> Vendor:
    """Call the use-case of the step. Raises: DomainError."""
    if form.vendor is None:
        return services.begin_with_business(business=form.value(), actor=actor)
    pk: int = form.vendor.pk
    if step == "usaha":
        return services.save_business(vendor_id=pk, business=form.value(), actor=actor)
    if step == "ukuran":
        return services.save_size(vendor_id=pk, figures=form.value(), actor=actor)
    if step == "alamat":
        return services.save_address(vendor_id=pk, place=form.value(), actor=actor)
    return services.save_bank(vendor_id=pk, account=form.value(), actor=actor)


def _after(step: str, vendor: Vendor) -> HttpResponse:
    """Go on to the following step; in a repair to the next returned field."""
    if vendor.status == VendorStatus.RETURNED:
        return _go(presenters.next_step(vendor))
    following = list(STEPS)[list(STEPS).index(step) + 1 :]
    return _go(following[0] if following else presenters.SUMMARY)


def _show(request: HttpRequest, step: str, form: StepForm, *, status: int = 200) -> HttpResponse:
    vendor = form.vendor
    context = {
        "form": form,
        "vendor": vendor,
        "step": step,
        "steps": list(STEPS.values()),
        "position": list(STEPS).index(step),
        "title": STEPS[step],
        "crumbs": _crumbs(str(STEPS[step])),
        "reasons": _reasons(vendor, step),
        "kbli": kbli_titles() if step == "usaha" else {},
        "verdict": _verdict(form) if isinstance(form, SizeForm) else None,
        "match": form.name_match() if isinstance(form, BankForm) else None,
        "nav_active": "vendor_home",
    }
    part = PARTS.get((step, request.POST.get("act", "")))
    if swaps(request) and part:
        return render(request, part, context)
    return render(request, f"vendors/steps/{step}.html", context, status=status)


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [(_("My shop"), reverse("vendor_home")), (here, "")]


def _reasons(vendor: Vendor | None, step: str) -> list[FieldReview]:
    """Return what the verifier said about the fields of this step."""
    rows = queries.returned_fields(vendor) if vendor else {}
    return [row for field, row in rows.items() if REVIEWED[field].step == step]


def _verdict(form: SizeForm) -> Any:
    """Return the size class of what is typed, or of what is stored."""
    if form.is_bound and not form.is_valid():
        return None
    if form.is_bound:
        figures = form.value()
    elif form.vendor is not None and form.vendor.size_class:
        figures = queries.figures_of(form.vendor)
    else:
        return None
    verdict = queries.size_verdict(figures, on=clock.today(HOME_ZONE))
    if verdict is None:
        return None
    legal_form = form.vendor.legal_form if form.vendor else ""
    return {"size": verdict, "channels": queries.channels_by(legal_form, verdict.size)}


def _documents(request: HttpRequest, vendor: Vendor) -> HttpResponse:
    """Show the papers; take one at a time."""
    forms = {kind.value: _document_form(kind.value) for kind in DocumentKind}
    status = 200
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        form = _document_form(kind, request)
        if form.is_valid():
            try:
                services.attach_document(
                    vendor_id=vendor.pk,
                    kind=kind,
                    upload=form.cleaned_data["upload"],
                    actor=actor_of(request),
                )
                messages.success(request, _("The document is stored."))
                return redirect("vendor_step", "dokumen")
            except DomainError as refused:
                form.add_error("upload", refused.message)
        status = 422
        forms = {**forms, **({kind: form} if kind in forms else {})}
    returned = queries.returned_fields(vendor)
    shown = [
        {**paper, "form": forms[paper["kind"]], "review": returned.get(paper["kind"])}
        for paper in presenters.papers(vendor)
        if not returned or paper["kind"] in returned
    ]
    context = {
        "vendor": vendor,
        "papers": shown,
        "steps": list(STEPS.values()),
        "position": list(STEPS).index("dokumen"),
        "title": STEPS["dokumen"],
        "crumbs": _crumbs(str(STEPS["dokumen"])),
        "reasons": [paper["review"] for paper in shown if paper["review"]],
        "nav_active": "vendor_home",
    }
    return render(request, "vendors/steps/dokumen.html", context, status=status)


def _document_form(kind: str, request: HttpRequest | None = None) -> DocumentForm:
    options: dict[str, Any] = {"auto_id": f"id_{kind}_%s", "initial": {"kind": kind}}
    if request is None:
        return DocumentForm(**options)
    return DocumentForm(request.POST, request.FILES, **options)


@get_or_post
@login_required
def vendor_summary(request: HttpRequest) -> HttpResponse:
    """Show the whole application once more and submit it."""
    user = actor_of(request)
    vendor = _application(request)
    if vendor is None:
        return redirect("vendor_apply")
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            services.submit_application(vendor_id=vendor.pk, actor=user)
        except DomainError as problem:
            refused = problem
        else:
            messages.success(
                request, _("Submitted. The deadline for the answer stands on this page.")
            )
            return redirect("vendor_home")
    elif vendor.status not in policies.EDITABLE:
        return redirect("vendor_home")
    context = {
        "vendor": vendor,
        "parts": presenters.summary(vendor),
        "papers": presenters.papers(vendor),
        "links": presenters.step_links(vendor),
        "crumbs": _crumbs(_("Check and submit")),
        "refused": refused,
        "ready": presenters.next_step(vendor) == presenters.SUMMARY,
        "channels": queries.open_channels(vendor),
        "size_note": presenters.size_note(vendor),
        "nav_active": "vendor_home",
    }
    status = refused.http_status if refused else 200
    return render(request, "vendors/summary.html", context, status=status)
