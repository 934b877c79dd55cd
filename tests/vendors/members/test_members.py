"""Members of a cooperative: who keeps the list, what is refused, who leaves."""

from datetime import date

import pytest
from django.utils import translation

from marketplace.accounts.models import Role
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from tests import cooperatives, factories
from vendors.members import queries, services
from vendors.members.models import CooperativeMember

NIK = "5371014507900001"


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def coop(world):
    """Citra's shop, a cooperative."""
    return cooperatives.make_cooperative(world)


def test_owner_and_staff_list_a_member_and_it_is_on_record(world, coop, crew):
    member = cooperatives.add_member(world, nik=NIK)
    services.change_member(
        member_id=member.pk,
        facts=cooperatives.facts(region_id=coop.region_id, makes="Tenun dan sulam"),
        actor=world.lina,
    )
    member.refresh_from_db()
    assert (member.makes, member.nik) == (
        "Tenun dan sulam",
        NIK,
    )  # an empty NIK leaves what is known
    said = list(
        AuditEvent.objects.filter(action__startswith="member.").values_list("data", flat=True)
    )
    assert said == [{"member": member.pk}, {"member": member.pk, "fields": ["makes"]}]
    assert NIK not in str(said)


def test_others_do_not_keep_the_list(world, coop, crew):
    member = cooperatives.add_member(world)
    for who in (world.mira, world.joko, world.ani, world.indra, factories.make_user("Tamu")):
        with pytest.raises(NotAllowed):
            services.add_member(
                vendor_id=coop.pk,
                facts=cooperatives.facts("A-9", region_id=coop.region_id),
                actor=who,
            )
        with pytest.raises(NotAllowed):
            services.end_member(member_id=member.pk, until=date(2026, 3, 1), actor=who)
    assert CooperativeMember.objects.count() == 1


def test_only_a_verified_cooperative_has_members(world):
    with pytest.raises(NotAllowed, match="Only a cooperative has members"):
        cooperatives.add_member(world)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"nik": "123"}, "nik"),
        ({"nik": "5371019907900001"}, "nik"),
        ({"name": " "}, "name"),
        ({"makes": ""}, "makes"),
        ({"since": date(2999, 1, 1)}, "since"),
        ({"consent_on": date(1900, 1, 1)}, "consent"),
        ({"region_id": 0}, "region"),
    ],
)
def test_wrong_facts_are_refused_at_their_field(world, coop, changed, field):
    with pytest.raises(RuleViolation) as refused:
        cooperatives.add_member(world, **changed)
    assert refused.value.details["field"] == field
    assert not CooperativeMember.objects.exists()


def test_a_number_and_a_nik_belong_to_one_member_of_a_cooperative(world, coop):
    cooperatives.add_member(world, nik=NIK)
    with pytest.raises(Conflict, match="Yuliana Tefa has member number A-001"):
        cooperatives.add_member(world, name="Orang lain")
    with pytest.raises(Conflict) as refused:
        cooperatives.add_member(world, "A-002", name="Orang lain", nik=NIK)
    assert refused.value.details["field"] == "nik"


def test_a_nik_known_elsewhere_is_told_to_the_verifier_alone(world, coop):
    mine = cooperatives.add_member(world, nik=NIK)
    assert queries.known_elsewhere([mine]) == set()
    owner = factories.make_user("Ketua")
    other = factories.make_vendor(owner, legal_form="cooperative", region=world.vendor.region)
    services.add_member(
        vendor_id=other.pk,
        facts=cooperatives.facts(region_id=coop.region_id, nik=NIK),
        actor=owner,
    )
    assert queries.known_elsewhere([mine]) == {mine.pk}
    shop = factories.make_vendor(nik="5371014507900002")
    third = cooperatives.add_member(world, "A-003", name="Warga", nik=shop.nik)
    assert queries.known_elsewhere([mine, third]) == {mine.pk, third.pk}


def test_who_leaves_stays_on_record_and_comes_back_as_another_row(world, coop):
    member = cooperatives.add_member(world, nik=NIK)
    with pytest.raises(RuleViolation):
        services.end_member(member_id=member.pk, until=date(2019, 1, 1), actor=world.citra)
    services.end_member(member_id=member.pk, until=date(2026, 2, 28), actor=world.citra)
    with pytest.raises(Conflict):
        services.end_member(member_id=member.pk, until=date(2026, 3, 1), actor=world.citra)
    again = cooperatives.add_member(world, "A-002", nik=NIK)
    assert queries.numbers_of(coop) == queries.Numbers(active=1, public=0, left=1)
    assert list(queries.members_of(coop)) == [again]
    assert list(queries.members_of(coop, left=True)) == [member]


def test_a_nik_is_read_in_full_for_a_purpose_that_is_written_down(world, coop):
    member = cooperatives.add_member(world, nik=NIK)
    for who in (world.citra, world.ani, world.kartika):
        with pytest.raises(NotAllowed):
            services.reveal_nik(member_id=member.pk, purpose="Ingin tahu saja", actor=who)
    with pytest.raises(RuleViolation):
        services.reveal_nik(member_id=member.pk, purpose="x", actor=world.joko)
    for who in (world.joko, world.indra):
        assert (
            services.reveal_nik(member_id=member.pk, purpose="Membandingkan KTP", actor=who) == NIK
        )
    looked = AuditEvent.objects.filter(action="member.nik_revealed")
    assert [(one.actor_id, one.reason) for one in looked.order_by("pk")] == [
        (world.joko.pk, "Membandingkan KTP"),
        (world.indra.pk, "Membandingkan KTP"),
    ]


def test_a_verifier_of_another_region_reads_nothing(world, coop):
    member = cooperatives.add_member(world, nik=NIK)
    far = factories.make_tenant_officer("Joni", Role.VENDOR_VERIFIER, factories.make_tenant())
    with pytest.raises(NotAllowed):
        services.reveal_nik(member_id=member.pk, purpose="Membandingkan KTP", actor=far)
