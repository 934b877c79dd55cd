"""The papers of a person's orders, for the shelf called "Documents" and for public checks."""

from typing import Any

from django.db.models import Model, Q
from django.http import HttpRequest
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.orders import policies, queries
from marketplace.orders.bundle.cover import COVER
from marketplace.orders.models import EvidenceBundle, PurchaseOrder
from marketplace.web import panels
from marketplace.web.badges import chip_for

LIMIT = 200


def order_state(document: IssuedDocument) -> str:
    """Return where the order of a paper stands, in a word."""
    order = PurchaseOrder.objects.filter(pk=document.subject_id).only("status").first()
    return str(chip_for("order", order.status).word) if order else ""


@panels.provide("documents")
def order_papers(request: HttpRequest, shelf: panels.Shelf) -> list[panels.ShelvedPaper]:
    """Return the newest papers of the orders this person sees, and of what they took of them."""
    user = request.user
    if not isinstance(user, User):
        return []
    orders = policies.visible_to(user)
    wanted = queries.narrowed(orders, text=shelf.text, group="")
    taken = EvidenceBundle.objects.filter(order__in=orders & policies.bundled_for(user))
    named = Q(number__icontains=shelf.text)
    papers = IssuedDocument.objects.filter(
        _about(PurchaseOrder, orders.values("pk"), wanted.values("pk"), named)
        | _about(
            EvidenceBundle, taken.values("pk"), taken.filter(order__in=wanted).values("pk"), named
        )
    )
    if shelf.kind:
        papers = papers.filter(kind=shelf.kind)
    found = list(papers.defer("data").order_by("-issued_at", "-pk")[:LIMIT])
    return _shelved(found, user)


def _about(model: type[Model], seen: Any, wanted: Any, named: Q) -> Q:
    """Papers about things that a person sees: by their own number, or by the thing's words."""
    label = model._meta.label_lower
    return Q(subject_type=label, subject_id__in=seen) & (named | Q(subject_id__in=wanted))


def _shelved(papers: list[IssuedDocument], user: User) -> list[panels.ShelvedPaper]:
    of_bundle = dict(
        EvidenceBundle.objects.filter(
            pk__in=[one.subject_id for one in papers if one.kind == COVER]
        ).values_list("pk", "order")
    )
    keys = {
        one.pk: of_bundle[one.subject_id] if one.kind == COVER else one.subject_id for one in papers
    }
    orders = PurchaseOrder.objects.select_related("agency__region", "vendor").in_bulk(
        set(keys.values())
    )
    party = "agency" if policies.only_sells(user) else "vendor"
    return [
        panels.ShelvedPaper(
            title=documents.title_of(one),
            number=one.number,
            url=reverse("issued_document", args=[one.number]),
            at=one.issued_at,
            zone=order.agency.time_zone,
            party=getattr(order, party).name,
            order_number=order.number,
            order_url=reverse("order_detail", args=[order.public_id]),
        )
        for one in papers
        if (order := orders[keys[one.pk]])
    ]
