"""One order through the pages, as an officer who fills in only what is still empty."""

from __future__ import annotations

from html.parser import HTMLParser

from django.conf import settings
from django.db.models import F
from django.test import Client
from django.urls import reverse

from catalog.policies import sellable
from marketplace.accounts.models import Agency, Role, User
from marketplace.core import clock
from marketplace.orders.models import FreightQuote, OrderStatus, PurchaseOrder
from marketplace.orders.services import answer_freight
from vendors.models import Vendor
from vendors.queries import owner_of

BACKEND = settings.AUTHENTICATION_BACKENDS[-1]
MOST_RUPIAH = 2_000_000


class Refused(Exception):
    """The order did not come about; the message says where it stopped."""


class Form(HTMLParser):
    """The fields of the forms on a page with what they hold; a select without choice: its first."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field, or an option of the select that is open."""
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "input" and found.get("type") == "radio" and "checked" not in found:
            return
        if tag == "input" and name and found.get("type") != "submit":
            self.values[name] = found.get("value", "")
        elif tag == "select":
            self._select = name
            self.values.setdefault(name, "")
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""
        elif tag == "option" and ("selected" in found or not self.values[self._select]):
            self.values[self._select] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave a select or a text area."""
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        """Keep what stands in a text area."""
        if self._area:
            self.values[self._area] += data


def check_out(email: str) -> PurchaseOrder:
    """Put cheap goods of the officer's market into the cart and order them. Raises: Refused."""
    officer = User.objects.get(email=email)
    agency = Agency.objects.get(pk=min(officer.agencies_as(Role.PROCUREMENT_OFFICER)))
    browser = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    browser.force_login(officer, backend=BACKEND)
    market = {"product__etalase__tenant": agency.tenant_id, "product__etalase__channel": "bela"}
    affordable = sellable().filter(stock__gt=F("reserved"), price_rupiah__lte=MOST_RUPIAH)
    sku = affordable.filter(**market).order_by("-stock", "pk").first()
    if sku is None:
        raise Refused("no goods are on sale in this market")
    before = set(PurchaseOrder.objects.filter(agency=agency).values_list("pk", flat=True))
    chosen = {"sku": str(sku.public_id), "revision": sku.product.revision_id, "quantity": "1"}
    _require(browser.post(reverse("cart_add"), chosen).status_code, "the cart")
    fields = _fields(browser)
    if not any(name.endswith("-freight_way") for name in fields):
        browser.post(reverse("checkout"), {**fields, "ask": f"{sku.vendor_id}-bela"})
        _name_the_freight(sku.vendor)
        fields = _fields(browser)
    missing = [name for name in ("common-plan_package", "common-account_code") if not fields[name]]
    if missing:
        raise Refused(f"nothing to choose for {', '.join(missing)}")
    _require(browser.post(reverse("checkout"), with_reasons(fields)).status_code, "checkout")
    placed = PurchaseOrder.objects.filter(agency=agency).exclude(pk__in=before)
    order = placed.filter(status=OrderStatus.SUBMITTED).first()
    if order is None:
        raise Refused("nothing was handed to the PPK")
    return order


def with_reasons(fields: dict[str, str]) -> dict[str, str]:
    """Return what a page of checkout holds as it is ordered, with every reason that is owed."""
    wanted = {name: text for name, text in fields.items() if name != "recalculate"}
    owed = [name for name in wanted if name.endswith(("-uncompared", "-split")) or "-dear-" in name]
    return wanted | dict.fromkeys(owed, "Hanya toko ini yang sanggup pada tanggal acara")


def _fields(browser: Client) -> dict[str, str]:
    page = browser.get(reverse("checkout"))
    if page.status_code != 200:
        raise Refused(f"checkout answers {page.status_code}")
    return Form(page.content.decode()).values


def _name_the_freight(vendor: Vendor) -> None:
    """Let the shop answer what the officer has just asked: its table does not reach so far."""
    quote = FreightQuote.objects.filter(vendor=vendor, status="waiting").last()
    owner = owner_of(vendor)
    if quote is None or owner is None:
        raise Refused("the shop was not asked for the freight")
    today = clock.today(quote.agency.time_zone)
    answer_freight(quote_id=quote.pk, freight_rupiah=25_000, valid_until=today, actor=owner)


def _require(status: int, place: str) -> None:
    if status != 302:
        raise Refused(f"{place} answers {status}")
