"""Trainings: announced by an office, filled by shops until full, with a waiting list."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from marketplace.accounts.models import Tenant, User
from marketplace.core import audit, clock, guards, locks, outbox
from marketplace.core.errors import Conflict, NotFoundError, RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import deny, require
from vendors.models import Vendor
from vendors.support import policies, rules
from vendors.support.models import SeatState, Training, TrainingSeat, TrainingTopic
from vendors.support.services.common import InvalidWords, words


@dataclass(frozen=True, slots=True)
class NewTraining:
    """A training as it is typed; day and hours are those of the office's zone."""

    title: str
    topic: str
    day: date
    from_hour: time
    to_hour: time
    capacity: int
    place: str = ""
    online_url: str = ""
    about: str = ""


class TrainingOver(Conflict):
    """The training was called off, or has begun."""

    code = "training_over"


@guards.use_case
def announce_training(*, tenant_id: int, new: NewTraining, actor: User) -> Training:
    """Announce a training to the shops of a region.

    Raises: NotAllowed, InvalidWords, RuleViolation.
    """
    tenant = Tenant.objects.select_related("region").get(pk=tenant_id)
    if tenant_id not in actor.tenants_as(*policies.OFFICERS):
        require(deny(_("Only an officer of the office that gives the training can do this.")))
    starts_at, ends_at = _moments(new, tenant.time_zone)
    place = words("place", new.place, 160, lines=False)
    link = _link(new.online_url)
    if not place and not link:
        raise InvalidWords(
            _("Say where it is: a place, or the link of the meeting."), field="place"
        )
    training = Training.objects.create(
        tenant=tenant,
        title=words("title", new.title, 120, empty=_("Give it a title."), lines=False),
        topic=TrainingTopic(new.topic),
        about=words("about", new.about, 1000),
        place=place,
        online_url=link,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=new.capacity,
        announced_by=actor,
        announced_at=clock.now(),
    )
    audit.record("training.announced", actor=actor, subject=training)
    return training


def _moments(new: NewTraining, zone: str) -> tuple[datetime, datetime]:
    local = ZoneInfo(zone)
    starts_at = datetime.combine(new.day, new.from_hour, local)
    ends_at = datetime.combine(new.day, new.to_hour, local)
    if starts_at <= clock.now():
        raise RuleViolation(_("This moment has passed. Choose a later one."), field="day")
    if ends_at <= starts_at:
        raise RuleViolation(_("It must end later than it starts."), field="to_hour")
    return starts_at, ends_at


def _link(typed: str) -> str:
    link = words("online_url", typed, 200, lines=False)
    try:
        if link:
            URLValidator(schemes=["https"])(link)
    except ValidationError as wrong:
        raise InvalidWords(
            _("Copy the whole link of the meeting; it begins with https://."), field="online_url"
        ) from wrong
    return link


@guards.use_case
def call_off_training(*, training_id: int, reason: str, actor: User) -> Training:
    """Call a training off; who signed up is told why. Raises: NotAllowed, TrainingOver."""
    training = _held(training_id, actor)
    _require_ahead(training)
    training.cancelled_by, training.cancelled_at = actor, clock.now()
    training.cancel_reason = words(
        "reason", reason, REASON_MAX, empty=_("Write the reason; the shop reads it.")
    )
    training.save(update_fields=["cancelled_by", "cancelled_at", "cancel_reason"])
    audit.record(
        "training.called_off", actor=actor, subject=training, reason=training.cancel_reason
    )
    outbox.emit("training.called_off", subject=training)
    return training


def _held(training_id: int, actor: User) -> Training:
    training = locks.lock_one(Training, training_id)
    require(policies.can_run_training(actor, training))
    return training


def _require_ahead(training: Training) -> None:
    if training.cancelled_at is not None:
        raise TrainingOver(_("This training was called off."))
    if training.starts_at <= clock.now():
        raise TrainingOver(_("This training has begun. Look for the next one in the calendar."))


@guards.use_case
def sign_up(*, training_id: int, vendor_id: int, actor: User) -> TrainingSeat:
    """Take a seat for a shop, or the next place of the waiting list when it is full.

    Raises: NotAllowed, TrainingOver, Conflict for a shop that has signed up.
    """
    vendor = Vendor.objects.select_related("region__parent__parent").get(pk=vendor_id)
    training = locks.lock_one(Training, training_id)
    require(policies.can_sign_up(actor, vendor, training))
    _require_ahead(training)
    seats = training.seats.exclude(state=SeatState.WITHDRAWN)
    if seats.filter(vendor=vendor).exists():
        raise Conflict(_("Your shop has signed up for this training already."))
    free = rules.is_free(training.capacity, seats.filter(state=SeatState.SEATED).count())
    seat = TrainingSeat.objects.create(
        training=training,
        vendor=vendor,
        state=SeatState.SEATED if free else SeatState.WAITING,
        signed_by=actor,
        signed_at=clock.now(),
    )
    audit.record("training.signed_up", actor=actor, subject=vendor, training=training.pk)
    return seat


@guards.use_case
def withdraw_seat(*, training_id: int, vendor_id: int, actor: User) -> TrainingSeat | None:
    """Give a seat back; the first of the waiting list gets it and is told. Return that seat.

    Raises: NotAllowed, TrainingOver, NotFoundError for a shop that has not signed up.
    """
    vendor = Vendor.objects.get(pk=vendor_id)
    training = locks.lock_one(Training, training_id)
    require(policies.can_ask_help(actor, vendor))
    _require_ahead(training)
    seat = training.seats.exclude(state=SeatState.WITHDRAWN).filter(vendor=vendor).first()
    if seat is None:
        raise NotFoundError(_("Your shop has not signed up for this training."))
    seat.state, seat.withdrawn_by, seat.withdrawn_at = SeatState.WITHDRAWN, actor, clock.now()
    seat.save(update_fields=["state", "withdrawn_by", "withdrawn_at"])
    audit.record("training.withdrew", actor=actor, subject=vendor, training=training.pk)
    return _give_free_seat(training)


def _give_free_seat(training: Training) -> TrainingSeat | None:
    seated = training.seats.filter(state=SeatState.SEATED).count()
    following = training.seats.filter(state=SeatState.WAITING).order_by("pk").first()
    if following is None or not rules.is_free(training.capacity, seated):
        return None
    following.state = SeatState.SEATED
    following.save(update_fields=["state"])
    outbox.emit("training.seat_given", subject=training, seat=following.pk)
    return following


@guards.use_case
def mark_attendance(*, training_id: int, present: frozenset[int], actor: User) -> int:
    """Note which shops came: the seats named; return how many. It may be corrected later.

    Raises: NotAllowed, RuleViolation before it begins or for one called off.
    """
    training = _held(training_id, actor)
    if training.cancelled_at is not None or training.starts_at > clock.now():
        raise RuleViolation(_("Attendance is noted once the training has begun."))
    now, came = clock.now(), 0
    for seat in training.seats.filter(state=SeatState.SEATED).order_by("pk"):
        seat.attended, seat.attended_by, seat.attended_at = seat.pk in present, actor, now
        seat.save(update_fields=["attended", "attended_by", "attended_at"])
        came += seat.attended
    audit.record("training.attendance", actor=actor, subject=training, came=came)
    return came
