"""What people are told: a notice per person and event, copies by mail or SMS, conversations."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import EncryptedTextField
from marketplace.core.models import About, PrivateFile

MOST_FILES: Final = 5  # beside one message
QUIET_FROM, QUIET_UNTIL = 21, 6  # hours of the person's zone, until they choose others


class Channel(models.TextChoices):
    """How a notice reaches a person."""

    INBOX = "inbox"
    EMAIL = "email"
    SMS = "sms"  # instead of a letter, to who has no address, for the kinds that have words for it
    WHATSAPP = "whatsapp"  # for who asked for it


LEAVING = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)  # what a sender carries out of the house


class Group(models.TextChoices):
    """What a person may have otherwise, or leave; kinds that stand in none always come."""

    TALK = "talk", _("Conversations and questions")
    GOODS = "goods", _("Listings, prices and etalases")
    LISTS = "lists", _("Searches, lists and shared carts")
    RATINGS = "ratings", _("Ratings")
    HELP = "help", _("Help, trainings and helpdesk")


class Way(models.TextChoices):
    """Which of a person's addresses a choice is about."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class Pace(models.TextChoices):
    """When the notices of a group come."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("Once a day, in one mail")
    NONE = "none", _("Not this way")


class Choice(models.Model):
    """How one person wants to hear of one group by one way; without a row the usual holds."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_choices"
    )
    group = models.CharField(max_length=8, choices=Group.choices)
    way = models.CharField(max_length=5, choices=Way.choices)
    pace = models.CharField(max_length=7, choices=Pace.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group", "way"], name="one_choice_per_group_and_way"
            ),
            # What the law needs stands in no group: nobody can leave it.
            models.CheckConstraint(
                condition=Q(group__in=Group.values), name="choice_of_what_may_be_left"
            ),
            models.CheckConstraint(
                condition=Q(way=Way.EMAIL.value, pace__in=Pace.values)
                | Q(way=Way.PHONE.value, pace__in=[Pace.AT_ONCE.value, Pace.NONE.value]),
                name="digest_comes_by_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.way}: {self.pace}"


class Reach(models.Model):
    """By which phone channel and outside which hours a person is told; no row: by the usual ones.

    ``phone``: E.164, encrypted; a number proven by a code for messages alone, of who enters by an
    address. It opens no account. ``quiet_from`` to ``quiet_until``: whole hours of the person's
    zone; the same twice: none.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reach"
    )
    by_whatsapp = models.BooleanField(default=False)
    phone = EncryptedTextField(blank=True, default="")
    quiet_from = models.PositiveSmallIntegerField(default=QUIET_FROM)
    quiet_until = models.PositiveSmallIntegerField(default=QUIET_UNTIL)
    quiet_mail = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__lte=23, quiet_until__lte=23), name="quiet_hours_of_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.quiet_from}-{self.quiet_until}"


class Digest(models.Model):
    """What was kept for one mail of one day of the person's zone; the mail is a notice itself."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digests"
    )
    day = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_digest_per_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day:%Y-%m-%d}"


class Notice(models.Model):
    """One thing told to one person by one channel; the unique key makes "twice" impossible.

    ``for_digest``: kept for the day's one mail, ``digest`` once it was made. ``held_until``: quiet
    hours end then. ``needed_by``: quiet hours that end later do not hold it.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices"
    )
    event = models.ForeignKey("core.OutboxEvent", on_delete=models.PROTECT, related_name="notices")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    kind = models.CharField(max_length=64)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    parked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    for_digest = models.BooleanField(default=False)
    digest = models.ForeignKey(
        Digest, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    held_until = models.DateTimeField(null=True, blank=True)
    needed_by = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(for_digest=False, digest=None)
                | Q(channel=Channel.EMAIL.value, for_digest=True),
                name="digest_of_mails",
            ),
            models.UniqueConstraint(
                fields=["event", "recipient", "channel"], name="one_notice_per_person_and_channel"
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-created_at"],
                condition=Q(channel="inbox"),
                name="inbox_newest",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(channel="email", for_digest=False, sent_at=None, parked_at=None),
                name="mail_due",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(channel="sms", sent_at=None, parked_at=None),
                name="text_due",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(channel="whatsapp", sent_at=None, parked_at=None),
                name="whatsapp_due",
            ),
            models.Index(
                fields=["recipient", "created_at"],
                condition=Q(for_digest=True, digest=None),
                name="digest_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_id} ({self.channel})"


class Message(About):
    """One line of the conversation about a thing, read by everybody who may see the thing."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    author_line = models.CharField(max_length=160)
    text = models.CharField(max_length=1000)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"])]

    def __str__(self) -> str:
        return f"{self.author_line}: {self.text[:40]}"


class MessageFile(models.Model):
    """A file beside a message, read by whoever reads the conversation."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="files")
    place = models.PositiveSmallIntegerField()
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["message", "place"], name="one_message_file_per_place"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_FILES), name="message_files_are_few"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}.{self.place}"


class Reading(models.Model):
    """Up to which message a person had read a conversation at a moment; only ever added."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="readings")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "message"], name="read_up_to_there_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} up to {self.message_id}"
