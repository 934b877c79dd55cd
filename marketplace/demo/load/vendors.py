"""What a shop's owner and its verifier do, as calls of the use-cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.accounts.models import User
from marketplace.core import clock, files
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.moments import paper_day
from marketplace.demo.documents import KINDS, licence_paper, paper
from marketplace.demo.licences import RETURNED, last_day, licences_of, number_of
from marketplace.demo.load.members import list_members
from marketplace.demo.load.world import World
from marketplace.demo.plan.acts import Act, Verb
from marketplace.demo.vendors import (
    HELPERS,
    REJECT_REASONS,
    REPAIRED,
    RETURN_REASONS,
    Vendor,
    vendors_by_code,
)
from vendors import services
from vendors.application import Account, Fields, Figures, Identity, Numbers, Place
from vendors.licences import services as licences
from vendors.licences.models import Licence
from vendors.models import KbliEdition, VendorDocument, VendorRole
from vendors.models import Vendor as Row
from vendors.requirements import papers_asked

MAX_KBLI = 3
ISSUED_DAYS_BEFORE = 30


def _numbers(vendor: Vendor) -> Numbers:
    """What the form of each shop asks for; a sole trader's NIK is the tax number as well."""
    return Numbers(
        nib=vendor.nib,
        npwp="" if vendor.legal_form == "individual" else vendor.npwp,
        nik=vendor.nik,
        cooperative_number=vendor.cooperative_number,
    )


def _printed(vendor: Vendor) -> services.Printed:
    """What stands on a sample paper."""
    return services.Printed(
        number=f"CONTOH-{vendor.since}",
        issuer="Penerbit Contoh",
        issued_on=min(date(vendor.since, 1, 15), clock.today(HOME_ZONE)),
    )


