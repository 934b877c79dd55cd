"""The pages a working day starts with: tasks, papers, inbox."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core import clock
from marketplace.documents import services as papers
from marketplace.notices import kinds, policies, queries, services
from marketplace.notices.forms import ShelfForm
from marketplace.web import panels
from marketplace.web.paging import page_of
from marketplace.web.requests import own_address

PER_PAGE = 30
URGENT = timedelta(hours=8)
SOON = timedelta(days=2)


@require_safe
@login_required
def tasks(request: HttpRequest) -> HttpResponse:
    """What waits for this person, the most urgent on top."""
    context = {
        "rows": [_row(task) for task in queries.tasks(request)],
        "panels": panels.collect("tasks.panels", request),
        "today": clock.now(),
        "nav_active": "tasks",
    }
    return render(request, "notices/tasks.html", context)


def _row(task: panels.Task) -> dict[str, Any]:
    left = task.due_at - clock.now() if task.due_at else None
    urgent = left is not None and left < URGENT
    hue = "redup" if left is None or left > SOON else "mengkudu" if urgent else "kunyit"
    return {
        "task": task,
        "due_hue": hue,
        "hue": "kunyit" if urgent else "nila",
    }


@require_safe
@login_required
def documents(request: HttpRequest) -> HttpResponse:
    """The papers this person may open, the newest first."""
    form = ShelfForm(request.GET)
    shelf = panels.Shelf(**form.cleaned_data) if form.is_valid() else panels.Shelf()
    context = {
        "page_obj": page_of(request, queries.documents(request, shelf), PER_PAGE),
        "shelf": shelf,
        "kinds": papers.kinds(),
        "nav_active": "documents",
    }
    return render(request, "notices/documents.html", context)


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """What this person was told, the newest first."""
    user = actor_of(request)
    page = page_of(request, queries.inbox(user), PER_PAGE)
    language = translation.get_language() or "id"
    rows = [{"notice": row, "words": kinds.render(row, language)} for row in page]
    context = {"page_obj": page, "rows": rows, "unread": queries.unread_count(user)}
    return render(request, "notices/inbox.html", context)


@require_POST
@login_required
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    user = actor_of(request)
    notice = get_object_or_404(policies.visible_to(user), pk=pk)
    services.mark_read(notice_id=notice.pk, actor=user)
    return redirect(own_address(request, notice.url) or "inbox")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    services.mark_all_read(actor=actor_of(request))
    return redirect("inbox")
