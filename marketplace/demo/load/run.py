"""One load from an empty database to a year of life."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F
from redis.exceptions import RedisError

from marketplace.accounts.models import User
from marketplace.core import clock, outbox
from marketplace.demo.load import state, world
from marketplace.demo.load.bank import Bank, simulator
from marketplace.demo.load.deliveries import do_not_wait_for_the_disk, drain, worker
from marketplace.demo.load.listings import ListingActs
from marketplace.demo.load.orders import OrderActs, fire_deadlines
from marketplace.demo.load.payments import Payments
from marketplace.demo.load.vendors import VendorActs
from marketplace.demo.plan.acts import Act, Plan, Verb
from marketplace.demo.plan.year import plan_year
from marketplace.demo.tenants import ADMIN_EMAIL
from marketplace.notices.models import Channel, Notice

Say = Callable[[str], None]
Handlers = Mapping[Verb, Callable[[Act], object]]
STEPS_OF_PROGRESS = 8
UNREAD_DAYS = 2
COLLECT_AFTER = 100_000  # objects; the usual 700 costs a sixth of the load's time


def load(say: Say) -> None:
    """Carry out the whole year in an empty database. Safe to call again: a loaded one stays.

    Raises: DemoError when the database holds something else, or only a part of the demo;
    NoSimulator, Unpaid, Undelivered when the year cannot be carried out.
    """
    with state.only_one():
        found = state.of_database()
        if found == state.Load.COMPLETE:
            say("The demo is loaded already.")
            return
        _require_empty(found)
        with _quickly():
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


@contextmanager
def _quickly() -> Iterator[None]:
    """Let commits not wait for the disk, wake no worker and log only what goes wrong.

    What a power cut takes is loaded again; the last commit waits, and all before it with it.
    """
    do_not_wait_for_the_disk()
    quiet, often = logging.root.manager.disable, gc.get_threshold()
    logging.disable(logging.INFO)
    gc.set_threshold(COLLECT_AFTER)
    try:
        with outbox.silent():
            yield
    finally:
        logging.disable(quiet)
        gc.set_threshold(*often)
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")


def _carry_out(say: Say) -> None:
    started = time.monotonic()
    plan = plan_year(clock.now())
    with transaction.atomic():
        built = world.build(plan.now, plan.packages)
        state.mark(state.LOADING, built.users[ADMIN_EMAIL])
    say(f"  {len(built.users)} accounts, {len(built.agencies)} agencies")
    with simulator() as bank, worker():
        perform(plan.acts, _handlers(built, plan, bank), say)
    _read_old_notices(plan.now)
    say(f"  complete after {time.monotonic() - started:.0f} s")


def perform(acts: Sequence[Act], handlers: Handlers, say: Say) -> None:
    """Carry out acts in their order, each under the clock of its own moment."""
    milestone = max(1, len(acts) // STEPS_OF_PROGRESS)
    for index, act in enumerate(acts):
        if index % milestone == 0:
            say(f"  {act.at:%Y-%m}: {index} / {len(acts)}")
        with clock.moved_to(act.at):
            handlers[act.verb](act)


def _handlers(built: world.World, plan: Plan, bank: Bank) -> Handlers:
    payments = Payments(built, bank)
    stories = {story.code: story for story in plan.stories}
    return {
        **VendorActs(built).handlers(),
        **ListingActs(built).handlers(),
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
