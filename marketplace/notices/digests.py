"""One mail a day of what a person wants to hear once a day: made once, sent as every mail is."""

from datetime import date, datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import clock, outbox
from marketplace.core.text import clean_line, clean_text
from marketplace.notices import kinds, rules
from marketplace.notices.models import Channel, Digest, Notice
from marketplace.web import viewer_zone
from marketplace.web.requests import own_link

log = structlog.get_logger(__name__)
DIGEST = "digest.made"
MOST_LISTED = 60


def make_digests() -> int:
    """Make the mail of the day for everybody whose hour has come; return how many were made."""
    waiting = Notice.objects.filter(for_digest=True, digest=None).values("recipient")
    people = User.objects.filter(pk__in=waiting, is_active=True, email__isnull=False)
    return sum(_due(person) for person in people.order_by("pk"))


def _due(person: User) -> bool:
    due = rules.digest_of(clock.now(), viewer_zone.zone_of(person))
    return due is not None and _make(person, *due)


@transaction.atomic
def _make(person: User, day: date, cut: datetime) -> bool:
    """Make a day's mail. Of two workers the second finds the day's row, and makes nothing."""
    waiting = Notice.objects.filter(
        recipient=person, for_digest=True, digest=None, created_at__lt=cut
    )
    if not waiting.exists():
        return False
    digest, made = Digest.objects.get_or_create(
        person=person, day=day, defaults={"made_at": clock.now()}
    )
    if not made:
        return False
    waiting.update(digest=digest)
    Notice.objects.create(
        recipient=person,
        event=outbox.emit(DIGEST, subject=digest),
        channel=Channel.EMAIL,
        kind=DIGEST,
        created_at=clock.now(),
    )
    return True


def listed(notice: Notice) -> list[dict[str, str]]:
    """Return title, words and link of each notice in a day's mail, in its reader's language."""
    rows = Notice.objects.filter(digest=notice.event.subject_id).order_by("created_at", "pk")
    found = []
    for row in rows[:MOST_LISTED]:
        try:
            said = kinds.render(row, notice.recipient.language)
        except (KeyError, ValueError) as broken:  # one of them holds up no other
            log.warning("digest_row_unreadable", notice=row.pk, error=type(broken).__name__)
            continue
        found.append(
            {
                "title": clean_line(said.title),
                "body": clean_text(said.body),
                "link": own_link(row.url or "/"),
            }
        )
    return found


def subject_of(notice: Notice) -> str:
    """Return the heading of a day's mail, in the language in use."""
    number = Notice.objects.filter(digest=notice.event.subject_id).count()
    return _("Your day on Pasar Bela: %(number)s notices") % {"number": number}


def has_left(notice: Notice) -> None:
    """Note that the notices of a day's mail left with it."""
    Notice.objects.filter(digest=notice.event.subject_id, sent_at=None).update(sent_at=clock.now())
