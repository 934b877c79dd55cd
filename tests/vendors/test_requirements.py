"""What is asked of whom: perorangan, CV and PT, koperasi, BUMDes; and what a switch leaves."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import factories
from tests.vendors.conftest import (
    NIB,
    NPWP,
    attach_papers,
    business,
    fill_in,
    read_papers,
    save_business,
)
from vendors import queries, requirements, services
from vendors.application import (
    FIELD_OF_DOCUMENT,
    Identity,
    Numbers,
    missing_fields,
    reviewed_fields,
)
from vendors.models import DocumentKind, LegalForm, Vendor, VendorDocument

COOPERATIVE = {"legal_form": "cooperative", "cooperative_number": "3171000000000012"}
PAPERS = {
    "individual": {"nib", "npwp", "id_card", "passbook"},
    "cv": {"nib", "npwp", "deed", "passbook"},
    "pt": {"nib", "npwp", "deed", "passbook"},
    "cooperative": {"nib", "npwp", "cooperative_certificate", "passbook"},
    "bumdes": {"nib", "npwp", "village_regulation", "passbook"},
}
FORMS = {form: {"legal_form": form} for form in PAPERS} | {"cooperative": COOPERATIVE}


@pytest.mark.parametrize("form", PAPERS)
def test_each_legal_form_is_asked_for_its_own_papers_and_gets_verified(lili, joko, district, form):
    vendor = fill_in(lili, district, **FORMS[form])
    assert set(queries.current_documents(vendor)) == PAPERS[form]
    services.submit_application(vendor_id=vendor.pk, actor=lili)
    read_papers(vendor, joko)
    assert services.approve_application(vendor_id=vendor.pk, actor=joko).legal_form == form


def test_every_form_and_every_paper_is_in_the_table():
    assert set(requirements.DEMANDS) == set(LegalForm)
    assert set(FIELD_OF_DOCUMENT) == set(DocumentKind)
    asked = {kind for demand in requirements.DEMANDS.values() for kind in demand.papers}
    assert asked | {"npwp", "pkp_certificate", "passbook"} == set(DocumentKind)


def test_a_sole_trader_needs_no_npwp_and_its_nik_is_the_tax_number(lili, district):
    vendor = fill_in(lili, district, npwp="")
    assert set(queries.current_documents(vendor)) == {"nib", "id_card", "passbook"}
    assert "npwp" not in reviewed_fields(vendor)
    assert vendor.tax_number == vendor.nik
    assert services.submit_application(vendor_id=vendor.pk, actor=lili).status == "submitted"


def test_the_letter_of_the_tax_office_is_asked_of_a_pkp_alone(filled, lili):
    vendor = services.save_tax(vendor_id=filled.pk, is_pkp=True, actor=lili)
    papers = queries.current_documents(vendor)
    label = str(DocumentKind.PKP_CERTIFICATE.label)
    assert missing_fields(vendor, papers) == {"dokumen": [label]}
    with pytest.raises(services.Unfinished):
        services.submit_application(vendor_id=filled.pk, actor=lili)
    attach_papers(vendor, lili)
    assert services.submit_application(vendor_id=filled.pk, actor=lili).is_pkp


def test_another_legal_form_keeps_what_still_applies(filled, lili):
    identity = Identity(filled.name, "cv")
    vendor = services.save_identity(vendor_id=filled.pk, identity=identity, actor=lili)
    assert (vendor.nib, vendor.npwp, vendor.nik, vendor.nik_index) == (NIB, NPWP, "", "")
    assert set(queries.current_documents(vendor)) == {"nib", "npwp", "passbook"}
    assert VendorDocument.objects.filter(vendor=vendor, kind="id_card").exists()
    assert missing_fields(vendor, queries.current_documents(vendor)) == {
        "dokumen": [str(DocumentKind.DEED.label)]
    }


def test_a_returned_legal_form_may_be_exchanged_with_what_follows_from_it(submitted, lili, joko):
    services.return_application(
        vendor_id=submitted.pk, returned={"name": "Akta menyebut CV."}, actor=joko
    )
    identity = Identity(submitted.name, "cv")
    services.save_identity(vendor_id=submitted.pk, identity=identity, actor=lili)
    vendor = Vendor.objects.get(pk=submitted.pk)
    assert (vendor.nik, vendor.npwp) == ("", NPWP)
    with pytest.raises(services.Unfinished):
        services.submit_application(vendor_id=vendor.pk, actor=lili)
    services.attach_document(
        vendor_id=vendor.pk,
        kind="deed",
        upload=factories.make_photo(),
        printed=services.Printed(number="12", issuer="Notaris", issued_on=vendor.created_at.date()),
        actor=lili,
    )
    assert services.submit_application(vendor_id=vendor.pk, actor=lili).status == "submitted"


@pytest.mark.parametrize(
    ("printed", "field"),
    [
        ({}, "number"),
        ({"number": "12"}, "issuer"),
        ({"number": "12", "issuer": "Notaris"}, "issued_on"),
        ({"number": "1" * 61, "issuer": "Notaris"}, "number"),
    ],
)
def test_what_is_printed_on_a_deed_is_typed_with_it(lili, district, printed, field):
    vendor = services.begin_application(identity=Identity("CV Lili", "cv"), actor=lili)
    with pytest.raises(services.InvalidField) as refused:
        services.attach_document(
            vendor_id=vendor.pk,
            kind="deed",
            upload=factories.make_photo(),
            printed=services.Printed(**printed),
            actor=lili,
        )
    assert refused.value.details["field"] == field
    assert not VendorDocument.objects.exists()


def test_a_paper_that_is_not_asked_for_is_refused(filled, lili):
    for kind in ("deed", "kartu"):
        with pytest.raises(services.InvalidField):
            services.attach_document(
                vendor_id=filled.pk, kind=kind, upload=factories.make_photo(), actor=lili
            )


def test_the_database_refuses_a_paper_that_ends_before_it_began(filled):
    with pytest.raises(IntegrityError), transaction.atomic():
        VendorDocument.objects.filter(vendor=filled, kind="nib").update(
            issued_on="2026-03-02", expires_on="2026-03-02"
        )


def test_the_page_of_numbers_asks_what_the_form_needs(client, lili):
    client.force_login(lili)
    page = reverse("vendor_step", args=["nomor"])
    vendor = services.begin_application(identity=Identity("Tenun Lili", "individual"), actor=lili)
    fields = {
        "individual": ["nib", "nik", "npwp", "nitku"],
        "cv": ["nib", "npwp", "nitku"],
        "cooperative": ["nib", "cooperative_number", "npwp", "nitku"],
        "bumdes": ["nib", "npwp", "nitku"],
    }
    for form, expected in fields.items():
        services.save_identity(
            vendor_id=vendor.pk, identity=Identity("Tenun Lili", form), actor=lili
        )
        assert list(client.get(page).context["form"].fields) == expected


def test_numbers_of_another_form_are_not_taken(filled, lili):
    numbers = Numbers(NIB, NPWP, filled.nik, cooperative_number="3171000000000012")
    vendor = services.save_numbers(vendor_id=filled.pk, numbers=numbers, actor=lili)
    assert vendor.cooperative_number == ""


def test_an_old_tax_number_is_stored_as_what_it_became(filled, lili):
    typed = business(npwp="01.312.166.0-091.000")
    assert save_business(vendor_id=filled.pk, business=typed, actor=lili).npwp == NPWP
