"""Other names of goods: what comes with the product, who edits them, that searches read them."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from catalog import search_words, services, synonyms
from catalog.services.synonyms import load_synonyms, synonym_rows, terms_of
from catalog.synonym_models import TERM_MAX, SearchSynonym
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from tests import factories

LEAST = 80


def test_the_names_that_come_with_the_product_are_loaded_once(db):
    rows = synonym_rows()
    assert len(rows) >= LEAST
    assert SearchSynonym.objects.count() == len(rows)
    assert load_synonyms() == 0
    for terms, others, _both in rows:
        assert all(len(term) <= TERM_MAX for term in [*terms, *others])
        assert all(len(term.split()) <= search_words.MAX_TERM for term in [*terms, *others]), terms
        assert len(terms) + len(others) > 1, terms
        assert len(set(others) - set(terms)) == len(others), terms


def test_one_that_was_switched_off_stays_off(db):
    SearchSynonym.objects.filter(terms__contains=["moringa"]).update(active=False)
    assert load_synonyms() == 0
    assert ("moringa",) not in synonyms.known()


def test_managers_and_operators_edit_them_and_nobody_else(client, world):
    page = reverse("synonyms")
    typed = {"terms": "Sasando, alat musik Rote", "others": "gong", "both_ways": ""}
    client.force_login(world.citra)
    assert client.post(page, typed).status_code == 403
    client.force_login(world.kartika)
    refused = client.post(page, {"terms": "sasando", "others": "sasando"})
    assert refused.status_code in {400, 422}
    assert ">sasando</textarea>" in refused.content.decode().replace("\n", "")
    assert client.post(page, typed).status_code == 302
    row = SearchSynonym.objects.get(terms__contains=["sasando"])
    assert (row.terms, row.others) == (["sasando", "alat musik rote"], ["gong"])
    assert client.post(page, typed).status_code == 409
    client.force_login(factories.make_operator())
    own = reverse("synonym", args=[row.pk])
    assert client.post(own, {"others": "gong, gendang", "both_ways": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.others, row.both_ways, row.active) == (["gong", "gendang"], True, False)
    kinds = AuditEvent.objects.filter(action__startswith="synonym.").values_list(
        "action", flat=True
    )
    assert sorted(kinds) == ["synonym.added", "synonym.changed"]


def test_the_use_cases_ask_for_the_role_and_for_two_names(world):
    names = {"terms": "sasando", "others": "gong", "both_ways": False}
    with pytest.raises(NotAllowed):
        services.add_synonym(**names, actor=world.citra)
    with pytest.raises(RuleViolation):
        services.add_synonym(**{**names, "others": ""}, actor=world.kartika)
    with pytest.raises(RuleViolation):
        services.add_synonym(**{**names, "others": "x" * 41}, actor=world.kartika)
    services.add_synonym(**names, actor=world.kartika)
    with pytest.raises(Conflict):
        services.add_synonym(**names, actor=world.kartika)


@pytest.mark.parametrize(
    ("terms", "others"), [([], ["a", "b"]), (["satu"], []), (["a", "b"], ["x"] * 25)]
)
def test_the_database_wants_two_names_and_few(db, terms, others):
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchSynonym.objects.create(terms=terms, others=others)


def test_terms_are_parted_by_commas_and_lines():
    assert terms_of("T-Shirt, kaos\nkaos,, ;") == ["t shirt", "kaos"]


def test_a_change_is_read_by_the_next_search(client, world):
    product = factories.make_product(world.vendor, world.etalase, name="Sasando kayu")
    services.add_synonym(terms="harpa, sasando", others="", both_ways=False, actor=world.kartika)
    found = client.get(reverse("search"), {"q": "harpa"}).context["found"]
    assert [one.name for one in found.goods] == [product.name]
    assert connection.in_atomic_block
