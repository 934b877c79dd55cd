"""What files on their way hold of a person (core.privacy): they go with their sender."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.web.models import ParkedFile, ParkedPart

privacy.holds(
    ParkedFile,
    _("Files that you began to send"),
    lambda who: ParkedFile.objects.filter(owner=who.account_id or 0),
    shown={"name": _("Name of the file"), "size": _("Bytes"), "touched_at": _("When")},
    deleted=True,
)


privacy.holds(
    ParkedPart,
    _("Files that you began to send"),
    lambda who: ParkedPart.objects.filter(file__owner=who.account_id or 0),
    deleted=True,
)
