"""What notices and conversations hold of a person (core.privacy)."""

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import Person
from marketplace.notices import kinds
from marketplace.notices.models import (
    Choice,
    Digest,
    Message,
    MessageFile,
    Notice,
    Reach,
    Reading,
)


def told(who: Person) -> QuerySet[Notice]:
    """Return what a person was told."""
    return Notice.objects.filter(recipient=who.account_id, recipient__isnull=False)


def of_them(who: Person) -> QuerySet[Notice]:
    """Return what a person was told, and what others were told that names them.

    A notice is no record: one about somebody of the same name may go along. What an order, a day or
    an office is called is no name of theirs, whatever they call themselves.
    """
    if not who.names:
        return told(who)
    says = RawSQL(
        "EXISTS (SELECT 1 FROM jsonb_each_text(notices_notice.params) said"
        " WHERE said.key = 'name' AND said.value = ANY(%s))",
        [sorted(who.names)],
    )
    naming = Notice.objects.annotate(says=says).filter(says=True).values("pk")
    return Notice.objects.filter(Q(pk__in=told(who).values("pk")) | Q(pk__in=naming))


privacy.holds(
    Notice,
    _("What you were told"),
    told,
    shown={"kind": _("Kind"), "params": _("Words"), "created_at": _("When"), "read_at": _("Read")},
    said={"kind": lambda row: kinds.render(row, get_language() or "id").title},
    deleted=True,
    only=of_them,
)
privacy.names(Notice, "recipient")


def about(label: str, rows: privacy.Whose) -> privacy.Whose:
    """Return what anybody was told of things that go with a person."""
    return lambda who: Notice.objects.filter(
        event__subject_type=label, event__subject_id__in=rows(who).values("pk")
    )


privacy.holds(
    Message,
    _("What you wrote in conversations"),
    lambda who: Message.objects.filter(author=who.account_id, author__isnull=False),
    shown={"text": _("Words"), "written_at": _("When")},
    erased={"author_line": privacy.GONE},
    kept={"text": privacy.TRADE},
)
privacy.names(Message, "author")
privacy.silent(Message, "what it is about", "subject_type")
privacy.holds(
    MessageFile,
    _("Files you sent in conversations"),
    lambda who: MessageFile.objects.filter(
        message__author=who.account_id, message__author__isnull=False
    ),
    kept={"file": privacy.TRADE},
)
privacy.holds(
    Reading,
    _("What you read of conversations"),
    lambda who: Reading.objects.filter(person=who.account_id, person__isnull=False),
    shown={"read_at": _("When")},
)
privacy.names(Reading, "person")
privacy.holds(
    Choice,
    _("How you want to be told"),
    lambda who: Choice.objects.filter(person=who.account_id, person__isnull=False),
    shown={"group": _("Kind"), "way": _("Way"), "pace": _("Words")},
    deleted=True,
)
privacy.names(Choice, "person")
privacy.holds(
    Reach,
    _("Your phone channel and quiet hours"),
    lambda who: Reach.objects.filter(person=who.account_id, person__isnull=False),
    shown={
        "phone": _("Phone number"),
        "by_whatsapp": _("WhatsApp"),
        "quiet_from": _("From"),
        "quiet_until": _("Up to"),
    },
    deleted=True,
)
privacy.names(Reach, "person")
privacy.holds(
    Digest,
    _("Mails of a day made for you"),
    lambda who: Digest.objects.filter(person=who.account_id, person__isnull=False),
    shown={"day": _("Day")},
    deleted=True,
)
privacy.names(Digest, "person")
