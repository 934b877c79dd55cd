"""What this room registers with the kernel."""

from functools import cache
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Sku
from catalog.search import Wanted
from marketplace.accounts.models import User
from marketplace.core import locks, periodic
from marketplace.documents import services as documents
from marketplace.notices import kinds
from marketplace.notices.models import Group
from marketplace.shortlists import guards, handlers, held, paper, policies, queries, services
from marketplace.shortlists.models import ComparedOffer, SavedList, SavedSearch, StoredComparison
from marketplace.web import counts, frame, panels

__all__ = ["guards", "handlers", "held"]

SHELVED = 200  # rows of the shelf
locks.register({SavedList: 11, SavedSearch: 12})
periodic.register("check_searches", services.check_searches)
documents.register_kind(paper.COMPARISON, gettext_lazy("Comparison of offers"))
documents.readable_by(StoredComparison._meta.label_lower, policies.can_read_paper)
kinds.register(
    "saved_search.found",
    title=gettext_lazy("New goods for your search “%(search)s”: %(number)s"),
    body=gettext_lazy(
        "They went live since you last looked. You are told once a day at most; switch it off "
        "beside the search."
    ),
)
kinds.register_optional(Group.LISTS, "saved_search.found")


def _keeper(request: HttpRequest) -> User | None:
    """Return the person if they compare and keep goods."""
    user = request.user
    return user if isinstance(user, User) and policies.can_keep(user) else None


@panels.provide("places")
def keeper_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead buyers to what they compare and keep."""
    if _keeper(request) is None:
        return []
    return [
        panels.Place("comparison", _("Comparison"), "scale", order=31),
        panels.Place("saved_lists", _("Saved lists"), "list-checks", order=32),
        panels.Place("saved_searches", _("Saved searches"), "search", order=33),
    ]


@panels.provide("documents")
def stored_papers(request: HttpRequest, shelf: panels.Shelf) -> list[panels.ShelvedPaper]:
    """Return the newest stored comparisons that the person reads, for the shelf of papers."""
    if not isinstance(request.user, User) or shelf.kind not in {"", paper.COMPARISON}:
        return []
    rows = policies.comparisons_for(request.user).filter(
        Q(number__icontains=shelf.text) | Q(title__icontains=shelf.text)
    )
    found = rows.select_related("agency__region").defer("offers").order_by("-made_at", "-pk")
    return [
        panels.ShelvedPaper(
            title=_("Comparison of offers"),
            number=one.number,
            url=reverse("stored_comparison", args=[one.public_id]),
            at=one.made_at,
            zone=one.agency.time_zone,
            party=one.title,
        )
        for one in found[:SHELVED]
    ]


@frame.frame_part
def compared(request: HttpRequest) -> dict[str, Any]:
    """Count what a buyer compares, on pages that show it; nothing for anybody else."""
    user = _keeper(request)
    if user is None:
        return {"may_compare": False, "compare_count": 0}
    rows = ComparedOffer.objects.filter(owner=user)
    return {
        "may_compare": True,
        "compare_count": cache(lambda: counts.kept(request, "compared", rows.count)),
    }


@panels.provide("product.own")
def beside_goods(request: HttpRequest, sku: Sku) -> list[panels.Panel]:
    """Let a buyer compare and keep the goods of a page."""
    user = _keeper(request)
    if user is None:
        return []
    compared, lists = queries.kept_beside(user, sku)
    context = {"sku": sku, "compared": compared, "lists": lists, "here": request.get_full_path()}
    return [panels.Panel("shortlists/_beside_goods.html", context)]


@panels.provide("search.own")
def below_results(request: HttpRequest, wanted: Wanted) -> list[panels.Panel]:
    """Let a buyer compare and keep what they tick among results, and keep the search itself."""
    user = _keeper(request)
    if user is None:
        return []
    context = {
        "lists": policies.own_lists(user),
        "here": request.get_full_path(),
        "name": wanted.text[:80],
    }
    return [panels.Panel("shortlists/_below_results.html", context)]
