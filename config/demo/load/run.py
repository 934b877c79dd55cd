"""One load from an empty database to a year of life."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F
from redis.exceptions import RedisError

from config.demo.load import shelves, shops, state, world
from config.demo.load.bank import simulator
from config.demo.load.beside import do_not_wait_for_the_disk, drain, worker
from config.demo.load.money import Till
from config.demo.load.tales import Teller
from config.demo.load.timetable import Say, Timetable
from config.demo.story import Story, Year
from config.demo.storyline import year_before
from config.demo.tenants import ADMIN_EMAIL
from marketplace.accounts.models import User
from marketplace.core import clock, deadlines, outbox
from marketplace.notices.models import Channel, Notice

HOME_ZONE = "Asia/Jakarta"
OFFICE_OPENS = 8
ANSWER_HOURS, SPARE_HOURS = 72, 24
UNREAD_DAYS = 2
OVERDUE_DAYS = 10  # clocks of the last days that ran out are told, too
COLLECT_AFTER = 100_000  # objects; the usual 700 costs a sixth of the load's time


def load(say: Say) -> None:
    """Tell the whole year into an empty database. Safe to call again: a loaded one stays.

    Raises: DemoError when the database holds something else, or only a part of the demo;
    NoSimulator, Unpaid, Undelivered when the year cannot be told.
    """
    with state.only_one():
        found = state.of_database()
        if found == state.Load.COMPLETE:
            say("The demo is loaded already.")
            return
        _require_empty(found)
        with _quickly():
            _tell(say)
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


def _tell(say: Say) -> None:
    started = time.monotonic()
    now = clock.now()
    year = _fresh(year_before(_last_day(now)), now)
    with transaction.atomic():
        built = world.build(now, year)
        state.mark(state.LOADING, built.users[ADMIN_EMAIL])
    say(f"  {len(built.users)} accounts, {len(built.agencies)} agencies")
    with simulator() as bank, worker():
        till = Till(built, bank)
        with clock.moved_to(now - timedelta(days=390)):
            till.register_cards()
        _timetable(built, year, till).run(say)
    _read_old_notices(now)
    say(f"  complete after {time.monotonic() - started:.0f} s")


def _finish(operator: User) -> None:
    """Mark the load as complete, with a commit that waits for the disk."""
    with transaction.atomic():
        state.mark(state.LOADED, operator)
    drain()
    _forget_cached_pages()


def _timetable(built: world.World, year: Year, till: Till) -> Timetable:
    table = Timetable()
    by_shop: dict[str, datetime] = {}
    by_listing: dict[str, datetime] = {}
    for story in year.stories:
        begun = story.steps[0].at
        by_shop.setdefault(story.vendor, begun)
        for line in story.lines:
            by_listing.setdefault(line.listing, begun)
    approved = shops.plan(built, table, by_shop)
    shelves.plan(built, table, approved, by_listing)
    for days in range(OVERDUE_DAYS, 0, -1):
        table.add(built.now - timedelta(days=days), deadlines.fire_due)
    teller = Teller(built, till)
    for story in year.stories:
        teller.plan(table, story)
    return table


def _last_day(now: datetime) -> date:
    """Return today once offices have opened everywhere, else yesterday: no story lies ahead."""
    with clock.moved_to(now - timedelta(hours=OFFICE_OPENS)):
        return clock.today(HOME_ZONE)


def _fresh(year: Year, now: datetime) -> Year:
    """Keep open stories open: shops still have a day to answer, paid claims are not yet settled."""
    settled = max(s.steps[-1].at for s in year.stories if s.final_state == "settled")
    stories = tuple(_fresh_story(story, settled, now) for story in year.stories)
    ordered = sorted(stories, key=lambda story: (story.steps[0].at, story.code))
    return replace(year, stories=tuple(ordered))


def _fresh_story(story: Story, settled: datetime, now: datetime) -> Story:
    late = timedelta(0)
    if story.final_state in {"approved", "issued"}:
        approved = next(step.at for step in story.steps if step.state == "approved")
        answer_by = approved + timedelta(hours=ANSWER_HOURS)
        late = now + timedelta(hours=SPARE_HOURS) - answer_by
    elif story.final_state == "paid":
        late = min(settled + timedelta(minutes=6), now) - story.steps[-1].at
    if late <= timedelta(0):
        return story
    steps = tuple(replace(step, at=min(step.at + late, now)) for step in story.steps)
    return replace(story, steps=steps)


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
