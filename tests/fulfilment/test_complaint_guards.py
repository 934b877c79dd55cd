"""What the database refuses of a complaint, whoever asks it."""

from tests import stories
from tests.fulfilment import complaining as begin
from tests.fulfilment.complaining import stands
from tests.raw_sql import DENIED, refused

_SAY = (
    "INSERT INTO fulfilment_complaintstep (complaint_id, kind, remedy, words, person_id, at) "
    "SELECT id, {}, now() FROM fulfilment_complaint"
)
GUARDED = {
    "UPDATE fulfilment_complaint SET status = 'agreed'": "complaint_moves_by_steps",
    "UPDATE fulfilment_complaint SET words = 'Bagus'": "complaint_moves_by_steps",
    "UPDATE fulfilment_complaint SET closed_at = now()": "complaint_moves_by_steps",
    "DELETE FROM fulfilment_complaint": DENIED,
    "UPDATE fulfilment_complaintstep SET words = 'Lain'": DENIED,
    "UPDATE fulfilment_complaintline SET units = 1": DENIED,
    "INSERT INTO fulfilment_complaintline (complaint_id, order_line_id, units) "
    "SELECT complaint_id, order_line_id, 1 FROM fulfilment_complaintline": "complaint_is_open",
    _SAY.format("'agreed', 'as_is', '', {budi}"): "complaint_agrees_to_the_answer",
    _SAY.format("'agreed', 'replace', '', {citra}"): "complaint_of_two_sides",
    _SAY.format("'decided', 'as_is', 'x', {indra}"): "no_such_step",
    _SAY.format("'disagreed', '', '', {budi}"): "complaint_step_says_why",
    _SAY.format("'escalated', 'as_is', '', NULL"): "complaint_step_has_its_remedy",
}


def test_the_database_refuses_what_nobody_may_say(world):
    order = begin.answered(world)
    people = {name: getattr(world, name).pk for name in ("budi", "citra", "indra")}
    found = {sql: refused(sql.format(**people)) for sql in GUARDED}
    assert found == GUARDED
    assert stands(order) == ("answered", 1)


def test_a_disputed_order_has_its_complaint(world):
    order = stories.shipped(world)
    jump = "UPDATE orders_purchaseorder SET status = 'disputed', status_by_id = %s WHERE id = %s"
    assert refused(jump, world.eka.pk, order.pk) == "dispute_has_its_complaint"
