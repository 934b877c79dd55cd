"""What this room registers with the kernel."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.accounts.models import User
from marketplace.core import deadlines, files, locks, periodic
from marketplace.notices import kinds
from marketplace.privacy import guards, handlers, held, policies, services
from marketplace.privacy.models import DataRequest
from marketplace.web import panels

__all__ = ["guards", "handlers", "held"]

locks.register({DataRequest: 22})
files.readable_by(services.FILE_KIND, policies.can_read_download)
deadlines.on_due(services.DUE, services.remind, about=DataRequest)
deadlines.on_due(services.ENDS, services.end_download, about=DataRequest)
periodic.register("finish_erasures", services.finish_erasures)

kinds.register(
    "data_request.asked",
    title=gettext_lazy("Request %(number)s to erase data waits for a second operator"),
    body=gettext_lazy("Read what stands against it, then carry it out or refuse it."),
)
kinds.register(
    "data_request.late",
    title=gettext_lazy("Request %(number)s about personal data is late"),
    body=gettext_lazy("Its time is over (rule R-PDP-ANSWER). Decide it now."),
)
kinds.register(
    "data_request.ready",
    title=gettext_lazy("Your data is ready to download"),
    body=gettext_lazy("It lies on the page of your data for seven days."),
)
kinds.register(
    "data_request.refused",
    title=gettext_lazy("Your request about your data was refused"),
    body=gettext_lazy("Reason: %(reason)s"),
)


@panels.provide("tasks")
def requests_to_decide(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return the erasures that wait for this operator, as one task with the first deadline."""
    user = request.user
    waiting = policies.to_decide(user) if isinstance(user, User) else DataRequest.objects.none()
    due = list(waiting.order_by("due_at").values_list("due_at", flat=True))
    if not due:
        return []
    title = ngettext(
        "%(count)s request to erase personal data waits",
        "%(count)s requests to erase personal data wait",
        len(due),
    )
    return [
        panels.Task(
            title=title % {"count": len(due)},
            detail=_("A second person carries it out, or refuses it with a reason."),
            url=f"{reverse('admin:privacy_datarequest_changelist')}?outcome__exact=",
            action=_("Decide"),
            icon="shield-check",
            due_at=due[0],
        )
    ]