class VendorActs:
    """Carries out what happens to applications."""

    def __init__(self, world: World) -> None:
        self._world = world

    def handlers(self) -> Mapping[Verb, Callable[[Act], object]]:
        """Return what carries out each verb."""
        return {
            Verb.BEGIN_APPLICATION: self.begin,
            Verb.SUBMIT_APPLICATION: self.submit,
            Verb.RETURN_APPLICATION: self.give_back,
            Verb.REPAIR_APPLICATION: self.repair,
            Verb.APPROVE_VENDOR: self.approve,
            Verb.REJECT_VENDOR: self.reject,
            Verb.ADD_PEOPLE: self.add_people,
            Verb.HAND_IN_LICENCE: self.hand_in_licence,
            Verb.VERIFY_LICENCE: self.verify_licence,
            Verb.RETURN_LICENCE: self.return_licence,
        }

    def begin(self, act: Act) -> None:
        """Fill in the steps up to the size; a draft stands there."""
        vendor, owner = vendors_by_code()[act.subject], self._world.users[act.actor]
        identity = Identity(name=vendor.name, legal_form=vendor.legal_form)
        row = services.begin_application(identity=identity, actor=owner)
        self._world.vendors[vendor.code] = row.pk
        services.save_numbers(vendor_id=row.pk, numbers=_numbers(vendor), actor=owner)
        codes = tuple((KbliEdition.E2020.value, code) for code in vendor.kbli[:MAX_KBLI])
        services.save_fields(vendor_id=row.pk, fields=Fields(codes), actor=owner)
        figures = Figures(
            has_full_book_year=vendor.sales_rupiah is not None,
            capital_rupiah=vendor.capital_rupiah,
            annual_sales_rupiah=vendor.sales_rupiah,
        )
        services.save_size(vendor_id=row.pk, figures=figures, actor=owner)

    def submit(self, act: Act) -> None:
        """Fill in the rest, hand in the papers and submit."""
        vendor, owner = vendors_by_code()[act.subject], self._world.users[act.actor]
        pk = self._save_address(vendor, vendor.address, owner)
        account = Account(
            bank_code=vendor.bank_code,
            account_number=vendor.bank_account,
            account_holder=vendor.bank_holder,
        )
        services.save_contact(vendor_id=pk, phone=vendor.phone, actor=owner)
        services.save_bank(vendor_id=pk, account=account, actor=owner)
        services.save_tax(vendor_id=pk, is_pkp=vendor.is_pkp, actor=owner)
        for kind in papers_asked(Row.objects.get(pk=pk)):
            page = paper(kind, vendor)
            upload = SimpleUploadedFile(f"{KINDS[kind]}.png", page, "image/png")
            services.attach_document(
                vendor_id=pk, kind=kind, upload=upload, printed=_printed(vendor), actor=owner
            )
        services.submit_application(vendor_id=pk, actor=owner)

    def _save_address(self, vendor: Vendor, address: str, owner: User) -> int:
        pk = self._world.vendors[vendor.code]
        place = Place(address=address, region_id=self._world.regions[vendor.district_code])
        services.save_address(vendor_id=pk, place=place, actor=owner)
        return pk

    def repair(self, act: Act) -> None:
        """Complete the address that was returned, and submit again."""
        vendor, owner = vendors_by_code()[act.subject], self._world.users[act.actor]
        pk = self._save_address(vendor, f"{vendor.address}, Kelurahan Contoh", owner)
        services.submit_application(vendor_id=pk, actor=owner)

    def approve(self, act: Act) -> None:
        """Look at the papers and let the shop sell."""
        pk, verifier = self._world.vendors[act.subject], self._world.users[act.actor]
        for kept in VendorDocument.objects.filter(vendor=pk, replaced_at__isnull=True):
            files.open_for(verifier, kept.file)
        services.approve_application(vendor_id=pk, actor=verifier)
        vendor = vendors_by_code()[act.subject]
        region, owner = self._world.regions[vendor.district_code], self._world.users[vendor.email]
        list_members(vendor, pk, region, owner)

    def give_back(self, act: Act) -> None:
        """Return single fields."""
        field, words = RETURN_REASONS.get(act.subject, ("address", REPAIRED))
        services.return_application(
            vendor_id=self._world.vendors[act.subject],
            returned={field: words},
            actor=self._world.users[act.actor],
        )

    def reject(self, act: Act) -> None:
        """Refuse for good."""
        services.reject_application(
            vendor_id=self._world.vendors[act.subject],
            reason=REJECT_REASONS[act.subject],
            actor=self._world.users[act.actor],
        )

    def add_people(self, act: Act) -> None:
        """Let the owner's helpers act for the shop."""
        for helper in HELPERS[act.subject]:
            services.add_member(
                vendor_id=self._world.vendors[act.subject],
                user=self._world.users[helper.login],
                role=VendorRole(helper.role),
                actor=self._world.users[act.actor],
            )

    def hand_in_licence(self, act: Act) -> None:
        """Hand one licence in, with its sample paper."""
        vendor, owner = vendors_by_code()[act.subject], self._world.users[act.actor]
        licence, now = licences_of(vendor.code)[act.number], self._world.now.date()
        number, last = number_of(licence, vendor, now), last_day(licence, now)
        until = f"sampai {paper_day(last)}" if last else "selama resep tidak berubah"
        page = licence_paper(licence.title, number, vendor, licence.scope, until)
        row = licences.ask_licence(
            vendor_id=self._world.vendors[vendor.code],
            facts=licences.Facts(
                kind=licence.kind,
                number=number,
                scope=licence.scope,
                issued_on=act.at.date() - timedelta(days=ISSUED_DAYS_BEFORE),
                expires_on=last,
            ),
            actor=owner,
            upload=SimpleUploadedFile(f"{licence.kind}.png", page, "image/png"),
        )
        self._world.licences[vendor.code, act.number] = row.pk

    def verify_licence(self, act: Act) -> None:
        """Open the paper and let the licence count."""
        key, verifier = self._licence(act), self._world.users[act.actor]
        paper_of = Licence.objects.select_related("file").get(pk=key).file
        if paper_of is not None:
            files.open_for(verifier, paper_of)
        licences.verify_licence(licence_id=key, actor=verifier)

    def return_licence(self, act: Act) -> None:
        """Give it back."""
        licences.return_licence(
            licence_id=self._licence(act), reason=RETURNED, actor=self._world.users[act.actor]
        )

    def _licence(self, act: Act) -> int:
        return self._world.licences[act.subject, act.number]
