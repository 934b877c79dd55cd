"""One step of an application: shown, judged, saved, along the path of whoever acts."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import DomainError
from marketplace.web.requests import changing_nothing, may_ask_place, swaps
from vendors import presenters, queries, services
from vendors.application import PAPERS, REVIEWED, STEPS
from vendors.form_base import StepForm
from vendors.forms import STEP_FORMS, SizeForm
from vendors.models import DocumentKind, FieldReview, Vendor, VendorStatus
from vendors.paper_forms import DocumentForm
from vendors.paths import Path
from vendors.reference_data import kbli_titles
from vendors.requirements import papers_asked
from vendors.step_saving import keep, save

COLUMN_INPUT: Final = {"kbli_codes": "kbli_1", "region": "district"}
# What alone of a step's page is swapped after an act that saves nothing.
PARTS: Final = {
    ("alamat", "choose"): "vendors/_regions.html",
    ("ukuran", "preview"): "vendors/steps/ukuran.html#verdict",
}
CHECK: Final = "check"
LATER: Final = "later"
# Steps whose page has more than fields one below the other.
OWN_TEMPLATES: Final = frozenset({"alamat", "ukuran"})


def walk(request: HttpRequest, step: str, path: Path) -> HttpResponse:
    """Show one step and save it; what was typed stays when it is refused."""
    vendor = path.vendor
    if vendor is not None and step not in presenters.open_steps(vendor):
        messages.info(request, _("The verifier found this step correct; it is locked."))
        return redirect(path.summary)
    if step == PAPERS and vendor is not None:
        return _documents(request, path, vendor)
    return _step(request, step, path)


def _step(request: HttpRequest, step: str, path: Path) -> HttpResponse:
    vendor = path.vendor
    if request.method != "POST":
        draft = path.before(step)
        return _show(request, step, STEP_FORMS[step](vendor=vendor, draft=draft), path)
    act = request.POST.get("act", "")
    if act == "choose":
        form = STEP_FORMS[step](vendor=vendor, draft=request.POST.dict())
        return _show(request, step, form, path)
    form = STEP_FORMS[step](request.POST, vendor=vendor)
    if act == CHECK and swaps(request):
        return _check(request, form, path)
    if act == LATER:
        return _leave(request, step, form, path)
    return _take(request, step, form, path)


def _take(request: HttpRequest, step: str, form: StepForm, path: Path) -> HttpResponse:
    """Save the step and go on; what is wrong is shown beside its field."""
    if not form.is_valid():
        return _show(request, step, form, path, status=422)
    if request.POST.get("act") == "preview":
        return _show(request, step, form, path)
    try:
        known = [path.note_of(name, value) for name, value in form.cleaned_data.items()]
        saved = save(step, form, path)
    except DomainError as refused:
        refused.add_to(form, renamed=COLUMN_INPUT)
        return _show(request, step, form, path, status=refused.http_status)
    path.saved(request, saved)
    for words in filter(None, known):
        messages.warning(request, words)
    messages.success(request, _("Saved: %(step)s.") % {"step": STEPS[step]})
    return _after(step, saved, path)


def _leave(request: HttpRequest, step: str, form: StepForm, path: Path) -> HttpResponse:
    """Keep what holds of a page that is left before its end, and name what does not."""
    vendor, lost = keep(step, form, path)
    if vendor is not None:
        path.saved(request, vendor)
    if lost:
        messages.warning(
            request,
            _("Not kept, because it does not hold yet: %(fields)s. Type it again later.")
            % {"fields": ", ".join(lost)},
        )
    else:
        messages.success(request, _("What you typed is kept. Go on whenever you like."))
    return redirect(path.home)


def _check(request: HttpRequest, form: StepForm, path: Path) -> HttpResponse:
    """Say at once what is wrong or doubtful in one field; nothing is saved."""
    name = request.POST.get("field", "")
    state, note = form.note_of(name)
    if name in form.fields and name in form.cleaned_data:
        state, note = _note_of_path(path, name, form.cleaned_data[name]) or (state, note)
    context = {"name": name if name in form.fields else "", "check": state, "note": note}
    return changing_nothing(render(request, "vendors/steps/_note.html", context))


def _note_of_path(path: Path, name: str, value: Any) -> tuple[str, str] | None:
    """Return state and sentence where whoever acts knows more of a value than the form."""
    try:
        known = path.note_of(name, value)
    except DomainError as refused:
        return "error", refused.message
    return ("warn", known) if known else None


def _after(step: str, vendor: Vendor, path: Path) -> HttpResponse:
    """Go on to the following step; in a repair to the next returned field."""
    if vendor.status == VendorStatus.RETURNED:
        return redirect(path.address(presenters.next_step(vendor)))
    following = list(STEPS)[list(STEPS).index(step) + 1 :]
    return redirect(path.address(following[0] if following else presenters.SUMMARY))


def _show(
    request: HttpRequest, step: str, form: StepForm, path: Path, *, status: int = 200
) -> HttpResponse:
    vendor = form.vendor
    context = {
        "form": form,
        "vendor": vendor,
        "step": step,
        "path": path,
        "progress": presenters.progress(vendor, step, path.address),
        "title": STEPS[step],
        "crumbs": path.crumbs(str(STEPS[step])),
        "reasons": _reasons(vendor, step),
        "fields": [(bound, *_note(form, bound.name)) for bound in form.visible_fields()],
        "kbli": kbli_titles() if step == "bidang" else {},
        "verdict": _verdict(form) if isinstance(form, SizeForm) else None,
        "nav_active": path.place,
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


def _documents(request: HttpRequest, path: Path, vendor: Vendor) -> HttpResponse:
    """Show the papers; take every one for which a file came."""
    refused: dict[str, DocumentForm] = {}
    if request.method == "POST":
        sent = _sent_papers(request, vendor)
        refused = {form.kind: form for form in sent if not _attach(request, path, form)}
        if sent and not refused:
            return redirect(f"{path.address(PAPERS)}#dok-{sent[-1].kind}")
    returned = queries.returned_fields(vendor)
    shown = [
        {
            **paper,
            "form": refused.get(kind := paper["kind"])
            or DocumentForm(kind=kind, draft=request.POST if refused else None),
            "review": returned.get(paper["of"]),
        }
        for paper in presenters.papers(vendor)
        if vendor.status == VendorStatus.DRAFT or paper["of"] in returned or not paper["document"]
    ]
    context = {
        "vendor": vendor,
        "papers": shown,
        "path": path,
        "progress": presenters.progress(vendor, PAPERS, path.address),
        "title": STEPS[PAPERS],
        "crumbs": path.crumbs(str(STEPS[PAPERS])),
        "reasons": {paper["of"]: paper["review"] for paper in shown if paper["review"]}.values(),
        "nav_active": path.place,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "vendors/steps/dokumen.html", context, status=status)


def _sent_papers(request: HttpRequest, vendor: Vendor) -> list[DocumentForm]:
    """Return the papers that came with a file; without any, the one whose button was pressed."""
    pressed = request.POST.get("kind", "")
    kinds = [str(kind) for kind in papers_asked(vendor)]
    forms = [DocumentForm(request.POST, request.FILES, kind=kind) for kind in kinds]
    sent = [form for form in forms if form.has_file]
    return sent or [form for form in forms if form.kind == pressed]


def _attach(request: HttpRequest, path: Path, form: DocumentForm) -> bool:
    """Hand a paper in; where it is refused the form says why."""
    if not form.is_valid():
        return False
    try:
        services.attach_document(
            vendor_id=path.vendor.pk if path.vendor else 0,
            kind=form.kind,
            upload=form.cleaned_data["upload"],
            printed=form.printed(),
            actor=path.actor,
        )
    except DomainError as refused:
        field = str(refused.details.get("field", ""))
        form.add_error(field if field in form.fields else "upload", refused.message)
        return False
    messages.success(
        request, _("Stored: %(paper)s.") % {"paper": str(DocumentKind(form.kind).label)}
    )
    return True
