"""Helpdesk tickets (tiket bantuan): a question, the step it blocks, an answer in time."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Tenant
from marketplace.core.fields import REASON_MAX
from marketplace.core.models import PrivateFile
from vendors.models import Vendor


class TicketKind(models.TextChoices):
    """What a ticket is about; each has its own times (R-TICKET-…)."""

    REGISTRATION = "registration", _("Registration")
    PAPERS = "papers", _("Papers and permits")
    LISTING = "listing", _("Listing goods")
    ORDER = "order", _("An order")
    PAYMENT = "payment", _("Payment")
    ACCOUNT = "account", _("Signing in and accounts")
    OTHER = "other", _("Something else")


class StepKind(models.TextChoices):
    """The kind of step that is blocked."""

    APPLICATION = "application", _("Step of the application")
    PAPER = "paper", _("Paper of the legality checklist")
    ORDER = "order", _("Order")
    CASE = "case", _("Facilitation case")


class TicketStatus(models.TextChoices):
    """Where a ticket stands; who acts next."""

    OPEN = "open", _("Waiting for the office")
    ANSWERED = "answered", _("Answered")
    WAITING = "waiting", _("Waiting for the asker")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")


_SOLVED, _CLOSED = TicketStatus.SOLVED, TicketStatus.CLOSED
TICKET_TRANSITIONS: dict[str, frozenset[str]] = {
    TicketStatus.OPEN: frozenset({TicketStatus.ANSWERED, TicketStatus.WAITING, _SOLVED}),
    TicketStatus.ANSWERED: frozenset({TicketStatus.OPEN, TicketStatus.WAITING, _SOLVED}),
    TicketStatus.WAITING: frozenset({TicketStatus.OPEN, TicketStatus.ANSWERED, _SOLVED}),
    TicketStatus.SOLVED: frozenset({TicketStatus.OPEN, _CLOSED}),
    TicketStatus.CLOSED: frozenset(),
}
OPEN_TICKETS = (TicketStatus.OPEN, TicketStatus.ANSWERED, TicketStatus.WAITING)


class Ticket(models.Model):
    """One question of one person to the helpdesk of one office.

    ``step_kind`` with ``step_ref``: what is blocked, empty where nothing was named.
    ``answer_due_at`` and ``solve_due_at`` were read from the rulebook when it was asked and stay
    (trigger).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=12, choices=TicketKind.choices)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    step_kind = models.CharField(max_length=12, choices=StepKind.choices, blank=True, default="")
    step_ref = models.CharField(max_length=40, blank=True, default="")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=9, choices=TicketStatus.choices, default=TicketStatus.OPEN)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    status_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    solve_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(step_kind="", step_ref="") | ~Q(step_kind="") & ~Q(step_ref=""),
                name="blocked_step_is_named_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["solved", "closed"], solved_at__isnull=False)
                | ~Q(status__in=["solved", "closed"]) & Q(solved_at__isnull=True),
                name="solved_ticket_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["answered", "waiting"])
                | Q(answered_at__isnull=False, officer__isnull=False),
                name="answered_ticket_has_its_officer",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "status"], name="tickets_of_an_office")]

    def __str__(self) -> str:
        return self.number

    @property
    def time_zone(self) -> str:
        """The zone of the office that answers."""
        return self.tenant.time_zone


class TicketStatusChange(models.Model):
    """Each step of a ticket; written by a trigger together with the step."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=9, blank=True)
    to_status = models.CharField(max_length=9)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    changed_at = models.DateTimeField()
    txid = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.from_status} → {self.to_status}"


class TicketMessage(models.Model):
    """One message of the conversation, with a file where one was sent. Only added (trigger)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_of_office = models.BooleanField()
    text = models.CharField(max_length=2000)
    file = models.ForeignKey(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.text[:40]}"
