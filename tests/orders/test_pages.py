"""The order pages over HTTP: what each side sees, does, and may not."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.documents import services as documents
from marketplace.orders import services
from marketplace.orders.bundle.cover import Story
from marketplace.orders.models import OrderStatus
from tests import factories
from tests.orders import stories
from tests.stories import step_path

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def at(client):
    """Sign somebody in."""

    def sign_in(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def url(name, order):
    return reverse(name, args=[order.public_id])


def test_a_visitor_is_asked_to_sign_in(client, world):
    order = stories.submitted(world)
    for address in (reverse("orders"), url("order_detail", order), step_path(order, "approve")):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/masuk/")


def test_a_stranger_sees_no_foreign_order(at, world):
    order = stories.submitted(world)
    client = at(world.dedi)
    assert client.get(url("order_detail", order)).status_code == 404
    assert client.post(step_path(order, "approve")).status_code == 404
    assert order.title not in client.get(reverse("orders")).content.decode()


def test_the_vendor_sees_an_order_only_once_it_is_issued(at, world):
    order = stories.submitted(world)
    client = at(world.citra)
    assert client.get(url("order_detail", order)).status_code == 404
    services.approve_order(order_id=order.pk, actor=world.budi)
    page = client.get(url("order_detail", order))
    assert page.status_code == 200
    assert step_path(order, "accept") in page.content.decode()
    assert "periksa" not in page.content.decode()


@pytest.mark.parametrize("name", ["ani", "budi", "citra", "eka", "fajar", "gita", "hadi", "indra"])
def test_every_side_reads_the_same_page(at, world, name):
    order = stories.issued(world)
    page = at(getattr(world, name)).get(url("order_detail", order))
    text = page.content.decode()
    assert page.status_code == 200
    assert order.number in text
    assert "Rp\u00a02.220.000" in text


def test_budi_approves_with_a_plain_form(at, world):
    order = stories.submitted(world)
    client = at(world.budi)
    assert step_path(order, "approve") in client.get(url("order_detail", order)).content.decode()
    answer = client.post(step_path(order, "approve"))
    assert (answer.status_code, answer["Location"]) == (303, url("order_detail", order))
    order.refresh_from_db()
    assert order.status == OrderStatus.ISSUED
    page = client.get(url("order_detail", order)).content.decode()
    assert reverse("issued_document", args=[f"SP-{order.ordered_on.year}-000001"]) in page


def test_htmx_swaps_the_living_part_and_moves_the_focus(at, world):
    order = stories.submitted(world)
    answer = at(world.budi).post(step_path(order, "approve"), **HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.lstrip().startswith('<div id="pesanan-hidup">')
    assert "data-focus" in text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_step_that_is_gone_is_refused_on_the_page(at, world, headers):
    order = stories.issued(world)
    answer = at(world.budi).post(step_path(order, "approve"), **headers)
    assert answer.status_code == 409
    assert order.number in answer.content.decode()


def test_the_auditor_sees_all_and_changes_nothing(at, world):
    order = stories.submitted(world)
    client = at(world.indra)
    page = client.get(url("order_detail", order)).content.decode()
    bundle = reverse("order_bundle", args=[order.public_id])
    assert page.count('action="/pesanan/') == page.count(f'action="{bundle}"') == 1
    for name in ("approve", "accept"):
        assert client.post(step_path(order, name)).status_code == 403
    for name in ("resubmit", "reissue"):
        data = {"seen": stories.seen(order)}
        assert client.post(step_path(order, name), data).status_code == 403
        assert client.post(step_path(order, name)).status_code == 403
    for name in ("return", "reject", "decline", "cancel"):
        assert client.post(step_path(order, name), {"reason": "x"}).status_code == 403
        assert client.post(step_path(order, name)).status_code == 403
        assert client.get(step_path(order, name)).status_code == 403
    assert client.post(url("order_message", order), {"text": "x"}).status_code == 403
    assert client.post(url("order_edit", order)).status_code == 403
    order.refresh_from_db()
    assert order.status == OrderStatus.SUBMITTED


@pytest.mark.parametrize("step", ["return", "reject", "cancel"])
def test_a_reason_is_asked_on_a_page_of_its_own(at, world, step):
    order = stories.submitted(world)
    client = at(world.budi)
    asked = client.get(step_path(order, step))
    assert asked.status_code == 200
    assert step_path(order, step) in asked.content.decode()
    empty = client.post(step_path(order, step), {"reason": " "})
    assert empty.status_code == 422
    order.refresh_from_db()
    assert order.status == OrderStatus.SUBMITTED
    assert client.post(step_path(order, step), {"reason": "Keliru"}).status_code == 303


def test_a_reason_too_long_keeps_what_was_typed(at, world):
    order = stories.submitted(world)
    answer = at(world.budi).post(step_path(order, "return"), {"reason": "panjang " * 80})
    assert answer.status_code == 422
    assert "panjang panjang" in answer.content.decode()


def test_a_step_that_closed_meanwhile_says_where_the_order_stands(at, world):
    order = stories.issued(world)
    client = at(world.budi)
    for answer in (
        client.get(step_path(order, "return")),
        client.post(step_path(order, "return"), {"reason": ""}),
        client.post(step_path(order, "return"), {"reason": "Keliru"}),
    ):
        assert answer.status_code == 409
        assert f"Pesanan {order.number}" in answer.content.decode()


def test_a_step_that_asks_nothing_has_a_page_as_well(at, world):
    order = stories.submitted(world)
    page = at(world.budi).get(step_path(order, "approve"))
    assert page.status_code == 200
    assert f'action="{step_path(order, "approve")}"' in page.content.decode()
    assert step_path(order, "return") in page.content.decode()


def test_a_word_that_is_no_step_is_not_there(at, world):
    order = stories.submitted(world)
    address = reverse("order_step", args=[order.public_id, "hapus"])
    assert at(world.budi).get(address).status_code == 404
    assert at(world.budi).post(address).status_code == 404


def test_ani_repairs_and_submits_again(at, world):
    order = stories.returned(world)
    line = order.lines.get()
    client = at(world.ani)
    assert f'name="line-{line.pk}"' in client.get(url("order_detail", order)).content.decode()

    wrong = client.post(url("order_edit", order), {f"line-{line.pk}": "tiga"})
    assert wrong.status_code == 422
    assert 'value="tiga"' in wrong.content.decode()
    too_many = client.post(url("order_edit", order), {f"line-{line.pk}": "46"})
    assert too_many.status_code == 422
    assert "R-CAP-1" in too_many.content.decode()
    assert 'value="46"' in too_many.content.decode()

    assert client.post(url("order_edit", order), {f"line-{line.pk}": "3"}).status_code == 303
    assert client.post(step_path(order, "resubmit")).status_code == 422  # it asks first
    data = {"seen": stories.seen(order), "deliver_by": ""}
    assert client.post(step_path(order, "resubmit"), data).status_code == 303
    order.refresh_from_db()
    assert (order.status, order.gross_rupiah) == (OrderStatus.SUBMITTED, 3_330_000)


def test_an_expired_order_is_issued_again_after_a_look(at, world):
    order = stories.issued(world)
    services.expire_order(order_id=order.pk)
    client = at(world.ani)
    assert step_path(order, "reissue") in client.get(url("order_detail", order)).content.decode()
    assert client.post(step_path(order, "reissue")).status_code == 422  # it asks first
    answer = client.post(step_path(order, "reissue"), {"seen": stories.seen(order)})
    assert answer.status_code == 303
    assert answer["Location"] != url("order_detail", order)
    old = client.get(url("order_detail", order)).content.decode()
    assert step_path(order, "reissue") not in old
    assert answer["Location"] in old


def test_people_talk_on_the_order(at, world):
    order = stories.issued(world)
    client = at(world.citra)
    answer = client.post(url("order_message", order), {"text": "Kirim <b>Kamis</b>?"})
    assert answer.status_code == 303
    for reader in (world.ani, world.budi, world.indra):
        seen = at(reader).get(url("order_detail", order)).content.decode()
        assert "Kirim &lt;b&gt;Kamis&lt;/b&gt;?" in seen
    client = at(world.citra)
    part = client.post(url("order_message", order), {"text": ""}, **HTMX)
    assert part.status_code == 422
    assert part.content.decode().lstrip().startswith('<section class="kartu" id="percakapan"')


def test_the_letter_is_read_on_screen_once_issued(at, world):
    order = stories.submitted(world)
    client = at(world.budi)
    assert client.get(url("order_letter", order)).status_code == 404
    services.approve_order(order_id=order.pk, actor=world.budi)
    page = client.get(url("order_letter", order))
    assert page.status_code == 200
    assert "dua juta dua ratus dua puluh ribu rupiah" in page.content.decode()


def test_the_list_is_searched_and_narrowed(at, world):
    first = stories.submitted(world, title="Kain batik tamu")
    second = stories.issued(world, title="Sabun cuci tangan")
    client = at(world.ani)
    assert client.get("/pesanan/", {"q": "batik"}).context["page"].object_list == [first]
    assert list(client.get("/pesanan/", {"group": "vendor"}).context["page"]) == [second]
    assert list(client.get("/pesanan/", {"q": second.number}).context["page"]) == [second]
    mine = at(world.budi).get("/pesanan/", {"group": "mine"})
    assert list(mine.context["page"]) == [first]
    assert client.get("/pesanan/", {"group": "bogus", "q": "x" * 999}).status_code == 200


def test_each_side_reads_the_name_of_the_other(at, world):
    stories.issued(world)
    for person, other in ((world.ani, world.vendor), (world.citra, world.agency)):
        client = at(person)
        rows = client.get("/pesanan/").content.decode().split("<tbody>")[1]
        assert other.name in rows.split("</td>")[1]
        papers = client.get(reverse("documents")).content.decode()
        assert other.name in papers.split("SP-")[2].split("</tr>")[0]
    assert world.agency.name in at(world.citra).get(reverse("tasks")).content.decode()


def shelf(client, **narrowed) -> set[str]:
    page = client.get(reverse("documents"), narrowed)
    assert page.status_code == 200
    return {paper.number for paper in page.context["page_obj"]}


def test_the_shelf_of_papers_is_searched_and_narrowed(at, world):
    order = stories.issued(world, title="Kain batik tamu")
    other = stories.issued(world, title="Sabun cuci tangan")
    letters = {one.number: of.number for of in (order, other) for one in documents.of(of)}
    first, second = letters
    client = at(world.ani)
    page = client.get(reverse("documents")).content.decode()
    for shown in (first, order.number, reverse("order_detail", args=[order.public_id])):
        assert shown in page
    assert shelf(client) == {first, second}
    assert shelf(client, text="batik") == {first}
    assert shelf(client, text=other.number) == shelf(client, text=second) == {second}
    assert shelf(client, text="batik", kind="surat-pesanan") == {first}
    assert shelf(client, kind="bast") == shelf(client, text="tidak ada") == set()
    assert shelf(client, kind="ngawur" * 99, text="%") <= {first, second}
    assert shelf(at(world.dedi)) == set()


def test_covers_of_bundles_stand_on_the_shelf_of_those_who_may_take_them(at, world):
    order = stories.issued(world)
    nothing = Story(steps=[], checks=[], rules=[])
    services.take_bundle(order_id=order.pk, actor=world.budi, story=nothing).file.close()
    cover = order.bundles.get().number
    for name, seen in (("hadi", True), ("indra", True), ("eka", False), ("citra", False)):
        assert (cover in shelf(at(getattr(world, name)))) == seen, name
    assert shelf(at(world.budi), text=order.number) >= {cover}


def queries_for(client, address, captured) -> int:
    cache.clear()
    with captured as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_a_longer_list_asks_no_more_questions(at, world):
    stories.submitted(world, quantity=1)
    client = at(world.ani)
    client.get("/pesanan/")
    one = queries_for(client, "/pesanan/", CaptureQueriesContext(connection))
    for _ in range(19):
        stories.submitted(world, quantity=1)
    twenty = queries_for(client, "/pesanan/", CaptureQueriesContext(connection))
    assert twenty == one
    assert one <= 20


def test_the_order_page_asks_few_questions(at, world):
    order = stories.issued(world)
    client = at(world.budi)
    client.get(url("order_detail", order))
    assert queries_for(client, url("order_detail", order), CaptureQueriesContext(connection)) <= 50


def test_the_page_on_which_the_ppk_decides_asks_few_questions_however_many_lines(at, world):
    more = [factories.make_product(world.vendor, world.etalase) for _ in range(4)]
    items = [stories.order_item(product, 1) for product in (world.product, *more)]
    order = stories.submitted(world, items=items)
    client = at(world.budi)
    client.get(url("order_detail", order))
    assert queries_for(client, url("order_detail", order), CaptureQueriesContext(connection)) <= 60


def test_the_list_names_the_other_side(at, world):
    stories.issued(world)
    for person, shown, hidden in (
        (world.citra, world.agency.name, world.vendor.name),
        (world.ani, world.vendor.name, world.agency.name),
    ):
        table = at(person).get(reverse("orders")).content.decode()
        table = table.partition("<table")[2].partition("</table>")[0]
        assert shown in table
        assert hidden not in table
