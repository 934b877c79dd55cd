"""Reads of this room: the inbox, and what the other rooms say waits for a person."""

from datetime import UTC, datetime
from typing import Any

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


def documents(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the papers this person may open, the newest first."""
    found = panels.collect("documents", request)
    return sorted(found, key=lambda paper: paper.get("at") or FAR_FUTURE, reverse=True)
