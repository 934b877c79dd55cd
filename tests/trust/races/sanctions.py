"""Sanctions: one decision a request (I-19); no shop sells while a suspension runs (I-23)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial

from django.db import models

from marketplace.core import clock
from tests.trust.cast import factories
from tests.trust.concurrency import DONE, Job, patiently, storm
from tests.trust.races.orders import without_row_locks
from tests.trust.races.race import Figures, Race, Scale
from vendors.models import Vendor, VendorStatus
from vendors.sanctions.models import STOPS_THE_SHOP, Sanction, SanctionStatus, SanctionStep
from vendors.sanctions.services import ask_lift, decide_request, end_sanction

CLICKS = 3
SHOPS = 20


def lifts_at_once(scale: Scale) -> Figures:
    """Two verifiers decide the same request, each by several clicks."""
    world = factories.make_world()
    role, tenant = "vendor_verifier", world.agency.tenant
    deciders = [factories.make_tenant_officer(name, role, tenant) for name in ("Sari", "Tari")]
    jobs: list[Job] = []
    for _ in range(SHOPS):
        sanction = factories.suspend(_shop(world), by=world.joko)
        request = ask_lift(sanction_id=sanction.pk, words="Selesai", actor=world.joko)
        lift = partial(decide_request, request_id=request.pk, grant=True, reason="Setuju")
        jobs += [patiently(partial(lift, actor=who)) for who in deciders * CLICKS]
    ends = storm(scale.threads, jobs)
    steps = SanctionStep.objects.filter(to_status=SanctionStatus.LIFTED).values("sanction")
    twice = steps.annotate(times=models.Count("pk")).filter(times__gt=1).count()
    return {"suspensions lifted": ends[DONE], "suspensions lifted twice": twice}


def end_against_new_suspension(scale: Scale) -> Figures:
    """The clock ends a suspension while a verifier imposes the next one."""
    world = factories.make_world()
    jobs: list[Job] = []
    for _ in range(SHOPS):
        shop = _shop(world)
        with clock.moved_to(clock.now() - timedelta(days=10)):
            old = factories.suspend(shop, days=3, by=world.joko)
        jobs.append(patiently(partial(end_sanction, old.pk)))
        jobs.append(patiently(partial(factories.suspend, shop, by=world.joko)))
    ends = storm(scale.threads, jobs)
    running = Sanction.objects.filter(status=SanctionStatus.IN_FORCE, kind__in=STOPS_THE_SHOP)
    selling = Vendor.objects.filter(pk__in=running.values("vendor")).exclude(
        status=VendorStatus.SUSPENDED
    )
    return {
        "suspensions ended and imposed": ends[DONE],
        "shops that sell while suspended": selling.count(),
    }


def _shop(world: object) -> Vendor:
    cast = vars(world)
    shop: Vendor = factories.make_vendor(approved_by=cast["joko"], region=cast["vendor"].region)
    return shop


def _unguarded() -> AbstractContextManager[None]:
    return without_row_locks(
        "DROP TRIGGER lift_guard ON sanctions_liftrequest",
        "DROP TRIGGER sanction_guard ON sanctions_sanction",
        "DROP TRIGGER sanction_whole ON sanctions_sanction",
        "DROP TRIGGER vendor_status_by_sanction ON vendors_vendor",
        "DROP TRIGGER vendor_steps ON vendors_vendor",
    )


RACES = [
    Race("lifts", lifts_at_once, _unguarded, Scale(threads=16)),
    Race("end and suspension", end_against_new_suspension, _unguarded, Scale(threads=16)),
]
