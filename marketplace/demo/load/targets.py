"""A target list of one market with businesses at every stage, so that the funnel shows life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.accounts.models import Agency, Region, Tenant, User
from marketplace.core import clock, sheets
from marketplace.demo import tenants as people
from marketplace.demo.vendors import vendors
from vendors.pipeline import services
from vendors.pipeline.models import TargetList
from vendors.pipeline.queries import regions_of
from vendors.pipeline.rules import HEADINGS
from vendors.region_words import region_label

MARKET: Final = "jatim"
PROGRAMME: Final = "UMKM naik kelas (contoh)"
SENT, INVITED = timedelta(days=40), timedelta(days=4)
KNOWN, INVITED_NUMBER = 12, 9
# Invented businesses that nobody has seen yet: trade, owner, KBLI.
UNSEEN: Final = (
    ("Keripik Pisang Lestari", "Sulastri Contoh", "10794"),
    ("Batik Tulis Arum", "Retno Contoh", "13134"),
    ("Sambal Bu Parmi", "Parmi Contoh", "10772"),
    ("Anyaman Bambu Makmur", "Karsono Contoh", "16291"),
    ("Tahu Walik Berkah", "Mulyadi Contoh", "10794"),
    ("Kopi Lereng Arjuno", "Slamet Contoh", "10761"),
    ("Jamu Gendong Sehat", "Sumiyati Contoh", "10763"),
    ("Konveksi Anak Ceria", "Wahyuni Contoh", "14111"),
    ("Roti Rumahan Delima", "Kartini Contoh", "10710"),
    ("Kerupuk Ikan Bahari", "Sutrisno Contoh", "10219"),
    ("Mebel Rotan Asri", "Hartono Contoh", "31001"),
    ("Percetakan Cepat Jaya", "Prasetyo Contoh", "18111"),
    ("Sabun Herbal Melati", "Yulianti Contoh", "20231"),
    ("Telur Asin Sumber Rejeki", "Kasmini Contoh", "10794"),
)


def load_targets(now: datetime) -> TargetList:
    """Let the verifier of one market send a list and invite some of it, in the weeks before now."""
    market = next(one for one in people.TENANTS if one.slug == MARKET)
    tenant = Tenant.objects.select_related("region").get(slug=MARKET)
    email = next(one.email for one in market.staff if one.role == "vendor_verifier")
    verifier = User.objects.get(email=email)
    office = Agency.objects.filter(tenant=tenant).order_by("name")[0]
    with clock.moved_to(now - SENT):
        made = services.make_list(
            name=PROGRAMME, year=now.year, agency_id=office.pk, actor=verifier
        )
        _take_in(made, list(_rows(tenant)), verifier)
    services.match_targets()
    with clock.moved_to(now - INVITED):
        for target in made.targets.filter(vendor=None).order_by("pk")[:INVITED_NUMBER]:
            services.print_invitations(list_id=made.pk, actor=verifier, target_id=target.pk)
    return made


def _rows(tenant: Tenant) -> Iterator[tuple[str, ...]]:
    """Return shops of the demo as their office knew them, then the invented ones."""
    names = {one.code: region_label(one) for one in regions_of(tenant)}
    known = [one for one in vendors() if one.district_code in names]
    known.sort(key=lambda one: (one.stage == "approved", one.code))
    for shop in known[:KNOWN]:
        place = names[shop.district_code]
        yield shop.name, shop.owner, place, shop.phone, "", shop.nib, "", shop.kbli[0], ""
    places = list(Region.objects.filter(code__in=names, level="district").order_by("code"))
    for number, (name, owner, kbli) in enumerate(UNSEEN):
        place = region_label(places[number * 7 % len(places)])
        phone, nib = f"0800 0000 9{number:03d}", f"{9_000 + number:013d}"
        yield name, owner, place, phone, "", nib, "", kbli, ""


def _take_in(made: TargetList, rows: list[tuple[str, ...]], verifier: User) -> None:
    content = sheets.xlsx_bytes("Sasaran", HEADINGS, rows)
    upload = SimpleUploadedFile("umkm-naik-kelas.xlsx", content)
    sheet = services.send_sheet(list_id=made.pk, upload=upload, actor=verifier)
    services.start_import(import_id=sheet.pk, actor=verifier)
    while services.run_imports():
        pass
