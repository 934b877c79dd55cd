"""Everything the order page shows, gathered for one viewer: the same page for every side."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.queries import place_name
from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Role, User
from marketplace.core import clock, moments
from marketplace.core.models import Deadline
from marketplace.core.money import percent, rupiah, unbroken
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.documents.services import title_of
from marketplace.notices import readings
from marketplace.notices.models import Message
from marketplace.notices.services import messages_of
from marketplace.orders import actions, freight_words, policies, pricing, queries, timeline
from marketplace.orders.approval_checks import AppliedRule, Check, applied_rules, checks
from marketplace.orders.documents import PURCHASE_LETTER
from marketplace.orders.evidence import evidence_of
from marketplace.orders.goods_rows import GoodsRow, goods_row
from marketplace.orders.lifecycle import PLATFORM, STAGES, STATES, VENDOR, OrderStatus, State
from marketplace.orders.models import EvidenceBundle, PurchaseOrder, StatusChange
from marketplace.orders.review_page import Review
from marketplace.web import panels
from vendors.channels import Channel
from vendors.queries import ever_acted_for

BUNDLES_SHOWN = 3


class OrderPage:
    """One order seen by one person."""

    def __init__(self, request: HttpRequest, order: PurchaseOrder) -> None:
        self.request, self.order, self.viewer = request, order, actor_of(request)
        self.zone = order.agency.time_zone

    @cached_property
    def is_vendor(self) -> bool:
        """Whether the viewer sells here."""
        return policies.sells(self.viewer, self.order)

    @cached_property
    def sellers(self) -> frozenset[int]:
        """Whoever wrote or acted for the shop, also before they left it."""
        return ever_acted_for(self.order.vendor)

    @property
    def state(self) -> State:
        """The row of the state in which it stands."""
        return STATES[OrderStatus(self.order.status)]

    @property
    def subtitle(self) -> str:
        """Number, and the other party with its place."""
        order = self.order
        if self.is_vendor:
            return f"{order.number} · {order.agency.name}, {place_name(order.agency.region)}"
        return f"{order.number} · {order.vendor.name}, {place_name(order.vendor.region)}"

    # ---- whose turn

    @cached_property
    def offers(self) -> list[actions.Offer]:
        """The steps the viewer may take."""
        return actions.offers(self.request, self.order)

    @property
    def turn_offers(self) -> list[actions.Offer]:
        """What stands in the turn card: the main step and its alternative."""
        return [offer for offer in self.offers if not offer.is_rare]

    @property
    def other_offers(self) -> list[actions.Offer]:
        """Rare steps, shown apart."""
        return [offer for offer in self.offers if offer.is_rare]

    @cached_property
    def ways(self) -> list[panels.Way]:
        """What upper rooms do with an order, shown with the rare steps."""
        return panels.collect("order.ways", self.request, self.order)

    @cached_property
    def dialogs(self) -> list[actions.Dialog]:
        """The dialogs of the steps that ask something."""
        return [actions.Dialog(offer, self.request) for offer in self.offers if offer.asks]

    @property
    def is_my_turn(self) -> bool:
        """Whether a step waits for the viewer: the order's next one, or one of a part of it."""
        return any(offer.awaits for offer in self.offers)

    @cached_property
    def still_awaited(self) -> tuple[str, ...]:
        """The roles that can move the order on."""
        return actions.still_awaited(self.order)

    @cached_property
    def awaited(self) -> str:
        """The names of those whose turn it is."""
        names = [self._name_of(role) for role in self.still_awaited]
        return _(" and ").join(name for name in names if name)

    def _name_of(self, role: str) -> str:
        order = self.order
        if role == VENDOR:
            return order.vendor.name
        if role == PLATFORM:
            return "Pasar Bela"
        if role == Role.PROCUREMENT_OFFICER:
            return f"{order.procurement_officer} (PP)"
        if role == Role.COMMITMENT_OFFICER:
            return f"{order.commitment_officer} (PPK)"
        people = queries.people_in(order, Role(role))
        if not people:
            return str(Role(role).label)
        return f"{', '.join(people)} ({timeline.OFFICES[role]})"

    @property
    def tone(self) -> str:
        """The turn card's hue."""
        if self.state.is_terminal and not self.state.is_halt:
            return "kelor"
        if self.state.is_terminal and not self.is_my_turn:
            return "mengkudu"
        return "kunyit" if self.is_my_turn else "netral"

    @property
    def lead(self) -> str:
        """The first words of the turn card."""
        if self.is_my_turn:
            return _("Your turn.")
        if not self.awaited:
            return ""
        return _("Waiting for %(names)s.") % {"names": self.awaited}

    @property
    def headline(self) -> str:
        """What is to be done, or how it ended."""
        words = self._mine() if self.is_my_turn else self._theirs()
        return words % {"amount": unbroken(rupiah(self.order.gross_rupiah))}

    def _mine(self) -> str:
        """What the viewer is to do: the order's next step, steps of its parts, or all of them."""
        waiting = [offer.step for offer in self.offers if offer.awaits]
        return " ".join(str(self.state.mine if step.is_main else step.mine) for step in waiting)

    def _theirs(self) -> str:
        state, step = self.state, actions.next_step(self.order)
        if not self.awaited and not state.is_terminal:
            return str(state.outside)
        if step and step.otherwise and not set(self.still_awaited) & set(step.roles):
            return str(step.otherwise)
        return str(state.theirs)

    @property
    def reason(self) -> str:
        """Why it came off its way; other steps keep a word too, which is no reason."""
        return self.order.status_reason if self.is_halted and self.last_change.changed_by else ""

    @cached_property
    def deadline(self) -> Deadline | None:
        """The clock that runs now."""
        return queries.open_deadline(self.order)

    @property
    def is_late(self) -> bool:
        """Whether that clock has run out."""
        return self.deadline is not None and self.deadline.due_at < clock.now()

    @cached_property
    def last_change(self) -> StatusChange:
        """The step that led here."""
        return list(self.order.status_changes.all())[-1]

    @property
    def since(self) -> datetime:
        """Since when it stands like this."""
        return self.order.status_at

    @property
    def came_from(self) -> str:
        """Who took the last step, with their office."""
        person = self.last_change.changed_by
        if person is None:
            return ""
        office = timeline.office_in(person, self.order)
        return f"{person} ({office})" if office else str(person)

    # ---- stepper, money, goods

    @property
    def stages(self) -> list[str]:
        """The words of the stepper."""
        return [str(word) for word in STAGES]

    @property
    def place(self) -> int:
        """Where on the stepper the order stands; an ended one where it ended."""
        stage = self.state.stage
        if stage is None:
            stage = STATES[OrderStatus(self.last_change.from_status)].stage
        return stage or 0

    @property
    def is_halted(self) -> bool:
        """Whether the place on the stepper is where it stopped."""
        return self.state.is_halt

    @property
    def vat_label(self) -> str:
        """ "PPN 11 %", or PPN alone when several rates or none apply."""
        rates = set(pricing.vat_rates(self.order).values())
        return f"PPN {unbroken(percent(rates.pop()))}" if len(rates) == 1 else "PPN"

    @property
    def withheld_label(self) -> str:
        """ "PPh 22 0,5 %"."""
        rates = [tax.rate_bp for tax in self.order.taxes.all() if tax.kind == "pph22"]
        return f"PPh 22 {unbroken(percent(rates[0]))}" if rates else "PPh 22"

    @property
    def freight_words(self) -> str:
        """How the goods come, and what their freight rests on."""
        return freight_words.of_order(self.order)

    @cached_property
    def fees_rupiah(self) -> int:
        """What bank and platform keep, as upper rooms know it; 0 until the order is paid."""
        return sum(panels.collect("order.fees", self.request, self.order))

    @property
    def awaits_fee(self) -> bool:
        """Whether the bank's fee is still to come: it is known when the card is charged."""
        paid = {OrderStatus.PAID, OrderStatus.SETTLED}
        return self.order.channel == Channel.BELA and self.order.status not in paid

    @property
    def receives_rupiah(self) -> int:
        """What the vendor gets: before the bank's fee until it is known, after it from then on."""
        order = self.order
        net: int = order.gross_rupiah - order.vat_rupiah - order.pph22_rupiah
        return net - self.fees_rupiah

    @cached_property
    def goods(self) -> list[GoodsRow]:
        """The lines, each with its distance from the median of prices really paid."""
        return [goods_row(self.order, line) for line in self.order.lines.all()]

    @cached_property
    def checks(self) -> list[Check]:
        """The automatic checks; the vendor does not see the agency's plan."""
        return [] if self.is_vendor else checks(self.order, self.viewer, self.review.plan)

    @cached_property
    def applied_rules(self) -> list[AppliedRule]:
        """The rules that bound this order, each with its source."""
        return applied_rules(self.order)

    @property
    def checks_summary(self) -> tuple[int, int, int]:
        """How many checks are met, how many a person must read, and how many are not met."""
        states = [check.state for check in self.checks]
        return states.count("ok"), states.count("warn"), states.count("stop")

    @cached_property
    def review(self) -> Review:
        """What the PPK decides by, and what a review left behind."""
        return Review(self.order, is_vendor=self.is_vendor)

    @property
    def strike_offer(self) -> actions.Offer | None:
        """The step that strikes lines, where the viewer may take it."""
        return next((offer for offer in self.offers if offer.key == "strike"), None)

    # ---- papers, talk, trail, panels

    @cached_property
    def issued(self) -> list[IssuedDocument]:
        """The papers of this order."""
        return list(documents.of(self.order))

    @cached_property
    def papers(self) -> list[dict[str, Any]]:
        """Rows of the documents card; a paper still to come has no address."""
        rows: list[dict[str, Any]] = [
            {"title": title_of(paper), "number": paper.number, "note": paper.number}
            for paper in self.issued
        ]
        if any(paper.kind == PURCHASE_LETTER for paper in self.issued):
            rows.insert(
                1,
                {
                    "title": _("Purchase order letter on the screen"),
                    "url": reverse("order_letter", args=[self.order.public_id]),
                },
            )
        elif not self.is_halted:
            rows.append({"title": _("Purchase order letter"), "note": _("after approval")})
        return rows + self._evidence() + panels.collect("order.documents", self.request, self.order)

    def _evidence(self) -> list[dict[str, Any]]:
        """The stored comparison that the order rests on; the vendor does not see other offers."""
        stored = None if self.is_vendor else evidence_of(self.order)
        if stored is None:
            return []
        url = reverse("stored_comparison", args=[stored.public_id])
        return [{"title": _("Stored comparison"), "url": url, "note": stored.number}]

    @property
    def may_take_bundle(self) -> bool:
        """Whether the viewer may take all evidence of this order along."""
        return bool(policies.can_take_bundle(self.viewer, self.order))

    @cached_property
    def bundles(self) -> list[EvidenceBundle]:
        """The bundles that were taken so far, the newest first."""
        return list(self.order.bundles.order_by("-pk")[:BUNDLES_SHOWN])

    @cached_property
    def talk(self) -> list[tuple[Message, bool]]:
        """The conversation, oldest first, and whether the viewer's own side wrote."""
        return [
            (message, (message.author_id in self.sellers) == self.is_vendor)
            for message in readings.with_marks(messages_of(self.order), self.viewer)
        ]

    @cached_property
    def unread(self) -> list[Message]:
        """What others wrote since the viewer read the conversation; nothing for an onlooker."""
        found: list[Message] = []
        for message, _ours in self.talk if self.may_write else ():
            if message.was_last:  # type: ignore[attr-defined]
                found = []
            elif message.author_id != self.viewer.pk:
                found.append(message)
        return found

    @cached_property
    def read_by(self) -> tuple[int, list[tuple[User, datetime]]]:
        """The newest message of the viewer's own side, and who has read it since when.

        Only for the two sides: who looks on is told of nobody's reading, nor is anybody of theirs.
        """
        own = [message for message, ours in self.talk if ours] if self.may_write else []
        return (own[-1].pk, readings.readers_of(own[-1])) if own else (0, [])

    def note_reading(self) -> None:
        """Note that the viewer has read what others wrote; outside of the page's own moment."""
        if self.unread:
            readings.note(message=self.unread[-1], person=self.viewer)

    @cached_property
    def may_write(self) -> bool:
        """Whether the viewer may write in the conversation."""
        return bool(policies.can_write(self.viewer, self.order))

    @cached_property
    def may_edit(self) -> bool:
        """Whether the viewer may change the units of this order now."""
        return bool(policies.can_edit(self.viewer, self.order))

    @cached_property
    def trail(self) -> list[dict[str, Any]]:
        """The timeline's entries."""
        return timeline.trail(
            self.order,
            self.issued,
            awaited=self.awaited,
            awaited_note=self._time_left(),
            more=panels.collect("order.timeline", self.request, self.order),
        )

    def _time_left(self) -> str:
        if self.deadline is None:
            return ""
        if self.is_late:
            return _("out of time")
        return moments.deadline(self.deadline.due_at, self.zone)

    @cached_property
    def panels(self) -> list[SafeString]:
        """What upper rooms show on this page."""
        return [
            render_to_string(
                panel.template, {"panel": panel.context, "context": panel.context}, self.request
            )
            for panel in panels.collect("order.panels", self.request, self.order)
        ]
