"""Any life of orders: whatever people do in whatever order, every promise holds afterwards."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import chance
from tests.orders.lives import OrderLives

# A run alone looks at few lives and shows a broken one as it was lived; the whole looks for less.
LIVES, STEPS = (60, 50) if chance.is_whole() else (5, 16)
PHASES = tuple(Phase) if chance.is_whole() else (Phase.reuse, Phase.generate)


def test_whatever_people_do_every_promise_holds(kept_world):
    steps: list[int] = []

    class Lives(OrderLives):
        def __init__(self) -> None:
            super().__init__(kept_world)

        def teardown(self) -> None:
            steps.append(self.done)
            super().teardown()

    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert sum(steps) > len(steps)  # lives were lived: not everything was refused
