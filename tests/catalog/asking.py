"""Questions that wait, for the stages of the walks."""

from catalog.questions import services
from catalog.questions.models import ProductQuestion


def asked(world) -> ProductQuestion:
    """Ani's question that waits for Citra, beside one that is answered."""
    of_goods = {"product_id": world.product.pk, "agency_id": world.agency.pk, "actor": world.ani}
    answered = services.ask_question(words="Apakah ukurannya bisa dipesan khusus?", **of_goods)
    services.answer_question(
        question_id=answered.pk, words="Bisa, paling lambat dua pekan.", actor=world.citra
    )
    return services.ask_question(words="Apakah ada warna lain?", **of_goods)
