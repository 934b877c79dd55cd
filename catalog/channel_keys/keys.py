"""Keys of a shop's programs: made by its owner, shown once, kept as a hash, rotated, revoked.

A key acts in the name of who made it: whoever leaves the shop takes the rights of their keys along.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.channel_keys import policies
from catalog.channel_keys.models import ChannelKey, KeyEnd, KeyScope
from marketplace.accounts.models import User
from marketplace.accounts.tokens import LIFETIMES_DAYS, SHOWN, USE_NOTED_EVERY, digest_of
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import NotFoundError, RuleViolation
from marketplace.core.policy import require
from vendors.models import Vendor
from vendors.policies import VendorAct, acts_for

PREFIX: Final = "pbk_"
MOST_LIVE: Final = 20
OVERLAP: Final = timedelta(hours=24)


def of(vendor: Vendor) -> QuerySet[ChannelKey]:
    """Return the keys of a shop that have not ended, the newest first."""
    now = clock.now()
    live = ChannelKey.objects.filter(vendor=vendor, ended_at=None, expires_at__gt=now)
    live = live.exclude(rotated_at__lte=now - OVERLAP)
    return live.select_related("made_by").order_by("-made_at", "-pk")


@guards.use_case
def make(
    *, vendor_id: int, actor: User, name: str, scopes: Sequence[str], days: int
) -> tuple[ChannelKey, str]:
    """Make a key for a program; return it with its secret, which nobody can read again.

    Raises: NotAllowed, RuleViolation.
    """
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_keep_keys(actor, vendor))
    if not name:
        raise RuleViolation(_("Give the key a name, such as the program's."), field="name")
    if not scopes or not set(scopes) <= set(KeyScope):
        raise RuleViolation(_("Choose what it may do."), field="scopes")
    if days not in LIFETIMES_DAYS:
        raise RuleViolation(_("Choose how long it shall live."), field="days")
    _end_expired(vendor)
    live = of(vendor)
    if live.filter(name=name, rotated_at=None).exists():
        raise RuleViolation(
            _("Your shop has a key of this name. Choose another name."), field="name"
        )
    if live.count() >= MOST_LIVE:
        raise RuleViolation(
            _("Your shop has %(most)s keys, the most there can be. Revoke one first.")
            % {"most": MOST_LIVE}
        )
    kept = [scope for scope in KeyScope.values if scope in scopes]
    return _issue(vendor, actor, name, kept, timedelta(days=days))


@guards.use_case
def rotate(*, vendor_id: int, actor: User, key_id: int) -> tuple[ChannelKey, str]:
    """Make the successor of a key; the old one works a day longer, so that nothing stands still.

    Raises: NotAllowed, NotFoundError, RuleViolation.
    """
    old = _held(vendor_id, actor, key_id)
    if old.rotated_at is not None:
        raise RuleViolation(_("This key has a successor already. Rotate that one."))
    now = clock.now()
    old.rotated_at = now
    old.save(update_fields=["rotated_at"])
    return _issue(old.vendor, actor, old.name, old.scopes, old.expires_at - old.made_at)


@guards.use_case
def revoke(*, vendor_id: int, actor: User, key_id: int) -> ChannelKey:
    """End a key at once. Raises: NotAllowed, NotFoundError."""
    key = _held(vendor_id, actor, key_id)
    key.ended_at, key.ended_why = clock.now(), KeyEnd.REVOKED
    key.save(update_fields=["ended_at", "ended_why"])
    audit.record("channel_key.revoked", actor=actor, subject=key.vendor, key=key.shown)
    return key


def by_secret(secret: str) -> ChannelKey | None:
    """Return the key behind a secret, if it works now: live, and its maker still of the shop.

    Its use is noted, at most every ten minutes.
    """
    now = clock.now()
    rows = ChannelKey.objects.select_related("vendor", "made_by")
    live = rows.filter(digest=digest_of(secret), ended_at=None, expires_at__gt=now)
    key = live.filter(made_by__is_active=True).first()
    if key is None or (key.rotated_at is not None and now - key.rotated_at >= OVERLAP):
        return None
    if not acts_for(key.made_by, key.vendor, to=VendorAct.SELL):
        return None
    if key.last_used_at is None or now - key.last_used_at >= USE_NOTED_EVERY:
        ChannelKey.objects.filter(pk=key.pk, ended_at=None).update(last_used_at=now)
    return key


def _held(vendor_id: int, actor: User, key_id: int) -> ChannelKey:
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_keep_keys(actor, vendor))
    key = of(vendor).filter(pk=key_id).first()
    if key is None:
        raise NotFoundError(_("Your shop has no such key."))
    key.vendor = vendor
    return key


def _issue(
    vendor: Vendor, actor: User, name: str, scopes: Sequence[str], life: timedelta
) -> tuple[ChannelKey, str]:
    secret, now = PREFIX + secrets.token_urlsafe(32), clock.now()
    key = ChannelKey.objects.create(
        vendor=vendor,
        name=name,
        shown=secret[:SHOWN],
        digest=digest_of(secret),
        scopes=list(scopes),
        made_by=actor,
        made_at=now,
        expires_at=now + life,
    )
    audit.record(
        "channel_key.made", actor=actor, subject=vendor, key=key.shown, scopes=" ".join(scopes)
    )
    return key, secret


def _end_expired(vendor: Vendor) -> None:
    late = ChannelKey.objects.filter(vendor=vendor, ended_at=None, expires_at__lte=clock.now())
    late.update(ended_at=clock.now(), ended_why=KeyEnd.EXPIRED)
