"""Registering a government card on the bank's own page; its number never reaches us."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.urls import reverse

from marketplace.core import audit
from marketplace.core.errors import NotAllowed
from marketplace.core.models import AuditEvent
from payments.models import GovernmentCard
from payments.services import register_card, retire_card
from tests import stories
from tests.factories import make_officer

pytestmark = pytest.mark.usefixtures("bank_settings")


def bank_link(client, world) -> str:
    page = client.get(reverse("card_register", args=[world.agency.pk])).content.decode()
    found = re.search(r'href="(http://127\.0\.0\.1[^"]+card-page[^"]+)"', page)
    assert found
    return unescape(found[1])


def at_the_bank(link: str, choice: str = "berhasil") -> str:
    """Choose a card on the bank's page as a browser would; return where it sends us."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    form = {"returnUrl": query["returnUrl"], "state": query["state"], "card": choice}
    base = link.split("?", maxsplit=1)[0]
    with httpx.Client(trust_env=False) as browser:
        assert browser.get(link).status_code == 200
        sent_back = browser.post(base, data=form)
    assert sent_back.status_code == 303
    target = urlsplit(sent_back.headers["location"])
    return f"{target.path}?{target.query}"


@pytest.fixture
def holder(client, world, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    client.defaults["HTTP_HOST"] = "127.0.0.1:8000"
    client.force_login(world.fajar)
    return client


def test_the_holder_comes_back_from_the_bank_with_a_card(holder, world):
    answer = holder.get(at_the_bank(bank_link(holder, world)), follow=True)
    card = GovernmentCard.objects.get()
    assert (card.holder, card.agency, card.last4, card.active) == (
        world.fajar,
        world.agency,
        "4242",
        True,
    )
    assert "4242" in answer.content.decode()
    assert card.token not in answer.content.decode()
    told = AuditEvent.objects.get(action="card.registered")
    assert card.token not in str(told.data)


def test_a_card_comes_back_only_into_the_session_that_asked(holder, client, world):
    target = at_the_bank(bank_link(holder, world))
    bank_link(holder, world)  # the holder began anew: the older state is worth nothing
    holder.get(target)
    assert not GovernmentCard.objects.exists()
    other = make_officer("Lukman", "card_holder", world.agency)
    holder.force_login(other)
    holder.get(target)
    assert not GovernmentCard.objects.exists()


def test_the_way_back_works_once(holder, world):
    target = at_the_bank(bank_link(holder, world))
    holder.get(target)
    holder.get(target)
    assert GovernmentCard.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x&code=y", "?error=cancelled"])
def test_an_invented_way_back_registers_nothing(holder, query):
    assert holder.get(reverse("card_return") + query).url == reverse("cards")
    assert not GovernmentCard.objects.exists()


def test_a_silent_bank_is_said_so(holder, world, bank):
    target = at_the_bank(bank_link(holder, world))
    bank.knobs(down=True)
    page = holder.get(target, follow=True)
    assert page.status_code == 200
    assert not GovernmentCard.objects.exists()


@pytest.mark.parametrize("who", ["ani", "citra", "dedi", "gita", "hadi", "indra"])
def test_only_a_card_holder_of_the_agency_registers(client, world, who):
    client.force_login(getattr(world, who))
    answer = client.get(reverse("card_register", args=[world.agency.pk]))
    assert answer.status_code == 403
    with pytest.raises(NotAllowed):
        register_card(
            agency_id=world.agency.pk,
            token="card-ok-x",
            last4="4242",
            issuer="Bank",
            actor=getattr(world, who),
        )


def test_a_retired_card_can_be_registered_again(world):
    card = stories.card_of(world)
    retire_card(card_id=card.pk, actor=world.fajar)
    again = stories.card_of(world)
    assert (again.pk, again.active) == (card.pk, True)
    actions = list(audit.trail(card).values_list("action", flat=True))
    assert actions == ["card.registered", "card.retired", "card.registered"]


def test_a_card_of_somebody_else_is_not_taken_over(world):
    stories.card_of(world)
    other = make_officer("Lukman", "card_holder", world.agency)
    with pytest.raises(NotAllowed):
        register_card(
            agency_id=world.agency.pk,
            token="card-ok-fajar",
            last4="4242",
            issuer="Bank",
            actor=other,
        )


def test_cards_are_listed_to_those_who_answer_for_them(client, world):
    card = stories.card_of(world)
    for who, seen in {"fajar": True, "gita": True, "hadi": True, "indra": True}.items():
        client.force_login(getattr(world, who))
        page = client.get(reverse("cards"))
        assert ("4242" in page.content.decode()) is seen, who
    for who in ("ani", "budi", "citra", "dedi", "eka"):
        client.force_login(getattr(world, who))
        assert client.get(reverse("cards")).status_code == 403, who
        answer = client.post(reverse("card_retire", args=[card.pk]))
        assert answer.status_code == 404, who
    for who in ("gita", "indra"):
        client.force_login(getattr(world, who))
        assert client.post(reverse("card_retire", args=[card.pk])).status_code == 403, who
    card.refresh_from_db()
    assert card.active
    client.force_login(world.hadi)
    client.post(reverse("card_retire", args=[card.pk]))
    card.refresh_from_db()
    assert not card.active
