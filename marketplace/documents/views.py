"""Pages of a paper: the PDF for those concerned, and the public check of its number."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.core.whole_numbers import plain_number
from marketplace.documents import sealing
from marketplace.documents import services as documents
from marketplace.documents.forms import CopyForm
from marketplace.documents.layout import sealed_figures
from marketplace.documents.models import IssuedDocument
from marketplace.web.views import download


@require_safe
@login_required
def issued_document(request: HttpRequest, number: str) -> HttpResponse:
    """Serve a paper as PDF, named by its number or its key."""
    document = IssuedDocument.objects.filter(number=number).first()
    if document is None and (key := plain_number(number)) is not None:
        document = IssuedDocument.objects.filter(pk=key).first()
    if document is None or not documents.can_read(request.user, document):
        raise Http404
    name = document.number.replace("/", "-") + ".pdf"
    return download(documents.pdf(document), content_type="application/pdf", name=name)


@require_safe
def check_document(request: HttpRequest, token: str) -> HttpResponse:
    """Tell anybody who holds the paper whether it is ours, and what was sealed; no person's name.

    What is shown is compared with the audit chain first: a changed row is called changed.
    """
    document = IssuedDocument.objects.select_related("file").filter(token=token).first()
    seal = sealing.seal_of(document) if document else None
    context: dict[str, Any] = {"document": document, "seal": seal}
    if document is not None and seal is not None and seal.holds:
        context |= {
            "kind": documents.title_of(document),
            "parties": _parties(document.data),
            "figures": sealed_figures(document.data),
            "state": documents.state_of(document),
            "is_sample": bool(document.data.get("watermark")),
            **_compared(request, document),
        }
    status = 200 if document else 404
    return render(request, "documents/check_document.html", context, status=status)


def _compared(request: HttpRequest, document: IssuedDocument) -> dict[str, Any]:
    """Compare a file's hash with what was handed out under the number of a paper."""
    known = documents.copies_of(document)
    if known is None:
        return {}
    form = CopyForm(request.GET or None)
    if not form.is_valid():
        return {"copy_form": form}
    return {"copy_form": form, "is_copy": form.cleaned_data["sha256"] in known, "compared": True}


def _parties(data: dict[str, Any]) -> list[str]:
    agency = (data.get("letterhead") or {}).get("agency", "")
    vendor = (data.get("vendor") or {}).get("name", "")
    return [name for name in (agency, vendor) if name]
