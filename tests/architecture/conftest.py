"""The stage of all walks, for tests."""

from types import SimpleNamespace

import pytest

from tests.architecture.staging import build_stage

A_WALK_SECONDS = 600


@pytest.fixture
def stage(committed_world, settings) -> SimpleNamespace:
    """What ``build_stage`` makes, of the test's own cast.

    Committed: a walk inside one transaction would keep the sealer of every other test waiting.
    A walker's tasks are counted once and not for each page; after a form sent, anew.
    """
    settings.COUNTS_KEPT_SECONDS = A_WALK_SECONDS
    return build_stage(committed_world)
