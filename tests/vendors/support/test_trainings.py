"""Trainings: seats until full, a waiting list that moves up, attendance, the last seat once."""

import threading
from datetime import time, timedelta

import pytest
from django.db import connection

from marketplace.accounts.models import Role
from marketplace.core import clock, outbox
from marketplace.core.errors import Conflict, NotAllowed, NotFoundError, RuleViolation
from marketplace.notices.models import Notice
from tests import factories
from tests.vendors.support.conftest import next_week, shops
from vendors.queries import owner_of
from vendors.support import policies, queries, services
from vendors.support.models import SeatState, Training, TrainingSeat
from vendors.support.services import TrainingOver


def sign(training, vendor):
    return services.sign_up(training_id=training.pk, vendor_id=vendor.pk, actor=owner_of(vendor))


def give_back(training, vendor):
    return services.withdraw_seat(
        training_id=training.pk, vendor_id=vendor.pk, actor=owner_of(vendor)
    )


def test_seats_until_full_then_a_queue_that_moves_up(world, training):
    a, b, c, d = shops(world, 4)
    assert [sign(training, one).state for one in (a, b, c, d)] == [
        SeatState.SEATED,
        SeatState.SEATED,
        SeatState.WAITING,
        SeatState.WAITING,
    ]
    with pytest.raises(Conflict):
        sign(training, c)
    assert give_back(training, c) is None  # who waits leaves the queue; nobody moves up
    assert give_back(training, a).vendor == d
    assert sign(training, a).state == SeatState.WAITING
    with pytest.raises(NotFoundError):
        give_back(training, c)
    while outbox.relay():
        pass
    assert {n.recipient for n in Notice.objects.filter(kind="training.seat_given")} == {owner_of(d)}


def test_nobody_signs_up_after_it_began_or_was_called_off(world, shop, training):
    with clock.moved_to(training.starts_at + timedelta(minutes=1)), pytest.raises(TrainingOver):
        sign(training, shop)
    sign(training, shop)
    with pytest.raises(services.InvalidWords):
        services.call_off_training(training_id=training.pk, reason=" ", actor=world.joko)
    services.call_off_training(training_id=training.pk, reason="Hujan", actor=world.joko)
    with pytest.raises(TrainingOver):
        services.call_off_training(training_id=training.pk, reason="Hujan", actor=world.joko)
    with pytest.raises(TrainingOver):
        sign(training, shops(world, 1)[0])
    while outbox.relay():
        pass
    told = Notice.objects.filter(kind="training.called_off").values_list("recipient__name")
    assert {name for (name,) in told} == {"Citra", "Lina"}


def test_attendance_is_noted_of_seats_once_it_has_begun(world, training):
    a, b, c = shops(world, 3)
    first, second, third = (sign(training, one) for one in (a, b, c))
    present = frozenset({first.pk, third.pk})
    with pytest.raises(RuleViolation):
        services.mark_attendance(training_id=training.pk, present=present, actor=world.joko)
    with clock.moved_to(training.starts_at + timedelta(hours=1)):
        with pytest.raises(NotAllowed):
            services.mark_attendance(training_id=training.pk, present=present, actor=world.indra)
        came = services.mark_attendance(training_id=training.pk, present=present, actor=world.joko)
    assert came == 1  # the third waited and had no seat
    marks = dict(TrainingSeat.objects.values_list("pk", "attended"))
    assert marks == {first.pk: True, second.pk: False, third.pk: None}
    assert [seat.attended for seat in queries.attended_by(a)] == [True]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "\u200b"}, "title"),
        ({"place": ""}, "place"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
        ({"online_url": "http://tanpa.kunci"}, "online_url"),
        ({"to_hour": time(9)}, "to_hour"),
    ],
)
def test_what_is_announced_is_whole(world, tenant, fields, field):
    with pytest.raises(RuleViolation) as refused:
        services.announce_training(tenant_id=tenant.pk, new=next_week(**fields), actor=world.joko)
    assert refused.value.details["field"] == field
    past = (clock.now() - timedelta(days=2)).date()
    with pytest.raises(RuleViolation):
        services.announce_training(tenant_id=tenant.pk, new=next_week(day=past), actor=world.joko)
    assert not Training.objects.exists()


def test_only_shops_of_the_region_see_and_sign(world, training):
    far = factories.make_vendor(factories.make_user("Jauh"), approved_by=world.joko)
    assert not policies.trainings_visible_to(owner_of(far)).exists()
    with pytest.raises(NotAllowed):
        sign(training, far)
    sari = factories.make_tenant_officer("Sari", Role.VENDOR_VERIFIER, factories.make_tenant())
    with pytest.raises(NotAllowed):
        services.call_off_training(training_id=training.pk, reason="x", actor=sari)
    with pytest.raises(NotAllowed):
        services.announce_training(tenant_id=training.tenant_id, new=next_week(), actor=sari)


def test_finance_does_not_sign_up(world, shop, training):
    with pytest.raises(NotAllowed):
        services.sign_up(training_id=training.pk, vendor_id=shop.pk, actor=world.mira)
    services.sign_up(training_id=training.pk, vendor_id=shop.pk, actor=world.lina)


def test_the_last_seat_goes_to_one_of_many(committed_world):
    world = committed_world
    training = services.announce_training(
        tenant_id=world.agency.tenant.pk, new=next_week(capacity=1), actor=world.joko
    )
    wanting = shops(world, 4)
    owners = [owner_of(one) for one in wanting]
    gate, states = threading.Barrier(len(wanting)), []

    def want(vendor, owner):
        gate.wait()
        try:
            states.append(
                services.sign_up(training_id=training.pk, vendor_id=vendor.pk, actor=owner).state
            )
        finally:
            connection.close()

    threads = [
        threading.Thread(target=want, args=pair) for pair in zip(wanting, owners, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states) == ["seated", "waiting", "waiting", "waiting"]
    assert training.seats.filter(state=SeatState.SEATED).count() == 1
