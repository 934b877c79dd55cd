"""The simulator of the Cloud API as tests use it."""

from collections.abc import Iterator

import pytest

from tests.sms.gateway import TOKEN
from tests.sms.process import SmsGateway


@pytest.fixture(scope="session")
def whatsapp_process() -> Iterator[SmsGateway]:
    api = SmsGateway("tests.whatsapp.api")
    yield api
    api.close()


@pytest.fixture
def whatsapp_api(whatsapp_process, settings) -> SmsGateway:
    """An API of good manners that the settings point at."""
    whatsapp_process.knobs(reset=True, error=0)
    settings.WHATSAPP_URL = f"{whatsapp_process.url}/v23.0/100200300"
    settings.WHATSAPP_TOKEN = TOKEN
    return whatsapp_process
