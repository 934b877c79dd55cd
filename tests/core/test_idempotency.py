"""One key, one request, one result, also for sixteen threads at once (I-08)."""

import threading

import pytest
from django.db import connection

from marketplace.accounts.models import User
from marketplace.core import idempotency
from marketplace.core.models import IdempotencyKey
from tests import factories

THREADS = 16


def test_parallel_repetitions_have_one_effect_and_equal_answers(committed_db):
    actor = factories.make_user("Ani")
    barrier, answers = threading.Barrier(THREADS), []

    def effect() -> dict[str, int]:
        return {"made": factories.make_user("Baru", email="baru@example.test").pk}

    def call() -> None:
        barrier.wait(20)
        answers.append(idempotency.once(actor_id=actor.pk, key="k-1", request={"a": 1}, do=effect))
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == THREADS
    assert len({answer["made"] for answer in answers}) == 1
    assert User.objects.filter(email="baru@example.test").count() == 1


def test_the_same_key_with_another_request_is_refused(ani):
    idempotency.once(actor_id=ani.pk, key="k", request={"a": 1}, do=lambda: {"n": 1})
    with pytest.raises(idempotency.KeyReused):
        idempotency.once(actor_id=ani.pk, key="k", request={"a": 2}, do=lambda: {"n": 2})


def test_keys_of_two_people_do_not_meet(ani, budi):
    for person, number in ((ani, 1), (budi, 2)):
        answer = idempotency.once(
            actor_id=person.pk, key="k", request={}, do=lambda number=number: {"n": number}
        )
        assert answer == {"n": number}


def test_a_refused_effect_keeps_no_key(ani):
    with pytest.raises(ZeroDivisionError):
        idempotency.once(actor_id=ani.pk, key="k", request={}, do=lambda: 1 // 0)
    assert not IdempotencyKey.objects.exists()
    assert idempotency.once(actor_id=ani.pk, key="k", request={}, do=lambda: 7) == 7
