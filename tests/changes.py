"""Changes of a verified shop from end to end, for stories that begin with the changed shop."""

from marketplace.accounts.models import User
from marketplace.core import files
from tests import factories
from vendors import services
from vendors.application import Figures
from vendors.models import ChangeRequest, Vendor
from vendors.queries import owner_of


def change_verified(vendor: Vendor, kind: str, asked: object) -> Vendor:
    """A change of what was verified, asked by the owner and applied by a verifier of its region."""
    owner = owner_of(vendor)
    paper = factories.make_photo("bukti.png")
    row = services.ask_change(
        vendor_id=vendor.pk, kind=kind, asked=asked, upload=paper, actor=owner
    )
    apply_change(row, vendor.approved_by)
    vendor.refresh_from_db()
    return vendor


def outgrow(vendor: Vendor) -> None:
    """The shop declares the sales of a medium business, and a verifier applies it."""
    figures = Figures(has_full_book_year=True, annual_sales_rupiah=20_000_000_000)
    owner = owner_of(vendor)
    declared = services.declare_size(vendor_id=vendor.pk, figures=figures, actor=owner)
    apply_change(declared.change, vendor.approved_by)
    vendor.refresh_from_db()


def apply_change(row: ChangeRequest, verifier: User) -> None:
    """The verifier reads the paper and applies a change; what moves money, an operator applies."""
    people = [verifier]
    if row.waits_for_first_look:
        people.append(factories.make_operator("Operator yang melihat lagi"))
    for person in people:
        row.refresh_from_db()
        if row.file is not None:
            files.open_for(person, row.file)
        use_case = services.pass_change_on if row.waits_for_first_look else services.apply_change
        use_case(request_id=row.pk, actor=person)
