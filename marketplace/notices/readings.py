"""Who has read a conversation, and how far: seen by its two sides, not by who only looks on."""

from datetime import datetime

from django.db import models
from django.db.models import Count, Exists, OuterRef

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.notices.models import Message, Reading


def note(*, message: Message, person: User) -> None:
    """Note that a person has read a conversation up to a message; safe to repeat."""
    row = Reading(message=message, person=person, read_at=clock.now())
    Reading.objects.bulk_create([row], ignore_conflicts=True)


def with_marks(messages: models.QuerySet[Message], person: User) -> models.QuerySet[Message]:
    """Say of each message whether the person's reading ended there once (``was_last``)."""
    mine = Reading.objects.filter(person=person, message=OuterRef("pk"))
    return messages.annotate(was_last=Exists(mine))


def readers_of(message: Message) -> list[tuple[User, datetime]]:
    """Return who has read a message, and when first, earliest first; its author aside."""
    rows = Reading.objects.filter(
        message__subject_type=message.subject_type,
        message__subject_id=message.subject_id,
        message_id__gte=message.pk,
    ).exclude(person=message.author_id)
    first: dict[User, datetime] = {}
    for row in rows.select_related("person").order_by("read_at", "pk"):
        first.setdefault(row.person, row.read_at)
    return list(first.items())


def unread(person: User, things: models.QuerySet[models.Model]) -> dict[int, int]:
    """Return how many messages of others a person has not read, by the key of each thing."""
    label = things.model._meta.label_lower
    ended_later = Reading.objects.filter(
        person=person,
        message__subject_type=label,
        message__subject_id=OuterRef("subject_id"),
        message_id__gte=OuterRef("pk"),
    )
    rows = Message.objects.filter(subject_type=label, subject_id__in=things.values("pk"))
    new = rows.exclude(author=person).filter(~Exists(ended_later)).order_by()
    return dict(new.values_list("subject_id").annotate(Count("pk")))
