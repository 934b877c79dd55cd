"""One load from an empty database to a year of life."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from redis.exceptions import RedisError

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.demo.load import state, world
from marketplace.demo.load.bank import Bank, simulator
from marketplace.demo.load.bargaining import bargain
from marketplace.demo.load.counters import open_counters
from marketplace.demo.load.days import date_meals
from marketplace.demo.load.deliveries import drain, worker
from marketplace.demo.load.helping import give_help
from marketplace.demo.load.members import hand_on
from marketplace.demo.load.orders import OrderActs, fire_deadlines
from marketplace.demo.load.payments import Payments
from marketplace.demo.load.performing import Handlers, Say, perform
from marketplace.demo.load.questions import ask_shops
from marketplace.demo.load.ratings import rate_orders
from marketplace.demo.load.requests import ask_about_data
from marketplace.demo.load.shops import shops_beside
from marketplace.demo.load.showcases import load_showcases
from marketplace.demo.load.speed import quickly
from marketplace.demo.load.targets import load_targets
from marketplace.demo.plan.acts import Plan, Verb
from marketplace.demo.plan.year import plan_year
from marketplace.demo.tenants import ADMIN_EMAIL
from marketplace.notices.models import Channel, Notice

UNREAD_DAYS = 2


def load(say: Say) -> None:
    """Carry out the whole year in an empty database. Safe to call again: a loaded one stays.

    Raises: DemoError when the database holds something else, or only a part of the demo;
    NoSimulator, Unpaid, Undelivered, Failed, Behind when the year cannot be carried out.
    """
    with state.only_one():
        found = state.of_database()
        if found == state.Load.COMPLETE:
            say("The demo is loaded already.")
            return
        _require_empty(found)
        with quickly():
            _carry_out(say)
        _finish(User.objects.get(email=ADMIN_EMAIL))


def _require_empty(found: state.Load) -> None:
    if found == state.Load.BARE:
        raise state.DemoError("This database has no tables yet. Run `manage.py migrate` first.")
    if found == state.Load.INTERRUPTED:
        raise state.DemoError(
            "An earlier load of the demo was interrupted. Start over with `manage.py demo --reset`."
        )
    if found == state.Load.FOREIGN:
        raise state.DemoError("This database holds data of its own; the demo is not mixed into it.")


def _carry_out(say: Say) -> None:
    started = time.monotonic()
    plan = plan_year(clock.now())
    with transaction.atomic():
        built = world.build(plan.now, plan.packages)
        state.mark(state.LOADING, built.users[ADMIN_EMAIL])
    say(f"  {len(built.users)} accounts, {len(built.agencies)} agencies")
    with simulator() as bank, worker():
        with shops_beside(plan.now) as pace:
            perform(plan.acts, _handlers(built, plan, bank), pace, say=say)
        give_help(built.vendor_of, plan.now)
        open_counters(plan.now)
        hand_on(built.vendor_of, plan.now)
    load_targets(plan.now)
    load_showcases(plan.now)
    date_meals(plan.now)
    ask_shops(plan.now)
    bargain(plan.now)
    rate_orders(plan.now)
    ask_about_data()
    drain()
    _read_old_notices(plan.now)
    say(f"  complete after {time.monotonic() - started:.0f} s")


def _handlers(built: world.World, plan: Plan, bank: Bank) -> Handlers:
    payments = Payments(built, bank)
    stories = {story.code: story for story in plan.stories}
    return {
        **OrderActs(built, stories, payments).handlers(),
        **payments.handlers(),
        Verb.FIRE_DEADLINES: fire_deadlines,
    }


def _finish(operator: User) -> None:
    """Mark the load as complete, with a commit that waits for the disk."""
    with transaction.atomic():
        state.mark(state.LOADED, operator)
    drain()
    _forget_cached_pages()


def _read_old_notices(now: datetime) -> None:
    """The past was read in time, and its mail is not sent again today."""
    Notice.objects.filter(channel=Channel.EMAIL, sent_at=None).update(sent_at=F("created_at"))
    old = Notice.objects.filter(
        channel=Channel.INBOX, created_at__lt=now - timedelta(days=UNREAD_DAYS)
    )
    old.update(read_at=F("created_at") + timedelta(hours=3))


def _forget_cached_pages() -> None:
    """Pages cached before the load show an empty market."""
    try:
        cache.clear()
    except RedisError:
        return  # nothing is cached where no cache can be reached
