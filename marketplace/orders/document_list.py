"""The papers of a person's orders, for the shelf called "Documents" and for public checks."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from marketplace.core.subjects import about_any
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.orders import policies
from marketplace.orders.models import PurchaseOrder
from marketplace.web import panels
from marketplace.web.badges import chip_for

LIMIT = 200


def order_state(document: IssuedDocument) -> str:
    """Return where the order of a paper stands, in a word."""
    order = PurchaseOrder.objects.filter(pk=document.subject_id).only("status").first()
    return str(chip_for("order", order.status).word) if order else ""


@panels.provide("documents")
def order_papers(request: HttpRequest, _subject: object) -> list[dict[str, Any]]:
    """Return the newest papers of the orders this person sees."""
    if not request.user.is_authenticated:
        return []
    orders = policies.visible_to(request.user)
    papers = about_any(IssuedDocument.objects.all(), orders).order_by("-issued_at", "-pk")[:LIMIT]
    about = orders.select_related("agency", "vendor").in_bulk(
        {paper.subject_id for paper in papers}
    )
    party = "agency" if policies.only_sells(request.user) else "vendor"
    return [
        {
            "title": f"{documents.title_of(paper)} {paper.number}",
            "url": reverse("issued_document", args=[paper.number]),
            "note": getattr(about[paper.subject_id], party).name,
            "at": paper.issued_at,
        }
        for paper in papers
    ]
