"""Reads of this room: the inbox, and what the other rooms say waits for a person."""

from datetime import UTC, datetime

from django.db.models import QuerySet
from django.http import HttpRequest

from marketplace.accounts.models import User
from marketplace.notices import policies
from marketplace.notices.models import Notice
from marketplace.web import counts, panels

FAR_FUTURE = datetime.max.replace(tzinfo=UTC)
_MEMO = "_tasks_of_this_request"


def inbox(user: User) -> QuerySet[Notice]:
    """Return a person's notices, newest first."""
    return policies.visible_to(user).order_by("-created_at", "-pk")


def unread_count(user: User) -> int:
    """Return how many notices a person has not opened."""
    return policies.visible_to(user).filter(read_at__isnull=True).count()


def tasks(request: HttpRequest) -> list[panels.Task]:
    """Return what waits for this person, the nearest deadline first; asked once per request."""
    found: list[panels.Task] | None = getattr(request, _MEMO, None)
    if found is None:
        found = sorted(panels.collect("tasks", request), key=_urgency)
        setattr(request, _MEMO, found)
    return found


def tasks_count(request: HttpRequest) -> int:
    """Return how many tasks wait, for the frame of every page; the list itself always counts."""
    if hasattr(request, _MEMO):
        return len(tasks(request))
    return counts.kept(request, "tasks", lambda: len(tasks(request)))


def _urgency(task: panels.Task) -> tuple[datetime, datetime]:
    return (task.due_at or FAR_FUTURE, task.since or FAR_FUTURE)


def documents(request: HttpRequest, shelf: panels.Shelf) -> list[panels.ShelvedPaper]:
    """Return the newest papers this person may open, as far as the shelf is narrowed to them."""
    found: list[panels.ShelvedPaper] = panels.collect("documents", request, shelf)
    return sorted(found, key=lambda paper: (paper.at, paper.number), reverse=True)
