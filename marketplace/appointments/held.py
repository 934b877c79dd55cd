"""What this room holds of a person (core.privacy)."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.appointments.models import RoleInvitation
from marketplace.core import privacy
from marketplace.core.privacy import Person


def _invited(who: Person) -> QuerySet[RoleInvitation]:
    letters = privacy.matching(RoleInvitation.objects.all(), "email", who.emails)
    mine = Q(accepted_by=who.account_id, accepted_by__isnull=False)
    return RoleInvitation.objects.filter(Q(pk__in=letters) | mine)


privacy.holds(
    RoleInvitation,
    _("Invitations to a role"),
    _invited,
    shown={
        "email": _("E-mail address"),
        "agency": _("Agency"),
        "get_role_display": _("Role"),
        "invited_at": _("When"),
    },
    erased={"email": "", "code_hash": "dihapus-{id}", "mail_due_at": None, "mailed_at": None},
)
privacy.names(RoleInvitation, "invited_by", "accepted_by", "withdrawn_by")
