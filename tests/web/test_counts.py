"""The number of tasks in the frame: one's own deeds count at once, those of others in a moment."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from marketplace.web import counts
from tests import stories


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.COUNTS_KEPT_SECONDS = 15


def shown(client) -> int:
    page = client.get(reverse("account")).content.decode()
    found = re.search(r'data-hitung="tasks"[^>]*>\s*(?:<span\s+class="lencana"\s*>(\d+))?', page)
    return int(found[1] or 0)


def test_what_i_do_counts_at_once(client, world):
    order = stories.issued(world)
    client.force_login(world.citra)
    before = shown(client)
    client.post(stories.step_path(order, "accept"))
    order.refresh_from_db()
    assert order.status == "accepted"
    client.get(reverse("tasks"))
    assert shown(client) == len(client.get(reverse("tasks")).context["rows"])
    assert before >= 1


def test_what_others_do_counts_when_the_moment_is_over(client, world):
    client.force_login(world.citra)
    before = shown(client)
    stories.issued(world)
    assert shown(client) == before
    cache.clear()
    assert shown(client) == before + 1


def test_the_list_of_tasks_is_never_an_old_one(client, world):
    client.force_login(world.citra)
    before = len(client.get(reverse("tasks")).context["rows"])
    stories.issued(world)
    page = client.get(reverse("tasks"))
    assert len(page.context["rows"]) == before + 1


@pytest.mark.parametrize("session", [None, type("Session", (), {"session_key": None})()])
def test_without_a_sign_in_nothing_is_kept(rf, session):
    request = rf.get("/")
    request.session = session
    numbers = iter((1, 2))
    assert counts.kept(request, "tasks", lambda: next(numbers)) == 1
    assert counts.kept(request, "tasks", lambda: next(numbers)) == 2
