"""Who may read a notice: the person it was written to, nobody else."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.notices.models import Channel, Notice


def can_read(user: User, notice: Notice) -> Verdict:
    """Only the recipient, and only what lies in the inbox."""
    if notice.recipient_id != user.pk:
        return deny(_("This notice was written to somebody else."))
    return ALLOW


def visible_to(user: User) -> QuerySet[Notice]:
    """Return a person's inbox rows."""
    return Notice.objects.filter(recipient=user, channel=Channel.INBOX)
