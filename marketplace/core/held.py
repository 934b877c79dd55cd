"""What the kernel's tables hold of a person (core.privacy)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.models import (
    AuditEvent,
    Deadline,
    Delivery,
    FileAccess,
    IdempotencyKey,
    NumberSeries,
    OutboxEvent,
    PeriodicRun,
    PrivateFile,
    PublicHoliday,
    Rule,
    Transition,
)

privacy.silent(Rule, "law, as its act says it")
privacy.names(Rule, "entered_by")
privacy.silent(Transition, "states of machines")
privacy.silent(PublicHoliday, "days of a decree")
privacy.names(PublicHoliday, "entered_by", "withdrawn_by")
privacy.silent(OutboxEvent, "numbers of rows and words of offices; a test plays a story and looks")
privacy.silent(Delivery, "the class and words of a failure of ours")
privacy.silent(Deadline, "the class and words of a failure of ours")
privacy.silent(NumberSeries, "names of series")
privacy.silent(PeriodicRun, "names of work")

privacy.holds(
    AuditEvent,
    _("What you did, as the audit trail says it"),
    lambda who: AuditEvent.objects.filter(actor=who.account_id).exclude(actor=None),
    shown={"occurred_at": _("When"), "action": _("What"), "subject_type": _("About")},
    kept={"reason": privacy.PROOF, "data": privacy.PROOF},
)
privacy.names(AuditEvent, "actor")
privacy.silent(AuditEvent, "the links of the chain", "subject_type", "previous_hash", "hash")
privacy.holds(
    PrivateFile,
    _("Files that you sent"),
    lambda who: PrivateFile.objects.filter(owner=who.account_id).exclude(owner=None),
    shown={
        "name": _("Name of the file"),
        "content_type": _("Kind"),
        "size": _("Bytes"),
        "stored_at": _("When"),
    },
    kept={"sha256": privacy.PROOF},
)
privacy.names(PrivateFile, "owner")
privacy.silent(PrivateFile, "where its bytes lay, by chance", "kind", "path")
privacy.holds(
    FileAccess,
    _("When your files were read"),
    lambda who: FileAccess.objects.filter(file__owner=who.account_id).exclude(file__owner=None),
    shown={"file__name": _("Name of the file"), "read_at": _("When")},
)
privacy.names(FileAccess, "reader")
privacy.silent(FileAccess, "which file was read", "file")
privacy.holds(
    IdempotencyKey,
    _("Requests that a program sent in your name"),
    lambda who: IdempotencyKey.objects.filter(Q(actor=who.account_id) & Q(actor__isnull=False)),
    shown={"key": _("Key"), "created_at": _("When")},
    deleted=True,
)
