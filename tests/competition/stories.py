"""How far a competition has come: Ani draws up, Budi confirms, shops offer, both open it."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from marketplace.competition import services
from marketplace.competition.services import About, Offered
from marketplace.core import clock
from tests import factories
from tests.factories import sku_of

ANIS, BUDIS = "kuda biru lari pagi", "payung tua di pasar"  # their passphrases
ESTIMATE = 2_500_000  # of two cloths and their freight


def second_shop(world):
    """Wulan's shop sells the same cloth, and is invited too."""
    wulan = factories.make_user("Wulan")
    shop = factories.make_vendor(wulan, approved_by=world.joko, region=world.vendor.region)
    product = factories.make_product(shop, world.etalase)
    return wulan, shop, product


def about(world, shops) -> About:
    today = clock.today(world.agency.time_zone)
    values = {
        "agency_id": world.agency.pk,
        "title": "Kain tenun untuk tamu",
        "specification": "Kain tenun ikat, 200 x 60 cm, warna alam",
        "quantity": 2,
        "unit": "lembar",
        "region_id": world.agency.region_id,
        "address": "Jalan Contoh 1",
        "wanted_on": today + timedelta(days=20),
        "questions_until": today + timedelta(days=2),
        "offers_until": today + timedelta(days=4),
        "shops": [shop.pk for shop in shops],
    }
    return About(**values)


def drafted(world, *others, actor=None, **fields):
    """Ani has drawn it up for Citra's shop and others; Budi is to set the estimate."""
    wanted = replace(about(world, (world.vendor, *others)), **fields)
    return services.draft(about=wanted, password=ANIS, actor=actor or world.ani)


def confirmed(row, actor, estimate=ESTIMATE, password=BUDIS):
    return services.confirm(
        competition_id=row.pk, estimate_rupiah=estimate, password=password, actor=actor
    )


def running(world, *others, estimate=ESTIMATE, **fields):
    """The shops may offer."""
    return confirmed(drafted(world, *others, **fields), world.budi, estimate)


def invited(row, shop):
    return row.invited.get(vendor=shop)


def offered(row, shop, actor, product, price=900_000, freight=50_000, words=""):
    """A shop has sent a sealed offer."""
    return services.send_offer(
        invited_id=invited(row, shop).pk,
        offered=Offered(sku_of(product).pk, price, freight, words),
        actor=actor,
    )


@contextmanager
def afterwards(row):
    """The time for offers is over."""
    with clock.moved_to(row.offers_due + timedelta(minutes=5)):
        yield


def released(row, actor, password):
    return services.release(competition_id=row.pk, password=password, actor=actor)


def opened(world, row):
    """Both have opened their half, after the deadline (``afterwards``)."""
    released(row, world.ani, ANIS)
    return released(row, world.budi, BUDIS)


def awarded(row, actor, rank=1, words=""):
    taken = row.opened.get(rank=rank)
    return services.award(competition_id=row.pk, opened_id=taken.pk, words=words, actor=actor)


def ended(row, actor, words="Kebutuhan berubah"):
    return services.end(competition_id=row.pk, words=words, actor=actor)
