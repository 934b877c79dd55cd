"""The card holder of `trust kill`: pays one claim after another, however often the site dies."""

from __future__ import annotations

import secrets
import threading
from collections import deque

import httpx
from django.db import connection
from django.test import Client
from django.urls import reverse

from marketplace.core.errors import Busy
from marketplace.core.patience import wait_until
from marketplace.fulfilment.models import Claim
from payments.models import CardPayment
from payments.services import request_payment
from tests.bench.run import CouldNotRun
from tests.trust.site import Site
from tests.trust.till import Till

FINISH_SECONDS = 120.0


class Feeder(threading.Thread):
    """The card holder: pays one claim after another, however often the site dies.

    Two of three go through the web, the third through the use-case, so that the workers still have
    charges in their hands while no page is served. A claim counts as accepted when the site said
    so; whoever got no answer asks again, and is told that the payment is under way if the first
    request had arrived after all.
    """

    def __init__(self, site: Site, till: Till) -> None:
        super().__init__(daemon=True)
        self._site = site
        browser = Client()
        browser.force_login(till.holder)
        self._token = secrets.token_hex(16)
        cookies = {"sessionid": browser.cookies["sessionid"].value, "csrftoken": self._token}
        self._http = httpx.Client(base_url=site.url, cookies=cookies, trust_env=False, timeout=10)
        self._till = till
        self._allowed = threading.Semaphore(0)
        self._stopping = threading.Event()
        self.total, self.posted = len(till.claims), 0
        self.accepted: set[str] = set()
        self.error: str | None = None

    def let(self, count: int) -> None:
        """Let the holder go on until so many claims have been paid, at most all there are."""
        while self.posted < min(count, self.total):
            self.posted += 1
            self._allowed.release()

    def let_one(self) -> None:
        """Let the holder pay one claim more than before, once the earlier ones are paid."""
        if len(self.accepted) == self.posted:
            self.let(self.posted + 1)

    def run(self) -> None:
        """Pay until all is paid or refused; what stopped us stands in ``error``."""
        try:
            self._pay_all()
        except Exception as bug:  # finish() shows it in its own thread
            self.error = repr(bug)

    def _pay_all(self) -> None:
        """Pay one claim per permission; whoever gets no answer comes back after the others."""
        waiting = deque(self._till.claims)
        while waiting:
            self._allowed.acquire()
            while not self._stopping.is_set() and not self._pay(waiting[0]):
                waiting.rotate(-1)
                self._stopping.wait(0.1)
            if self._stopping.is_set():
                return
            waiting.popleft()

    def _pay(self, claim: Claim) -> bool:
        if claim.pk % 3:
            return self._pay_by_page(claim)
        try:
            request_payment(claim_id=claim.pk, card_id=self._till.card.pk, actor=self._till.holder)
        except Busy:
            return False
        finally:
            connection.close()
        self.accepted.add(claim.number)
        return True

    def _pay_by_page(self, claim: Claim) -> bool:
        address = reverse("claim_pay", args=[claim.public_id])
        headers = {"X-CSRFToken": self._token}
        try:
            answer = self._http.post(address, data={"card": self._till.card.pk}, headers=headers)
        except httpx.HTTPError:
            return False
        if answer.status_code in {302, 303, 409} or self._is_known(claim):
            self.accepted.add(claim.number)
            return True
        if answer.status_code < 500:
            self.error = f"{address}: {answer.status_code}"
            self._stopping.set()
        return False

    def _is_known(self, claim: Claim) -> bool:
        """The page refuses a claim that is paid already; then an earlier request had arrived."""
        try:
            return CardPayment.objects.filter(claim=claim).exists()
        finally:
            connection.close()

    def finish(self) -> None:
        """Let the rest through and wait for it. Raises: CouldNotRun unless all of it was paid."""
        self.let(self.total)
        wait_until(self._is_over, seconds=FINISH_SECONDS, every=0.2)
        if self.error or len(self.accepted) < self.total:
            raise CouldNotRun(f"the card holder could not pay: {self.error or 'no answer'}")

    def _is_over(self) -> bool:
        self._site.tend()
        return not self.is_alive()

    def stop(self) -> None:
        """Give up."""
        self._stopping.set()
        self._allowed.release()
        self.join(15)
        self._http.close()
