"""A person is erased: what is theirs is gone everywhere, what the law keeps stands and verifies."""

import io

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.management import call_command

from marketplace.accounts.models import User
from marketplace.core import audit, clock, invariants, outbox
from marketplace.core.errors import Conflict, NotAllowed
from marketplace.core.models import PrivateFile
from marketplace.privacy import people, services
from marketplace.privacy.models import DataRequest, ErasedRows, RequestKind
from tests.privacy import lives, searching
from tests.privacy.lives import PERSONAL
from tests.vendors.conftest import NIK
from vendors.pipeline.models import Target


@pytest.fixture
def lili(committed_world):
    """Lili, as every room knows her."""
    return lives.live(committed_world)


def asked(lili) -> DataRequest:
    """Lili asks to be erased."""
    one = people.known(account_id=lili.user.pk)
    return services.ask(RequestKind.ERASE, one, actor=lili.user)


def test_nothing_of_lili_is_left_but_what_the_register_says(lili):
    paths = set(PrivateFile.objects.filter(owner=lili.user).values_list("path", flat=True))
    before = searching.found(PERSONAL)
    assert ("vendors_vendor", "nik") in before
    assert ("pipeline_target", "email") in before
    assert ("support_ticketmessage", "text") in before
    request = asked(lili)
    figures = services.carry_out(request_id=request.pk, actor=lili.operator)
    lives.relay()
    after = searching.found(PERSONAL)
    assert set(after) - searching.kept() == set(), after
    assert after == {}
    assert searching.files_with(PERSONAL) == []
    assert paths
    assert not any(default_storage.exists(path) for path in paths)
    assert figures["vendors_vendor"] == 1
    assert ErasedRows.objects.filter(request=request, table_name="vendors_vendor").exists()


def test_the_chain_the_papers_and_the_laws_of_the_house_still_hold(lili):
    services.carry_out(request_id=asked(lili).pk, actor=lili.operator)
    lives.relay()
    audit.seal()
    report = audit.verify()
    assert (report.broken_at, report.sealed > 0) == (None, True)
    broken = [(one.code, count) for one, count in invariants.examine() if count]
    assert broken == []


def test_her_account_is_closed_and_she_is_told_once(lili):
    mail.outbox.clear()
    services.carry_out(request_id=asked(lili).pk, actor=lili.operator)
    user = User.objects.get(pk=lili.user.pk)
    assert not user.is_active
    assert not user.has_usable_password()
    assert user.email.endswith(".invalid")
    [letter] = [one for one in mail.outbox if one.to == [lives.ADDRESS]]
    assert lives.NAME not in letter.subject + letter.body
    lives.relay()


def test_two_people_are_needed_and_neither_is_lili(lili):
    one = people.known(account_id=lili.user.pk)
    request = services.ask(
        RequestKind.ERASE, one, actor=lili.operator, reason="Datang ke loket", proof="KTP dilihat"
    )
    for actor in (lili.operator, lili.user):
        with pytest.raises(NotAllowed):
            services.carry_out(request_id=request.pk, actor=actor)
    assert services.carry_out(request_id=request.pk, actor=lili.second)
    with pytest.raises(Conflict):
        services.carry_out(request_id=request.pk, actor=lili.second)


def test_somebody_who_never_signed_up_is_found_by_phone_and_address(lili):
    other = Target.objects.get(name="Tenun Sasaran 2")
    one = people.known(phone="0812-0000-0002")
    request = services.ask(
        RequestKind.ERASE, one, actor=lili.operator, reason="Surat", proof="KTP dilihat"
    )
    assert lives.NAME not in request.known_by
    figures = services.carry_out(request_id=request.pk, actor=lili.second)
    other.refresh_from_db()
    assert (other.owner_name, other.phone) == ("", "")
    assert figures["pipeline_target"] == 1
    request.refresh_from_db()
    assert request.known_by == ""
    assert Target.objects.get(vendor=lili.vendor).phone


def test_a_nik_leads_to_the_account_that_uses_it(lili):
    one = people.known(nik=NIK)
    with pytest.raises(services.StandsAgainst) as refused:
        services.ask(RequestKind.ERASE, one, actor=lili.operator, reason="x", proof="KTP")
    assert lili.vendor.number in refused.value.message


def test_what_stands_against_it_is_named_with_the_next_step(committed_world):
    world = committed_world
    for user, words in (
        (world.citra, "tidak punya pemilik lain"),
        (world.ani, "Masih memegang peran"),
    ):
        with pytest.raises(services.StandsAgainst) as refused:
            services.ask(RequestKind.ERASE, people.known(account_id=user.pk), actor=user)
        assert words in refused.value.message
    assert not DataRequest.objects.exists()


def test_the_command_plans_asks_and_carries_out_with_one_line_of_figures(lili):
    def said(*words):
        out = io.StringIO()
        call_command("erase_person", *words, stdout=out)
        return out.getvalue().splitlines()

    email = ["--email", lives.ADDRESS]
    assert said(*email, "--plan")[-1].startswith("planned: ")
    asked_by = ["--as", lili.operator.email, "--reason", "Surat", "--proof", "KTP"]
    [line] = said(*email, *asked_by)[-1:]
    assert line.startswith("asked: request ")
    number = line.split("request ")[1].split(",")[0]
    done = said("--request", number, "--as", lili.second.email)
    assert done[-1].startswith("erased: ")
    assert searching.files_with(PERSONAL) == []


def test_a_request_that_is_late_reaches_every_operator(lili):
    from marketplace.core import deadlines  # noqa: PLC0415 - needs ready apps
    from marketplace.notices.models import Notice  # noqa: PLC0415

    request = asked(lili)
    lives.relay()
    assert Notice.objects.filter(kind="data_request.asked").exists()
    with clock.moved_to(request.due_at):
        assert deadlines.fire_due() >= 1
        outbox.relay(500)
    late = Notice.objects.filter(kind="data_request.late")
    assert {one.recipient for one in late} == {lili.operator, lili.second}
