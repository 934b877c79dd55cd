"""The identity provider's simulator as tests use it, and a browser that goes there and back."""

from collections.abc import Iterator

import httpx
import pytest
from django.urls import reverse

from tests.oidc.provider import CLIENT, SECRET
from tests.sms.process import SmsGateway

NAME = "INAPROC"


class IdentityProvider(SmsGateway):
    """One simulator process."""

    def __init__(self) -> None:
        super().__init__("tests.oidc.provider")

    def visit(self, browser, page: str) -> str:
        """Go there from a page of ours, sign in; return the address that leads back."""
        there = browser.get(page)
        assert there.status_code == 302, page
        assert there["Location"].startswith(self.url), there["Location"]
        back = httpx.get(there["Location"], trust_env=False, follow_redirects=False)
        assert back.status_code == 302, back.text
        path = back.headers["Location"]
        assert reverse("identity_callback") in path
        return path[path.index(reverse("identity_callback")) :]

    def enter(self, browser, page: str | None = None):
        """Go there and back; return our answer."""
        return browser.get(self.visit(browser, page or reverse("identity_sign_in")))


@pytest.fixture(scope="session")
def oidc_process() -> Iterator[IdentityProvider]:
    provider = IdentityProvider()
    yield provider
    provider.close()


@pytest.fixture
def inaproc(oidc_process, settings) -> IdentityProvider:
    """A provider of good manners that the settings point at."""
    oidc_process.knobs(reset=True)
    settings.OIDC_ISSUER, settings.OIDC_NAME = oidc_process.url, NAME
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
    return oidc_process
