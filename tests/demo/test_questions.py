"""Questions, answers, reports and watched words of the demo: each new page shows something."""

from datetime import timedelta

import pytest

from catalog.models import Product
from catalog.moderation.models import ListingReport, WatchedWord
from catalog.questions import queries, rules
from catalog.questions.models import ProductQuestion, QuestionAnswer
from catalog.questions.services import count_all
from marketplace.accounts.models import Role
from marketplace.core import clock
from marketplace.demo import pictures
from marketplace.demo.load import questions
from tests import factories


@pytest.fixture
def market(world, monkeypatch):
    """The cast's market as the only one of the demo, with six shops more."""
    tenant = world.agency.tenant
    monkeypatch.setattr(questions.people, "TENANTS", (tenant,))
    for number in range(6):
        shop = factories.make_vendor()
        for _ in range(2 if number < 2 else 1):
            factories.make_product(shop, world.etalase)
    factories.make_officer("Oki", Role.PROCUREMENT_OFFICER, world.agency)
    return world


def test_a_market_has_questions_answers_and_what_a_manager_does(market):
    questions.ask_shops(clock.now())
    count_all()
    by_status = set(ProductQuestion.objects.values_list("status", flat=True))
    assert by_status == {"waiting", "answered"}
    assert QuestionAnswer.objects.exclude(removed_at=None).count() == 1
    assert ListingReport.objects.filter(status="open").count() == 2
    assert ListingReport.objects.filter(status="dismissed").count() == 1
    assert WatchedWord.objects.count() == len(questions.WATCHED)
    shown = [
        queries.shown_replies(one.vendor)
        for one in Product.objects.select_related("vendor").distinct("vendor")
    ]
    assert len([one for one in shown if one]) >= questions.TALKATIVE
    asked = ProductQuestion.objects.order_by("asked_at").values_list("asked_at", flat=True)
    assert asked[0] >= clock.now() - timedelta(days=rules.COUNTED_DAYS)


def test_no_written_question_or_answer_names_a_person():
    pairs = [pair for of_kind in questions.ASKED.values() for pair in of_kind]
    texts = [text for pair in (*pairs, *questions.OF_ANY_KIND) for text in pair]
    assert not [text for text in texts if rules.names_a_person(text) or len(text) > 500]


def test_further_pictures_are_other_tints_of_the_same_drawing():
    kind, palette = next(iter(pictures.files())), next(iter(pictures.PALETTES))
    first = pictures.draw(kind, palette, 0)
    more = pictures.other_tints(kind, palette, 0, 2)
    assert len({first, *more}) == 1 + len(more)
    assert pictures.other_tints(kind, palette, 0, 0) == []
