"""What this room registers with the kernel."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.accounts.models import User
from marketplace.core import deadlines, files, locks, periodic
from marketplace.notices import kinds
from marketplace.privacy import guards, handlers, held, policies, services
from marketplace.privacy.models import DataRequest, RequestKind
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
    "data_request.correction",
    title=gettext_lazy("Request %(number)s to correct data waits"),
    body=gettext_lazy("Read what is wrong, have it corrected, and say what was done."),
)
kinds.register(
    "data_request.corrected",
    title=gettext_lazy("Your data was corrected"),
    body=gettext_lazy("What was done: %(reason)s"),
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
    """Return the erasures and corrections that wait for this operator, a task of each kind."""
    user = request.user
    if not isinstance(user, User):
        return []
    erasures, corrections = _due(policies.to_decide(user)), _due(policies.to_correct(user))
    found = []
    if erasures:
        title = ngettext(
            "%(count)s request to erase personal data waits",
            "%(count)s requests to erase personal data wait",
            len(erasures),
        )
        detail = _("A second person carries it out, or refuses it with a reason.")
        found.append(_task(RequestKind.ERASE, title, detail, erasures))
    if corrections:
        title = ngettext(
            "%(count)s request to correct personal data waits",
            "%(count)s requests to correct personal data wait",
            len(corrections),
        )
        detail = _("Read what is wrong, have it corrected, and say what was done.")
        found.append(_task(RequestKind.CORRECT, title, detail, corrections))
    return found


def _due(waiting: QuerySet[DataRequest]) -> list[datetime]:
    return list(waiting.order_by("due_at").values_list("due_at", flat=True))


def _task(kind: RequestKind, title: str, detail: str, due: list[datetime]) -> panels.Task:
    listed = reverse("admin:privacy_datarequest_changelist")
    return panels.Task(
        title=title % {"count": len(due)},
        detail=detail,
        url=f"{listed}?outcome__exact=&kind__exact={kind}",
        action=_("Decide"),
        icon="shield-check",
        due_at=due[0],
    )
