"""Lokita's counter, and Mama Yosefa before her: what both do, as calls of the use-cases."""

import re
from typing import Any

from django.db import transaction

from marketplace.accounts.models import Role
from marketplace.core import clock
from tests import factories
from tests.vendors.conftest import PRINTED, account, business, pdf
from vendors import services as vendors
from vendors.application import Fields, Figures, Identity, Numbers, Place
from vendors.counter import consent, rules, services
from vendors.counter.models import ConfirmationCode, CounterSession, Desk
from vendors.models import Vendor
from vendors.requirements import papers_asked

PHONE = "+6281234567890"
NAME = "Yosefa Tefa"


def make_desk(tenant: Any, name: str = "Loket 3") -> Desk:
    """A counter of a market."""
    return Desk.objects.create(tenant=tenant, name=name, place="Mal Pelayanan Publik")


def make_officer(tenant: Any, name: str = "Lokita") -> Any:
    """Somebody who sits at a counter."""
    return factories.make_tenant_officer(name, Role.COUNTER_OFFICER, tenant)


def opened(desk: Desk, officer: Any, queue: str = "A012", **options: Any) -> CounterSession:
    """A session in which the person has agreed."""
    session = services.open_session(desk_id=desk.pk, queue_number=queue, actor=officer, **options)
    return agreed(session, officer)


def agreed(session: CounterSession, officer: Any) -> CounterSession:
    """The person has heard the text and agrees."""
    return services.agree(
        session_id=session.pk,
        person_name=NAME,
        language="id",
        version=consent.CURRENT,
        actor=officer,
    )


def begun(session: CounterSession, officer: Any) -> Vendor:
    """The first step is typed."""
    return services.begin(
        session_id=session.pk, identity=Identity("Tenun Mama Yosefa", "individual"), actor=officer
    )


def typed(session: CounterSession, officer: Any, district: Any, **fields: Any) -> Vendor:
    """Everything is typed and every paper photographed."""
    vendor = begun(session, officer)
    step: dict[str, Any] = {"vendor_id": vendor.pk, "actor": officer}
    values = business(**fields)
    numbers = {name: str(values[name]) for name in ("nib", "npwp", "nik")}
    vendors.save_numbers(numbers=Numbers(**numbers), **step)
    vendors.save_fields(fields=Fields((("2020", "13912"),)), **step)
    vendors.save_size(figures=Figures(False, capital_rupiah=90_000_000), **step)
    vendors.save_address(place=Place("Jalan Raya 7", district.pk), **step)
    vendors.save_contact(phone=fields.get("phone", PHONE), **step)
    vendors.save_bank(account=account(account_holder="YOSEFA TEFA"), **step)
    vendors.save_tax(is_pkp=False, **step)
    vendor.refresh_from_db()
    for kind in papers_asked(vendor):
        upload = pdf() if kind == "npwp" else factories.make_photo(f"{kind}.png")
        vendors.attach_document(kind=kind, upload=upload, printed=PRINTED, **step)
    return vendor


def code_in(box: Any, number: str = PHONE) -> str:
    """The code in the newest message to a phone."""
    found = re.search(r"\b\d{6}\b", box.to(number)[-1])
    assert found is not None
    return found[0]


def wrong(code: str) -> str:
    """Six digits that are not the code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def confirmed_by_code(session: CounterSession, officer: Any, box: Any) -> CounterSession:
    """The person types the code that came."""
    services.send_code(session_id=session.pk, actor=officer)
    return services.confirm_by_code(session_id=session.pk, code=code_in(box), actor=officer)


def signed() -> Any:
    """A photo of the signed sheet."""
    return factories.make_photo("lembar.png")


def make_counter(tenant: Any, officer: Any) -> dict[str, Any]:
    """A desk with one session that its officer has open, for the walks through the whole site."""
    desk = make_desk(tenant)
    session = opened(desk, officer)
    begun(session, officer)
    return {"desk": desk, "session": session}


def sign_at_a_counter(tenant: Any, region: Any) -> CounterSession:
    """Somebody gets a code that nobody types, and signs the printed sheet instead."""
    desk, officer = make_desk(tenant), make_officer(tenant)
    session = opened(desk, officer)
    typed(session, officer, region, nib="1234000567892", nik="5371014507850004", npwp="")
    with transaction.atomic():
        ConfirmationCode.objects.create(
            session=session,
            phone=PHONE,
            code_hash="0" * 64,
            upto=1,
            made_at=clock.now(),
            expires_at=rules.expires_at(clock.now()),
        )
    services.print_sheet(session_id=session.pk, actor=officer)
    return services.confirm_by_paper(session_id=session.pk, upload=signed(), actor=officer)
