"""What somebody only typed opens, and erases, nothing that is held of whom it belongs to."""

import io
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from marketplace.accounts.models import Membership, Role
from marketplace.core import clock, privacy
from marketplace.core.errors import RuleViolation
from marketplace.core.models import PrivateFile
from marketplace.notices.models import Notice
from marketplace.privacy import archive, people, services
from marketplace.privacy.models import DataRequest, RequestKind
from tests import cooperatives, factories, stories
from tests.accounts.phones import NUMBER, enter, opened, sms_box
from tests.clients import signed_in
from tests.privacy import lives
from tests.vendors.conftest import begin_with_business, district
from tests.vendors.counter import staging
from tests.vendors.pipeline.targets import nita, row, take_in, xlsx
from vendors import services as vendors
from vendors.members.models import CooperativeMember
from vendors.models import VendorMembership, VendorRole
from vendors.pipeline import services as pipeline
from vendors.pipeline.held import targets
from vendors.pipeline.models import Target
from vendors.pipeline.services import matching

__all__ = ["district", "sms_box"]
NIK, NIB = "5371014507900001", "7000000000001"
MAIL, PHONE = "maria@example.test", "0812 0000 0001"


@pytest.fixture
def maria(committed_world):
    """Maria stands in an office's list and in a cooperative's, and has no account."""
    world = committed_world
    tenant = world.agency.tenant
    nita(tenant)
    programme = pipeline.make_list(
        name="UMKM naik kelas", year=2026, agency_id=world.agency.pk, actor=world.joko
    )
    take_in(programme, xlsx([row(1, email=MAIL)]), world.joko)
    cooperatives.make_cooperative(world)
    cooperatives.add_member(world, nik=NIK)
    return Target.objects.get()


@pytest.fixture
def mallory(maria):
    """He types her NIB, NIK, phone and address as his own, and nobody has verified anything."""
    user = factories.make_user("Mallory")
    draft = begin_with_business(
        business={
            "name": "Toko Mallory",
            "legal_form": "individual",
            "nib": NIB,
            "npwp": "0013121660091000",
            "nik": NIK,
            "kbli_codes": ("13912",),
        },
        actor=user,
    )
    vendors.save_contact(vendor_id=draft.pk, phone=PHONE, actor=user)
    EmailAddress.objects.create(user=user, email=MAIL, verified=False, primary=False)
    matching.match_targets()
    return user


def said_to(user) -> str:
    person = privacy.whole(privacy.Person(account_id=user.pk))
    with zipfile.ZipFile(io.BytesIO(archive.pack(person, language="id"))) as packed:
        return packed.read("data.json").decode()


def test_a_typed_number_opens_nobody_s_data(mallory):
    text = said_to(mallory)
    assert "Maria Contoh 1" not in text
    assert "Tenun Sasaran 1" not in text
    member = CooperativeMember.objects.get()
    assert member.name not in text
    page = signed_in(mallory).get(reverse("my_data")).content.decode()
    assert member.vendor.name not in page


def test_a_typed_number_erases_nobody(mallory, maria):
    one = people.known(account_id=mallory.pk)
    asked = services.ask(RequestKind.ERASE, one, actor=mallory)
    services.carry_out(request_id=asked.pk, actor=factories.make_operator("Olga"))
    maria.refresh_from_db()
    assert (maria.owner_name, maria.email) == ("Maria Contoh 1", MAIL)


def test_who_took_a_shop_over_is_not_its_former_owner(world):
    """The numbers that were verified stay with the shop; they are not the new owner's."""
    citra, before = factories.make_user("Citra"), clock.now() - timedelta(days=1)
    with clock.moved_to(before):
        shop = factories.make_vendor(citra, nik=NIK, approved_at=before + timedelta(hours=1))
    vendors.add_member(vendor_id=shop.pk, user=world.lina, role=VendorRole.STAFF, actor=citra)
    assert privacy.whole(privacy.Person(account_id=citra.pk)).nik == NIK
    vendors.hand_over_ownership(vendor_id=shop.pk, to=world.lina, actor=citra)
    assert privacy.whole(privacy.Person(account_id=world.lina.pk)).nik == ""


