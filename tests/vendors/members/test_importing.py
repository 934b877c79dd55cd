"""A sheet of members: read and judged, then taken in whole; sent twice it changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from marketplace.core.errors import Conflict, InvalidUpload, NotAllowed
from marketplace.core.models import AuditEvent
from tests import cooperatives
from tests.cooperatives import member_sheet, row_of
from vendors.members import presenters, queries, services
from vendors.members.models import CooperativeMember, MemberSheet

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


def send(world, *rows, actor=None) -> MemberSheet:
    return services.send_sheet(
        vendor_id=world.vendor.pk, upload=member_sheet(*rows), actor=actor or world.citra
    )


def said(sheet) -> list[tuple[str, list[str]]]:
    shown = [presenters.row_shown(row) for row in queries.rows_of(sheet)]
    return [(row.verdict, row.problems) for row in shown]


def test_a_sheet_is_looked_at_then_taken_in_and_sent_again_changes_nothing(world, coop):
    rows = [row_of(world, nik=NIK), row_of(world, number="A-102", name="Bernadus Lopo")]
    sheet = send(world, *rows)
    assert [verdict for verdict, _problems in said(sheet)] == ["new", "new"]
    assert not CooperativeMember.objects.exists()
    assert services.take_sheet_in(sheet_id=sheet.pk, actor=world.citra) == 2
    first = CooperativeMember.objects.get(number="A-101")
    assert (first.nik, first.named_in_public, str(first.since)) == (NIK, True, "2021-03-05")
    sheet.refresh_from_db()
    assert sheet.rows == ""  # what it said is kept no longer than needed

    again = send(world, row_of(world), rows[1])  # an empty NIK leaves what is known
    assert [verdict for verdict, _problems in said(again)] == ["same", "same"]
    assert services.take_sheet_in(sheet_id=again.pk, actor=world.citra) == 0
    first.refresh_from_db()
    assert first.nik == NIK
    with pytest.raises(Conflict):
        services.take_sheet_in(sheet_id=again.pk, actor=world.citra)


def test_changes_are_named_and_taken(world, coop):
    cooperatives.add_member(world, "A-101", name="Agnes Lero", makes="Tikar")
    sheet = send(world, row_of(world, makes="Anyaman lontar"))
    row = presenters.row_shown(queries.rows_of(sheet)[0])
    assert row.verdict == "changed"
    assert "What the member makes" in row.changes
    assert services.take_sheet_in(sheet_id=sheet.pk, actor=world.citra) == 1
    assert CooperativeMember.objects.get().makes == "Anyaman lontar"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"name": ""}, "Write the name of the member"),
        ({"number": ""}, "Write the number in your register"),
        ({"nik": "12"}, "A NIK has 16 digits"),
        ({"nik": "5,37101E+15"}, "shortened this number"),
        ({"region": "Atlantis"}, "No region of your province"),
        ({"since": "kemarin"}, "This is no date"),
        ({"since": "5/3/2999"}, "between 1945 and today"),
        ({"consent": ""}, "agreed in writing"),
        ({"public": "mungkin"}, "Write ya or tidak"),
        ({"makes": "=1+1"}, "holds a formula"),
        ({"name": "x" * 130}, "At most 120 characters"),
    ],
)
def test_a_wrong_cell_is_said_in_a_sentence_and_the_row_left_out(world, coop, changed, word):
    sheet = send(world, row_of(world, **changed), row_of(world, number="A-2", name="Elias Benu"))
    (verdict, problems), (other, _none) = said(sheet)
    assert (verdict, other) == ("wrong", "new")
    assert word in " ".join(problems)
    assert services.take_sheet_in(sheet_id=sheet.pk, actor=world.citra) == 1
    assert [member.name for member in CooperativeMember.objects.all()] == ["Elias Benu"]


def test_twins_and_numbers_of_those_who_left_are_found(world, coop):
    gone = cooperatives.add_member(world, "A-101")
    cooperatives.add_member(world, "A-001", nik=NIK)
    services.end_member(member_id=gone.pk, until=gone.since, actor=world.citra)
    sheet = send(
        world,
        row_of(world),
        row_of(world, number="A-7", name="Elias Benu", nik=NIK),
        row_of(world, number="A-8"),
        row_of(world, number="A-8"),
    )
    words = [" ".join(problems) for _verdict, problems in said(sheet)]
    assert "belonged to a member who has left" in words[0]
    assert "Another member of your cooperative has this NIK" in words[1]
    assert (words[2], "Row 4 of this sheet" in words[3]) == ("", True)


def test_what_no_longer_fits_is_refused_whole(world, coop):
    rows = [row_of(world), row_of(world, number="A-7", name="Elias Benu", nik=NIK)]
    sheet = send(world, *rows)
    cooperatives.add_member(world, "A-050", nik=NIK)
    with pytest.raises(Conflict, match="Row 3 does not fit any more"):
        services.take_sheet_in(sheet_id=sheet.pk, actor=world.citra)
    assert CooperativeMember.objects.count() == 1
    sheet.refresh_from_db()
    assert sheet.is_open


def test_the_next_sheet_puts_the_earlier_one_aside_and_others_send_none(world, coop):
    first, second = send(world, row_of(world)), send(world, row_of(world))
    first.refresh_from_db()
    assert (first.is_open, first.rows) == (False, "")
    for who in (world.ani, world.joko):
        with pytest.raises(NotAllowed):
            send(world, row_of(world), actor=who)
        with pytest.raises(NotAllowed):
            services.take_sheet_in(sheet_id=second.pk, actor=who)
    services.put_sheet_aside(sheet_id=second.pk, actor=world.citra)
    assert not CooperativeMember.objects.exists()


def test_a_table_that_is_no_list_of_members_is_refused(world, coop):
    for rows in ([], [row_of(world, number=f"B-{n}") for n in range(1_001)]):
        with pytest.raises(InvalidUpload, match="from 1 to 1000"):
            send(world, *rows)
    with pytest.raises(InvalidUpload, match="No heading"):
        services.send_sheet(
            vendor_id=coop.pk,
            upload=cooperatives.SimpleUploadedFile("a.csv", b"satu;dua\n1;2"),
            actor=world.citra,
        )


def test_no_nik_of_a_sheet_comes_into_the_trail(world, coop):
    sheet = send(world, row_of(world, nik=NIK))
    services.take_sheet_in(sheet_id=sheet.pk, actor=world.citra)
    assert NIK not in str(list(AuditEvent.objects.values_list("data", "reason")))


def test_four_hundred_members_are_taken_in_at_once(world, coop, django_assert_max_num_queries):
    rows = [row_of(world, number=f"B-{n:03d}", name=f"Anggota {n}") for n in range(400)]
    sheet = send(world, *rows)
    assert services.take_sheet_in(sheet_id=sheet.pk, actor=world.citra) == 400
    with django_assert_max_num_queries(6):
        found = presenters.lines(queries.members_of(coop)[:50], judged=True)
    assert len(found) == 50


def test_the_example_of_the_template_changes_no_member(world, coop):
    """Its number may be that of a member who is owed money."""
    member = cooperatives.add_member(world, number="A-001")
    upload = SimpleUploadedFile("templat.xlsx", presenters.template(coop))
    sheet = services.send_sheet(vendor_id=coop.pk, upload=upload, actor=world.citra)
    [(verdict, problems)] = said(sheet)
    assert verdict == "wrong"
    assert any("example" in problem for problem in problems)
    services.take_sheet_in(sheet_id=sheet.pk, actor=world.citra)
    assert CooperativeMember.objects.get() == member
