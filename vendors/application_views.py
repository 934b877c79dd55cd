"""Pages of the application: one group of questions a page, then its summary."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.requests import get_or_post, may_ask_place, swaps
from vendors import policies, presenters, queries, services
from vendors.acting import act_for, acting_vendor, asks_to_switch
from vendors.application import PAPERS, REVIEWED, STEPS, missing_fields
from vendors.form_base import StepForm
from vendors.forms import STEP_FORMS, SizeForm
from vendors.models import FieldReview, Vendor, VendorStatus
from vendors.paper_forms import DocumentForm
from vendors.policies import VendorAct
from vendors.reference_data import kbli_titles

COLUMN_INPUT: Final = {"kbli_codes": "kbli_1", "region": "district"}
# What alone of a step's page is swapped after an act that saves nothing.
PARTS: Final = {
    ("alamat", "choose"): "vendors/_regions.html",
    ("ukuran", "preview"): "vendors/steps/ukuran.html#verdict",
}
CHECK: Final = "check"
# Steps whose page has more than fields one below the other.
OWN_TEMPLATES: Final = frozenset({"alamat", "ukuran"})


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
    if step == PAPERS and vendor is not None:
        return _documents(request, vendor)
    return _step(request, step, vendor)


def _step(request: HttpRequest, step: str, vendor: Vendor | None) -> HttpResponse:
    if request.method != "POST":
        draft = _of_before(request, step)
        return _show(request, step, STEP_FORMS[step](vendor=vendor, draft=draft))
    act = request.POST.get("act", "")
    if act == "choose":
        return _show(request, step, STEP_FORMS[step](vendor=vendor, draft=request.POST.dict()))
    form = STEP_FORMS[step](request.POST, vendor=vendor)
    if act == CHECK and swaps(request):
        return _check(request, form)
    return _take(request, step, form, only_shown=act == "preview")


def _of_before(request: HttpRequest, step: str) -> dict[str, Any] | None:
    """Return what the person typed in an application that was rejected, where the new one asks."""
    vendor = _application(request)
    rejected = queries.rejected_of(actor_of(request))
    if rejected is None or (vendor and step not in missing_fields(vendor, ())):
        return None
    return STEP_FORMS[step].stored(rejected)


def _take(request: HttpRequest, step: str, form: StepForm, *, only_shown: bool) -> HttpResponse:
    """Save the step and go on; what is wrong is shown beside its field."""
    if not form.is_valid():
        return _show(request, step, form, status=422)
    if only_shown:
        return _show(request, step, form)
    try:
        saved = _save(step, form, actor_of(request))
    except DomainError as refused:
        refused.add_to(form, renamed=COLUMN_INPUT)
        return _show(request, step, form, status=refused.http_status)
    act_for(request, saved)
    messages.success(request, _("Saved: %(step)s.") % {"step": STEPS[step]})
    return _after(step, saved)


def _check(request: HttpRequest, form: StepForm) -> HttpResponse:
    """Say at once what is wrong or doubtful in one field; nothing is saved, nothing looked up."""
    name = request.POST.get("field", "")
    state, note = form.note_of(name)
    context = {"name": name if name in form.fields else "", "check": state, "note": note}
    return render(request, "vendors/steps/_note.html", context)


def _save(step: str, form: Any, actor: User) -> Vendor:
    """Call the use-case of the step. Raises: DomainError."""
    if form.vendor is None:
        return services.begin_application(identity=form.value(), actor=actor)
    use_case, name = SAVES[step]
    saved: Vendor = use_case(**{"vendor_id": form.vendor.pk, name: form.value(), "actor": actor})
    return saved


SAVES: Final[dict[str, tuple[Any, str]]] = {
    "usaha": (services.save_identity, "identity"),
    "nomor": (services.save_numbers, "numbers"),
    "bidang": (services.save_fields, "fields"),
    "ukuran": (services.save_size, "figures"),
    "alamat": (services.save_address, "place"),
    "kontak": (services.save_contact, "phone"),
    "rekening": (services.save_bank, "account"),
    "pajak": (services.save_tax, "is_pkp"),
}


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
        "progress": presenters.progress(vendor, step),
        "title": STEPS[step],
        "crumbs": _crumbs(str(STEPS[step])),
        "reasons": _reasons(vendor, step),
        "fields": [(bound, *_note(form, bound.name)) for bound in form.visible_fields()],
        "kbli": kbli_titles() if step == "bidang" else {},
        "verdict": _verdict(form) if isinstance(form, SizeForm) else None,
        "nav_active": "vendor_home",
    }
    part = PARTS.get((step, request.POST.get("act", "")))
    if swaps(request) and part:
        return render(request, part, context)
    template = step if step in OWN_TEMPLATES else "isian"
    page = render(request, f"vendors/steps/{template}.html", context, status=status)
    return may_ask_place(page)


def _note(form: StepForm, name: str) -> tuple[str, str]:
    """Return what stands beside a field; what is wrong the field itself says."""
    state, note = form.note_of(name)
    return ("", "") if state == "error" else (state, note)


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
    kind, wrong = request.POST.get("kind", ""), None
    if request.method == "POST":
        form = DocumentForm(request.POST, request.FILES, kind=kind)
        if form.is_valid() and _attach(request, vendor, form):
            return redirect(f"{presenters.step_address(PAPERS)}#dok-{kind}")
        wrong = form
    returned = queries.returned_fields(vendor)
    shown = [
        {
            **paper,
            "form": wrong if wrong and paper["kind"] == kind else DocumentForm(kind=paper["kind"]),
            "review": returned.get(paper["of"]),
        }
        for paper in presenters.papers(vendor)
        if vendor.status == VendorStatus.DRAFT or paper["of"] in returned or not paper["document"]
    ]
    context = {
        "vendor": vendor,
        "papers": shown,
        "progress": presenters.progress(vendor, PAPERS),
        "title": STEPS[PAPERS],
        "crumbs": _crumbs(str(STEPS[PAPERS])),
        "reasons": {paper["of"]: paper["review"] for paper in shown if paper["review"]}.values(),
        "nav_active": "vendor_home",
    }
    status = 422 if wrong else 200
    return render(request, "vendors/steps/dokumen.html", context, status=status)


def _attach(request: HttpRequest, vendor: Vendor, form: DocumentForm) -> bool:
    """Hand a paper in; where it is refused the form says why."""
    try:
        services.attach_document(
            vendor_id=vendor.pk,
            kind=form.cleaned_data["kind"],
            upload=form.cleaned_data["upload"],
            printed=form.printed(),
            actor=actor_of(request),
        )
    except DomainError as refused:
        field = str(refused.details.get("field", ""))
        form.add_error(field if field in form.fields else "upload", refused.message)
        return False
    messages.success(request, _("The document is stored."))
    return True


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