def test_who_calls_themselves_as_a_shop_or_an_office_takes_no_notice_along(committed_world):
    world = committed_world
    stories.claimed(world)
    lives.relay()
    told = Notice.objects.filter(recipient=world.citra).count()
    user = factories.make_user(world.agency.name)
    rows = Notice.objects.filter(params__agency=world.agency.name)
    assert rows.exists()
    kept = rows.count()
    one = people.known(account_id=user.pk)
    asked = services.ask(RequestKind.ERASE, one, actor=user)
    services.carry_out(request_id=asked.pk, actor=factories.make_operator("Olga"))
    assert (rows.count(), Notice.objects.filter(recipient=world.citra).count()) == (kept, told)


def test_what_an_operator_was_shown_counts_beside_the_account(maria):
    rina = factories.make_user("Rina")
    olga = factories.make_operator("Olga")
    one = people.known(account_id=rina.pk, nik=NIK, phone=PHONE)
    asked = services.ask(RequestKind.EXPORT, one, actor=olga, reason="Surat", proof="KTP dilihat")
    assert NIK in str(people.person_of(asked))
    assert Target.objects.filter(pk__in=_targets(asked)).exists()


def _targets(asked) -> list[int]:
    return list(targets(people.person_of(asked)).values_list("pk", flat=True))


# ---- papers of others


def test_what_an_officer_photographed_at_the_counter_is_not_theirs(world, district):
    tenant = world.agency.tenant
    lokita, desk = staging.make_officer(tenant), staging.make_desk(tenant)
    typed = staging.typed(staging.opened(desk, lokita), lokita, district)
    assert PrivateFile.objects.filter(owner=lokita).exists()
    assert names_in(lokita) == []
    VendorMembership.objects.create(
        vendor=typed, user=world.lina, role="owner", since=clock.now(), granted_by=lokita
    )
    assert len(names_in(world.lina)) == typed.documents.count()


def names_in(user) -> list[str]:
    person = privacy.whole(privacy.Person(account_id=user.pk))
    with zipfile.ZipFile(io.BytesIO(archive.pack(person, language="id"))) as packed:
        return [name for name in packed.namelist() if name.startswith("files/")]


# ---- who has a telephone and no password


@pytest.fixture
def mama(db):
    """Mama Yosefa is entered by codes to her phone."""
    officer = factories.make_user("Lokita")
    tenant = factories.make_tenant()
    Membership.objects.create(user=officer, role=Role.COUNTER_OFFICER, tenant=tenant)
    return opened(officer)


@pytest.mark.parametrize("page", ["my_download", "my_erasure"])
def test_a_code_typed_lately_stands_for_the_password(mama, client, sms_box, page):
    assert enter(client, sms_box).status_code == 302
    assert 'type="password"' not in client.get(reverse("my_data")).content.decode()
    assert client.post(reverse(page), {"reason": ""}).status_code == 302
    assert DataRequest.objects.get().account == mama


def test_a_screen_left_open_gives_nothing_away(mama, client, sms_box):
    enter(client, sms_box)
    with clock.moved_to(clock.now() + timedelta(minutes=11)):
        answer = client.post(reverse("my_erasure"), {"reason": "Usaha tutup"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Usaha tutup" in page
    assert "10 menit" in page
    assert not DataRequest.objects.exists()


def test_at_the_desk_a_number_is_its_account(mama):
    assert people.known(phone="0812-3456-7890").account_id == mama.pk
    with pytest.raises(RuleViolation):
        people.known(phone="bukan nomor")
    nona = factories.make_user("Nona")
    with pytest.raises(RuleViolation):
        people.known(phone=NUMBER, email=nona.email)
