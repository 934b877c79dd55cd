"""A target list of the cast's market."""

import pytest

from vendors.pipeline import services
from vendors.pipeline.models import TargetList


@pytest.fixture
def programme(world, district) -> TargetList:
    """Joko's list of the year."""
    return services.make_list(
        name="UMKM naik kelas", year=2026, agency_id=world.agency.pk, actor=world.joko
    )
