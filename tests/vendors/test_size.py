"""A verified shop declares its size once a year; another class is a verifier's decision."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.core import clock, deadlines, outbox
from marketplace.core.calendar import local_day
from marketplace.core.errors import Conflict, NotAllowed
from marketplace.notices import kinds
from marketplace.notices.models import Notice
from marketplace.web import panels
from tests import factories
from tests.clients import signed_in
from vendors import queries, services
from vendors.application import Figures
from vendors.models import ChangeKind, ChangeRequest, SizeDeclaration, Vendor

MICRO = Figures(has_full_book_year=True, annual_sales_rupiah=300_000_000)
MEDIUM = Figures(has_full_book_year=True, annual_sales_rupiah=15_000_000_001)


def declare(world, figures=MICRO, actor=None):
    return services.declare_size(
        vendor_id=world.vendor.pk, figures=figures, actor=actor or world.citra
    )


def stored(world) -> Vendor:
    return Vendor.objects.get(pk=world.vendor.pk)


def test_within_the_class_a_new_figure_holds_at_once(world):
    declare(world)
    assert stored(world).annual_sales_rupiah == 300_000_000
    assert stored(world).capital_rupiah is None
    assert stored(world).size_class == "micro"
    assert not ChangeRequest.objects.exists()


def test_another_class_is_decided_by_a_verifier_and_closes_bela(world):
    row = declare(world, MEDIUM).change
    assert stored(world).size_class == "micro"
    assert [channel.value for channel in queries.channels_of(stored(world))].count("bela") == 1
    services.apply_change(request_id=row.pk, actor=world.joko)
    assert stored(world).size_class == "medium"
    assert "bela" not in queries.channels_of(stored(world))
    while outbox.relay():
        pass
    told = Notice.objects.get(
        kind="vendor.channels_changed", recipient=world.citra, channel="inbox"
    )
    assert told.params["channels"] == "Katalog lokal"


def test_a_refused_class_leaves_all_and_the_year_open(world):
    before = queries.size_declared_at(world.vendor)
    row = declare(world, MEDIUM).change
    services.refuse_change(request_id=row.pk, reason="Angka salah satu nol", actor=world.joko)
    assert stored(world).size_class == "micro"
    assert queries.size_declared_at(world.vendor) == before


def test_one_change_of_class_waits_at_a_time(world):
    declare(world, MEDIUM)
    with pytest.raises(Conflict):
        declare(world)


@pytest.mark.parametrize("figure", [None, -1, 10**15])
def test_a_figure_that_cannot_be_is_refused_beside_its_field(world, figure):
    with pytest.raises(services.InvalidField) as refused:
        declare(world, Figures(has_full_book_year=True, annual_sales_rupiah=figure))
    assert refused.value.details["field"] == "annual_sales_rupiah"
    assert not SizeDeclaration.objects.exists()


@pytest.mark.parametrize("who", ["joko", "indra", "ani", "dedi"])
def test_only_the_owner_declares(world, who):
    with pytest.raises(NotAllowed):
        declare(world, actor=getattr(world, who))


# ---- the year


def reminders(world) -> int:
    while outbox.relay():
        pass
    rows = Notice.objects.filter(kind="vendor.size_due", recipient=world.citra, channel="inbox")
    return rows.count()


def test_the_owner_is_reminded_thirty_and_seven_days_before_and_on_the_day(world):
    services.declare_size(vendor_id=world.vendor.pk, figures=MICRO, actor=world.citra)
    begun = clock.now()
    seen = []
    for days in (334, 335, 357, 358, 364, 365, 366, 400):
        with clock.moved_to(begun + timedelta(days=days, minutes=1)):
            deadlines.fire_due()
            seen.append(reminders(world))
    assert seen == [0, 1, 1, 2, 2, 3, 3, 3]


def test_the_reminder_names_the_day_in_the_readers_language(world):
    declare(world)
    begun = clock.now()
    with clock.moved_to(begun + timedelta(days=336)):
        deadlines.fire_due()
        assert reminders(world) == 1
        notice = Notice.objects.get(kind="vendor.size_due", recipient=world.citra, channel="inbox")
        due = local_day(begun + timedelta(days=365), world.vendor.time_zone)
        assert str(due.year) in kinds.render(notice, "id").title
        assert str(due.day) in kinds.render(notice, "en").title
        page = signed_in(world.citra).get(reverse("inbox"))
    assert page.status_code == 200


def test_after_days_of_outage_one_reminder_is_enough(world):
    declare(world)
    with clock.moved_to(clock.now() + timedelta(days=380)):
        while deadlines.fire_due():
            pass
        assert reminders(world) == 1


def test_who_declares_in_time_is_left_alone_for_a_year(world):
    declare(world)
    begun = clock.now()
    with clock.moved_to(begun + timedelta(days=300)):
        declare(world)
    with clock.moved_to(begun + timedelta(days=380)):
        deadlines.fire_due()
        assert reminders(world) == 0


def test_an_approved_shop_has_its_clock(approved):
    assert queries.size_due_at(approved) == approved.approved_at + timedelta(days=365)
    with clock.moved_to(approved.approved_at + timedelta(days=335, minutes=1)):
        assert deadlines.fire_due() >= 1


def test_it_stands_among_the_tasks_when_it_is_near(world, rf):
    declare(world)
    request = rf.get("/")
    request.user, request.session = world.citra, {}
    page = reverse("vendor_size")
    assert page not in [task.url for task in panels.collect("tasks", request)]
    with clock.moved_to(clock.now() + timedelta(days=336)):
        assert page in [task.url for task in panels.collect("tasks", request)]


# ---- pages


def test_the_owner_declares_by_page(world):
    browser, page = signed_in(world.citra), reverse("vendor_size")
    assert page in browser.get(reverse("vendor_changes")).text
    wrong = browser.post(page, {"has_full_book_year": "yes", "annual_sales_rupiah": "abc"})
    assert wrong.status_code == 422
    assert "abc" in wrong.text
    typed = {"has_full_book_year": "yes", "annual_sales_rupiah": "20.000.000.000"}
    asked = browser.post(page, typed)
    assert asked.status_code == 422
    assert 'name="understood"' in asked.text
    assert not SizeDeclaration.objects.exists()
    sent = browser.post(page, {**typed, "understood": "1"})
    assert (sent.status_code, sent.url) == (302, page)
    assert 'name="annual_sales_rupiah"' not in browser.get(page).text
    row = ChangeRequest.objects.get(kind=ChangeKind.SIZE)
    review = signed_in(world.joko).get(reverse("change_review", args=[row.public_id]))
    assert "20.000.000.000" in review.text.replace("\xa0", " ")


def test_the_same_class_is_declared_in_one_press(world):
    browser, page = signed_in(world.citra), reverse("vendor_size")
    typed = {"has_full_book_year": "yes", "annual_sales_rupiah": "300.000.000"}
    assert browser.post(page, typed).status_code == 302
    assert stored(world).annual_sales_rupiah == 300_000_000


# ---- the database


def test_no_verified_class_or_figure_changes_behind_a_verifiers_back(world):
    rows = Vendor.objects.filter(pk=world.vendor.pk)
    for columns in ({"size_class": "small"}, {"capital_rupiah": 1}, {"annual_sales_rupiah": 5}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**columns)


def test_a_declaration_of_another_class_does_not_let_figures_through(world):
    declare(world, MEDIUM)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vendor.objects.filter(pk=world.vendor.pk).update(annual_sales_rupiah=15_000_000_001)


def test_what_was_declared_stays(world):
    declare(world)
    rows = SizeDeclaration.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(annual_sales_rupiah=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_stranger_has_no_such_page(world):
    stranger = signed_in(factories.make_user("Orang Asing"))
    assert stranger.get(reverse("vendor_size")).status_code == 404
