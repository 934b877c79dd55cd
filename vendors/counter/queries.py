"""Reads: the sessions of a day, what can be continued, and the words of what was missing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from marketplace.accounts.models import User
from vendors import policies as shop_policies
from vendors import queries as shops
from vendors import rules as shop_rules
from vendors.application import REVIEWED
from vendors.counter import policies, rules
from vendors.counter.models import RUNNING, Confirmation, CounterSession, Desk
from vendors.models import DocumentKind, Vendor

MOST_FOUND = 20


def running_of(user: User) -> CounterSession | None:
    """Return the session that an officer has open."""
    rows = policies.sessions_visible_to(user).filter(officer=user, status__in=RUNNING)
    return rows.first()


def sessions_of(user: User, desk: Desk, day: date) -> QuerySet[CounterSession]:
    """Return what happened at a counter on a day, last first."""
    return policies.sessions_visible_to(user).filter(desk=desk, day=day)


def to_continue(user: User, words: str = "") -> QuerySet[Vendor]:
    """Return what officers may go on with, newest first; by queue number, name, number or phone."""
    tenants = user.tenants_as(*policies.OFFICERS)
    own = shop_policies.vendors_of(user).values("pk")
    rows = policies.resumable(tenants, user.regions_as(*policies.OFFICERS)).exclude(pk__in=own)
    if words:
        rows = rows.filter(_matching(tenants, words))
    return shops.with_region(rows).order_by("-pk")


def _matching(tenants: Iterable[int], words: str) -> Q:
    sessions = CounterSession.objects.filter(desk__tenant__in=tenants, vendor__isnull=False)
    named = sessions.filter(
        Q(queue_number=rules.queue_number(words)) | Q(person_name__icontains=words)
    )
    found = Q(name__icontains=words) | Q(number__iexact=words) | Q(pk__in=named.values("vendor_id"))
    phone = shop_rules.phone(words)
    return found | Q(phone=phone) if phone else found


def to_continue_one(user: User, public_id: Any) -> Vendor | None:
    """Return one application that may be continued; None for a foreign or unknown one."""
    return to_continue(user).filter(public_id=public_id).first()


def last_session(vendor: Vendor) -> CounterSession | None:
    """Return the session before in which somebody agreed for this application."""
    rows = vendor.counter_sessions.filter(consented_at__isnull=False)
    return rows.order_by("-pk").first()


def confirmations_of(vendor: Vendor) -> QuerySet[Confirmation]:
    """Return how the person confirmed an application that officers typed, the newest first."""
    rows = Confirmation.objects.filter(session__vendor=vendor)
    return rows.select_related("owner", "officer", "paper", "session__desk").order_by("-pk")


def lacked_words(keys: Iterable[str]) -> list[str]:
    """Return what was missing when a session was closed, in words."""
    words = []
    for key in keys:
        kind, _of, name = str(key).partition(":")
        if kind == "field" and name in REVIEWED:
            words.append(str(REVIEWED[name].label))
        elif kind == "paper" and name in DocumentKind:
            words.append(str(DocumentKind(name).label))
    return words
