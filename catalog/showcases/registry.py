"""What this room registers with the kernel."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.category_models import Category
from catalog.models import Etalase
from catalog.showcases import badges, guards, handlers, held, invariants, policies, queries
from catalog.showcases.models import PROPOSAL_TRANSITIONS, EtalaseProposal, ProposalStatus
from marketplace.accounts.models import User
from marketplace.core import locks, transitions
from marketplace.notices import kinds
from marketplace.notices.models import Group
from marketplace.web import panels

__all__ = ["badges", "guards", "handlers", "held", "invariants"]

locks.register({Category: 46, EtalaseProposal: 47, Etalase: 49})
transitions.register("etalase_proposal", PROPOSAL_TRANSITIONS)

kinds.register(
    "showcase.proposed",
    title=gettext_lazy("An etalase is proposed: %(name)s"),
    body=gettext_lazy("For %(market)s. Study it: shops that are ready, prices, specification."),
)
kinds.register(
    "showcase.returned",
    title=gettext_lazy("The proposal %(name)s was returned for repair"),
    body=gettext_lazy("Reason: %(reason)s. Repair it and propose it again."),
)
kinds.register(
    "showcase.rejected",
    title=gettext_lazy("The proposal %(name)s was rejected"),
    body=gettext_lazy("Reason: %(reason)s"),
)
kinds.register(
    "showcase.opened",
    title=gettext_lazy("The etalase %(name)s is opened"),
    body=gettext_lazy("Shops list in it from its first day on, each listing after review."),
)
kinds.register(
    "showcase.closed",
    title=gettext_lazy("The etalase %(name)s is closed"),
    body=gettext_lazy("Reason: %(reason)s. Its goods are on sale up to its last day."),
)
kinds.register_optional(
    Group.GOODS,
    "showcase.proposed",
    "showcase.returned",
    "showcase.rejected",
    "showcase.opened",
    "showcase.closed",
)


@panels.provide("places")
def showcase_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead catalogue managers to their etalases, and operators to the common templates."""
    user = request.user
    if not isinstance(user, User):
        return []
    if policies.can_manage(user):
        return [panels.Place("showcases", _("Etalase"), "layout-grid", order=21)]
    if policies.can_see_categories(user):
        return [panels.Place("categories", _("Categories of goods"), "layout-grid", order=21)]
    return []


@panels.provide("tasks")
def showcase_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Name the proposals that wait: for a study or decision, or for their repair."""
    user = request.user
    if not isinstance(user, User) or not policies.can_manage(user):
        return []
    found = []
    for status, action in (
        (ProposalStatus.PROPOSED, _("Study")),
        (ProposalStatus.IN_STUDY, _("Go on")),
        (ProposalStatus.RETURNED, _("Repair")),
    ):
        rows = queries.of_status(user, status)
        first = rows.first()
        if first is not None:
            found.append(_task(first, rows.count(), action))
    return found


def _task(first: EtalaseProposal, number: int, action: str) -> panels.Task:
    title = ngettext(
        "%(number)s proposed etalase: %(state)s", "%(number)s proposed etalase: %(state)s", number
    )
    return panels.Task(
        title=title % {"number": number, "state": first.get_status_display()},
        detail=_("Longest waiting: %(name)s") % {"name": first.name},
        url=reverse("showcase", args=[first.public_id]),
        action=action,
        icon="layout-grid",
        since=first.status_at,
    )
