"""Rooms and tables of the administration are called by words, in the reader's language."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import translation

from config.admin_words import ROOMS, TABLES
from tests import factories

TABLE_LINK = re.compile(r'<th scope="row"[^>]*>\s*<a href="[^"]+"[^>]*>([^<]+)</a>')
ROOM_LINK = re.compile(r'<a href="[^"]+" class="section"[^>]*>\s*([^<]+?)\s*</a>')


def registered():
    return {model._meta.label: model for model in admin.site._registry}


def test_every_table_and_room_has_its_words_and_no_word_is_idle():
    assert set(registered()) == set(TABLES)
    assert {model._meta.app_label for model in admin.site._registry} == set(ROOMS)


@pytest.mark.parametrize("label", sorted(TABLES))
def test_a_table_is_named_in_both_languages(label):
    meta = registered()[label]._meta
    names = {}
    for language in ("id", "en"):
        with translation.override(language):
            names[language] = str(meta.verbose_name), str(meta.verbose_name_plural)
    assert names["id"] != names["en"] or label == "catalog.Etalase"


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_first_page_shows_them(client, db, language):
    client.force_login(factories.make_operator("Op"))
    client.cookies["django_language"] = language
    page = client.get(reverse("admin:index")).content.decode()
    with translation.override(language):
        tables = {str(many).lower() for _one, many in TABLES.values()}
        rooms = {str(room) for room in ROOMS.values()}
    assert {name.strip().lower() for name in TABLE_LINK.findall(page)} <= tables
    assert len(TABLE_LINK.findall(page)) == len(TABLES)
    assert set(ROOM_LINK.findall(page)) == rooms
