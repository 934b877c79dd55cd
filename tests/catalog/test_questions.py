"""Ani's office asks before it orders; Citra answers for all; Kartika takes down what is wrong."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from catalog.questions import handlers, queries, rules, services
from catalog.questions.models import ProductQuestion, QuestionAnswer, ReplyStanding
from marketplace.accounts.models import Role
from marketplace.core import clock
from marketplace.core.errors import InvalidTransition, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent, OutboxEvent
from marketplace.notices.models import Channel, Notice
from tests import factories
from tests.sourcing.test_cart import BACKEND

WORDS = "Apakah kain ini luntur bila dicuci?"
ANSWER = "Tidak, pewarnanya alam dan sudah dikunci."
SHOP = "/penyedia/pertanyaan/"
MANAGER = "/katalog/pertanyaan/"


def ask(world, *, actor=None, words=WORDS, product=None, agency=None) -> ProductQuestion:
    return services.ask_question(
        product_id=(product or world.product).pk,
        agency_id=(agency or world.agency).pk,
        words=words,
        actor=actor or world.ani,
    )


def answer(world, question, words=ANSWER) -> QuestionAnswer:
    return services.answer_question(question_id=question.pk, words=words, actor=world.citra)


def page_of(world, user=None, name="product_page") -> str:
    reader = Client()
    if user is not None:
        reader.force_login(user, backend=BACKEND)
    return reader.get(reverse(name, args=[world.product.public_id])).content.decode()


def told(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind, channel=Channel.INBOX)
    return sorted(rows.values_list("recipient__name", flat=True))


@pytest.fixture
def at(client):
    """Sign somebody in."""

    def sign_in(user):
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in


def test_an_office_asks_the_shop_answers_and_everybody_reads_both(world, at):
    ani = at(world.ani)
    form = reverse("question_ask", args=[world.product.public_id])
    assert form in page_of(world)
    assert world.agency.name in ani.get(form).content.decode()
    assert ani.post(form, {"words": WORDS}).status_code == 302
    question = ProductQuestion.objects.get()
    handlers.tell_shop(OutboxEvent.objects.get(name="question.asked"))
    assert told("question.asked") == ["Citra"]
    citra = at(world.citra)
    assert WORDS in citra.get(SHOP).content.decode()
    assert SHOP in citra.get(reverse("tasks")).content.decode()
    sent = citra.post(reverse("question_answer", args=[question.public_id]), {"words": ANSWER})
    assert sent.status_code == 302
    handlers.tell_asker(OutboxEvent.objects.get(name="question.answered"))
    assert told("question.answered") == ["Ani"]
    for reader in (None, world.dedi, world.ani, world.citra):
        for name in ("product_page", "product_questions"):
            page = page_of(world, reader, name)
            assert WORDS in page
            assert ANSWER in page
            assert world.agency.name in page
    public = page_of(world) + page_of(world, name="product_questions")
    for person in (world.ani, world.citra):
        assert f">{person.name}" not in public
        assert person.email not in public
    assert AuditEvent.objects.filter(action__startswith="question.").count() == 2


def test_what_waits_is_seen_by_who_asked_and_the_shop_alone(world, at):
    ask(world)
    assert WORDS in page_of(world, world.ani)
    assert WORDS in at(world.citra).get(SHOP).content.decode()
    for reader in (None, world.budi, world.dedi, world.joko):
        for name in ("product_page", "product_questions"):
            assert WORDS not in page_of(world, reader, name)


def test_a_visitor_is_led_to_the_form_by_signing_in_and_no_cookie_is_set(world):
    visitor = Client()
    page = visitor.get(reverse("product_questions", args=[world.product.public_id]))
    assert "s-maxage" in page["Cache-Control"]
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.content.decode()
    form = reverse("question_ask", args=[world.product.public_id])
    assert reverse("account_login") in visitor.get(form)["Location"]
    assert visitor.post(form, {"words": WORDS}).status_code == 302
    assert not ProductQuestion.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Hubungi saya di 0812 3456 7890 saja",
        "Hubungi saya di +62-812-3456-7890",
        "kirim penawaran ke ani@example.test ya",
        "Lihat contoh di https://contoh.test/kain",
        "Nomor saya 3515 0745 0190 0001",
        "NPWP kami 09.254.294.3-407.000, bisa?",
        "Rekening 7700012345 apakah aktif",
        "Telepon 0812 - 3456 - 7890 ya",
        "Telepon 0812_3456_7890 ya",
        "Telepon 0812,3456,7890 ya",
        "Telepon +62.812.345.678 ya",
    ],
)
def test_numbers_and_addresses_of_people_are_refused_in_both(world, text):
    with pytest.raises(RuleViolation, match="NIK"):
        ask(world, words=text)
    question = ask(world)
    with pytest.raises(RuleViolation, match="NIK"):
        answer(world, question, text)
    assert not QuestionAnswer.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Pagu kami Rp 1.250.000.000,00 untuk tahun 2026",
        "Ukuran 120 x 240 x 18 mm, ada 50 lembar?",
        "SNI 2418-2019, apakah sesuai?",
        "Bisa 1.500 kotak pada 12/12/2026?",
        "Ada ukuran 10, 20, 30, 40 dan 50 cm?",
    ],
)
def test_sums_sizes_and_days_are_no_numbers_of_people(text):
    assert not rules.names_a_person(text)


@pytest.mark.parametrize("typed", ["", "ada?", "x" * 501, "   \u200b  ", "Telepon 081234567890 ya"])
def test_what_is_refused_stays_typed_and_nothing_is_asked(world, at, typed):
    form = reverse("question_ask", args=[world.product.public_id])
    answered = at(world.ani).post(form, {"words": typed})
    assert answered.status_code == 422
    assert typed.strip("\u200b ")[:400] in answered.content.decode()
    assert not ProductQuestion.objects.exists()


@pytest.mark.parametrize("who", ["citra", "joko", "kartika", "lina"])
def test_only_people_of_an_office_ask(world, who):
    with pytest.raises(NotAllowed):
        ask(world, actor=getattr(world, who))
    assert not ProductQuestion.objects.exists()


def test_nobody_asks_in_the_name_of_another_office_or_about_a_draft(world):
    with pytest.raises(NotAllowed):
        ask(world, actor=world.dedi)
    draft = factories.make_product(world.vendor, world.etalase, status="draft")
    with pytest.raises(NotAllowed):
        ask(world, product=draft)


def test_who_works_in_two_offices_says_for_which(world, at):
    factories.give_role(
        world.ani, Role.ACTIVITY_OFFICER, factories.make_agency(world.agency.tenant)
    )
    form = reverse("question_ask", args=[world.product.public_id])
    ani = at(world.ani)
    assert 'name="agency"' in ani.get(form).content.decode()
    assert ani.post(form, {"words": WORDS}).status_code == 422
    strange = {"words": WORDS, "agency": world.dedi.memberships.get().agency_id}
    assert ani.post(form, strange).status_code == 422
    assert ani.post(form, {"words": WORDS, "agency": world.agency.pk}).status_code == 302


def test_an_office_waits_for_an_answer_before_it_asks_more(world):
    for _ in range(rules.MOST_WAITING):
        ask(world)
    with pytest.raises(services.TooManyQuestions):
        ask(world)


def test_a_person_asks_no_more_than_people_do_in_a_day(world):
    goods = [factories.make_product(world.vendor, world.etalase) for _ in range(5)]
    for number in range(rules.MOST_A_DAY):
        ask(world, product=goods[number % 5])
    with pytest.raises(services.TooManyQuestions):
        ask(world)
    with clock.moved_to(clock.now() + timedelta(days=1, minutes=1)):
        assert ask(world)


@pytest.mark.parametrize("who", ["ani", "dedi", "kartika", "mira"])
def test_only_the_shop_answers(world, at, who):
    factories.hire(world)
    question = ask(world)
    person = getattr(world, who)
    with pytest.raises(NotAllowed):
        services.answer_question(question_id=question.pk, words=ANSWER, actor=person)
    address = reverse("question_answer", args=[question.public_id])
    assert at(person).post(address, {"words": ANSWER}).status_code == 404
    assert not QuestionAnswer.objects.exists()


def test_a_refused_answer_stays_beside_its_question(world, at):
    question = ask(world)
    address = reverse("question_answer", args=[question.public_id])
    page = at(world.citra).post(address, {"words": "Telepon saja 0812 3456 7890"})
    assert page.status_code == 422
    assert "0812 3456 7890" in page.content.decode()
    answer(world, question)
    assert at(world.citra).post(address, {"words": ANSWER}).status_code == 409


def test_a_manager_takes_an_answer_down_and_the_question_waits_again(world, at):
    question = ask(world)
    answer(world, question, "Jawaban yang menghina pejabat.")
    kartika = at(world.kartika)
    address = reverse("question_remove", args=[question.public_id])
    assert address in kartika.get(MANAGER).content.decode()
    assert kartika.post(address, {"reason": "", "answer": "1"}).status_code == 422
    assert kartika.post(address, {"reason": "Menghina.", "answer": "1"}).status_code == 302
    assert WORDS not in page_of(world)
    handlers.tell_both_of_removal(OutboxEvent.objects.get(name="question.answer_removed"))
    assert (told("question.answer_removed"), told("question.answer_removed_shop")) == (
        ["Ani"],
        ["Citra"],
    )
    answer(world, question)
    page = page_of(world)
    assert ANSWER in page
    assert "menghina" not in page


def test_a_manager_takes_a_question_down_for_good(world, at):
    question = ask(world)
    answer(world, question)
    address = reverse("question_remove", args=[question.public_id])
    sent = {"reason": "Menyebut nama orang.", "question": "1"}
    assert at(world.kartika).post(address, sent).status_code == 302
    for reader in (None, world.ani):
        assert WORDS not in page_of(world, reader)
    assert WORDS not in at(world.citra).get(SHOP).content.decode()
    handlers.tell_both_of_removal(OutboxEvent.objects.get(name="question.removed"))
    assert (told("question.removed"), told("question.removed_shop")) == (["Ani"], ["Citra"])
    with pytest.raises(InvalidTransition):
        services.remove_question(question_id=question.pk, reason="Lagi saja", actor=world.kartika)


@pytest.mark.parametrize("who", ["citra", "ani", "joko", "dedi"])
def test_nobody_but_a_manager_apart_takes_down(world, at, who):
    question = ask(world)
    for remove in (services.remove_question, services.remove_answer):
        with pytest.raises(NotAllowed):
            remove(question_id=question.pk, reason="Tidak suka.", actor=getattr(world, who))
    address = reverse("question_remove", args=[question.public_id])
    assert at(getattr(world, who)).get(address).status_code == 404


@pytest.mark.parametrize(
    "change", [{"words": "x"}, {"status": "answered"}, {"status": "removed"}, {"agency": 0}]
)
def test_the_database_keeps_a_question_as_it_was_asked(world, change):
    question = ask(world)
    if change == {"agency": 0}:
        change = {"agency": world.dedi.memberships.get().agency_id}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError), transaction.atomic():
        ProductQuestion.objects.filter(pk=question.pk).update(**change)


@pytest.mark.parametrize("change", [{"words": "Luntur."}, {"removed_at": clock.now()}])
def test_the_database_keeps_an_answer_as_it_was_given(world, change):
    given = answer(world, ask(world))
    with pytest.raises(DatabaseError), transaction.atomic():
        QuestionAnswer.objects.filter(pk=given.pk).update(**change)


def test_how_fast_a_shop_answers_is_shown_once_five_answers_prove_it(world, client):
    goods = [factories.make_product(world.vendor, world.etalase) for _ in range(6)]
    start = clock.now()
    asked = [ask(world, product=one) for one in goods]
    address = reverse("shop_page", args=[world.vendor.slug])
    for hours, question in enumerate(asked[:5], start=1):
        assert "pertanyaan dalam 90 hari" not in client.get(address).content.decode()
        with clock.moved_to(start + timedelta(hours=hours)):
            answer(world, question)
        services.count_all()
    shown = ReplyStanding.objects.get(vendor=world.vendor)
    assert (shown.asked, shown.answered, shown.median_hours) == (6, 5, 3)
    page = " ".join(client.get(address).content.decode().split())
    assert "3 jam" in page
    assert "5 jawaban atas 6 pertanyaan dalam 90 hari" in page
    with clock.moved_to(start + timedelta(days=91)):
        assert services.count_all() == 1
    assert queries.shown_replies(world.vendor) is None


@pytest.mark.parametrize(
    ("hours", "median"), [([0.1], 1), ([1, 2, 9], 2), ([1, 4], 2), ([48] * 5, 48)]
)
def test_a_median_is_said_in_whole_hours(hours, median):
    assert rules.median_hours([timedelta(hours=one) for one in hours]) == median


def test_many_questions_cost_no_more_queries_than_one(world, at, django_assert_max_num_queries):
    def reading(reader, address) -> int:
        with django_assert_max_num_queries(40) as counted:
            assert reader.get(address).status_code == 200
        return len(counted)

    pages = [
        (world.citra, SHOP),
        (world.kartika, MANAGER),
        (world.dedi, reverse("product_questions", args=[world.product.public_id])),
        (None, reverse("product_page", args=[world.product.public_id])),
    ]
    answer(world, ask(world))
    ask(world)
    before = []
    for person, address in pages:
        reader = at(person) if person else Client()
        reader.get(address)
        before.append(reading(reader, address))
    for number in range(4):
        more = factories.make_product(world.vendor, world.etalase)
        ask(world, actor=world.ani, product=more)
        answer(world, ask(world, words=f"{WORDS} {number}"))
    after = [reading(at(person) if person else Client(), address) for person, address in pages]
    assert after == before


def test_who_asked_reads_the_answer_of_goods_that_went_off_sale(world, at):
    answer(world, ask(world), "Katun penuh.")
    address = reverse("product_questions", args=[world.product.public_id])
    world.sku.active = False
    world.sku.save(update_fields=["active"])
    assert Client().get(address).status_code == 404
    assert "Katun penuh." in at(world.ani).get(address).content.decode()
    assert at(world.dedi).get(address).status_code == 404
