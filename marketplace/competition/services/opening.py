"""Two officers open a competition after its deadline, each their half; the second opens offers."""

import json
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.models import Sku
from marketplace.accounts.models import User
from marketplace.competition import policies, queries, rules, sealing
from marketplace.competition.models import Competition, Key, OpenedOffer, SealedOffer, Status
from marketplace.competition.services import stages
from marketplace.competition.services.offering import Offered, about
from marketplace.core import audit, clock, deadlines, guards, moments, outbox
from marketplace.core.errors import Busy, Conflict, NotAllowed
from marketplace.core.locks import lock_one
from marketplace.core.models import AuditEvent
from marketplace.core.policy import require
from marketplace.core.subjects import about as about_thing

WRONG: Final = "competition.wrong_passphrase"


class PassphraseWrong(NotAllowed):
    """The passphrase does not open the key of this office."""

    code, http_status = "competition_passphrase_wrong", 422


class PassphrasePaused(Busy):
    """Too many wrong passphrases in a short time: somebody may be guessing."""

    code, http_status = "competition_passphrase_paused", 429


def release(*, competition_id: int, password: str, actor: User) -> Competition:
    """Open the half of the seal that the actor's office holds; with the second, open the offers.

    A wrong passphrase is a line of the trail; after as many as stop a sign-in, one waits as long.
    Raises: NotAllowed, InvalidTransition, RuleViolation before the deadline, PassphraseWrong,
    PassphrasePaused, Conflict where the actor, or somebody of their office, did it before.
    """
    row = Competition.objects.select_related("agency").get(pk=competition_id)
    _require_open(row, actor)
    key = _key(row, actor)
    _require_patience(row, actor)
    try:
        private = _opened(key, password)
    except PassphraseWrong:
        audit.record(WRONG, actor=actor, subject=row, office=key.office)
        raise
    return _release(competition_id, private, actor)


def _require_patience(row: Competition, actor: User) -> None:
    since = clock.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tried = about_thing(AuditEvent.objects.filter(action=WRONG, actor_id=actor.pk), row)
    times = tried.filter(occurred_at__gt=since).order_by("occurred_at")
    recent = list(times.values_list("occurred_at", flat=True))
    if len(recent) >= settings.AXES_FAILURE_LIMIT:
        again = recent[-settings.AXES_FAILURE_LIMIT] + timedelta(hours=settings.AXES_COOLOFF_TIME)
        raise PassphrasePaused(
            _("%(number)s wrong passphrases in a row. Try again at %(moment)s.")
            % {"number": len(recent), "moment": moments.moment(again, row.agency.time_zone)},
            field="password",
        )


@guards.use_case
def _release(competition_id: int, private: bytes, actor: User) -> Competition:
    row = lock_one(Competition, competition_id)
    _require_open(row, actor)
    key = _key(row, actor)
    key.released_by, key.released_at, key.released_key = actor, clock.now(), private
    key.save(update_fields=["released_by", "released_at", "released_key"])
    audit.record("competition.release", actor=actor, subject=row, office=key.office)
    keys = [bytes(one.released_key) for one in row.keys.all() if one.released_key is not None]
    if len(keys) < row.keys.count():
        outbox.emit("competition.release", subject=row, by=actor.pk)
        return row
    _open(row, keys, actor)
    return row


def _require_open(row: Competition, actor: User) -> None:
    require(policies.can_release(actor, row))
    stages.require_status(row, Status.RUNNING)
    stages.require_over(row)


def _key(row: Competition, actor: User) -> Key:
    key = policies.key_of(actor, row)
    if key is None:
        raise Conflict(_("Your half is open already. The other officer opens the other one."))
    return key


def _opened(key: Key, password: str) -> bytes:
    locked = sealing.Locked(bytes(key.public_key), bytes(key.salt), bytes(key.wrapped_key))
    try:
        return sealing.open_key(locked, password)
    except sealing.WrongPassphrase as wrong:
        raise PassphraseWrong(
            _(
                "This is not the passphrase of %(holder)s for %(number)s. Try again; without it "
                "the offers stay shut, and this can only be ended."
            )
            % {"holder": key.holder, "number": key.competition.number},
            field="password",
        ) from wrong


def _open(row: Competition, keys: list[bytes], actor: User) -> None:
    """Open estimate and last offers of a locked competition, and say where each stands."""
    estimate = int(
        sealing.unseal(bytes(row.sealed_estimate or b""), keys, f"{row.number}/estimate")
    )
    row.status, row.opened_at, row.estimate_rupiah = Status.OPENED, clock.now(), estimate
    row.save()
    deadlines.close(stages.OFFERS, subject_id=row.pk)
    found = [_read(row, offer, keys) for offer in queries.last_offers(row)]
    bids = [rules.Bid(one.offer_id, one.total_rupiah, one.offer.sent_at) for one in found]
    places = rules.placed(bids, estimate)
    for one in found:
        one.rank, one.fault = places[one.offer_id].rank, places[one.offer_id].fault
    OpenedOffer.objects.bulk_create(found)
    told = {str(one.offer.invited.vendor_id): one.total_rupiah for one in found}
    audit.record("competition.open", actor=actor, subject=row, estimate=estimate, offers=told)
    outbox.emit("competition.open", subject=row, by=actor.pk)


def _read(row: Competition, offer: SealedOffer, keys: list[bytes]) -> OpenedOffer:
    content = sealing.unseal(bytes(offer.sealed), keys, about(row, offer.invited, offer.number))
    said = Offered(**json.loads(content))
    return OpenedOffer(
        competition=row,
        offer=offer,
        sku_id=said.sku_id,
        name=Sku.objects.select_related("product").get(pk=said.sku_id).title,
        unit_price_rupiah=said.unit_price_rupiah,
        freight_rupiah=said.freight_rupiah,
        total_rupiah=rules.total_rupiah(said.unit_price_rupiah, row.quantity, said.freight_rupiah),
        words=said.words,
    )
