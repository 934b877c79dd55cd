"""What this room registers with the kernel."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.core import locks, periodic
from marketplace.notices import (
    digests,
    guards,
    held,
    kinds,
    operator_tasks,
    queries,
    services,
    texts,
)
from marketplace.notices.models import Notice
from marketplace.web import frame, panels

__all__ = ["guards", "held", "operator_tasks"]

locks.register({Notice: 90})
periodic.register("send_mail", services.send_mail)
periodic.register("send_texts", texts.send_texts)
periodic.register("send_whatsapps", texts.send_whatsapps)
periodic.register("make_digests", digests.make_digests)
kinds.register(digests.DIGEST, title=_("The mail of a day"), body="")


@frame.frame_part
def waiting(request: HttpRequest) -> dict[str, Any]:
    """Count what is new and what waits, name one's own pages; asked only by pages that show it."""
    user = request.user
    if not user.is_authenticated:
        return {"unread_count": 0, "tasks_count": 0, "places": []}
    return {
        "unread_count": cache(lambda: queries.unread_count(user)),
        "tasks_count": cache(lambda: queries.tasks_count(request)),
        "places": cache(lambda: panels.collect("places", request)),
    }
