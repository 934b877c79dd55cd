"""Pages of one session: what the person is told, the steps, the summary, and how it ends."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core import audit, clock, phones
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.requests import get_or_post
from vendors import presenters as shops
from vendors import queries as shop_queries
from vendors.application import STEPS, Identity
from vendors.counter import consent, policies, queries, services
from vendors.counter.forms import AgreeForm, CodeForm, NothingForm, SignedForm
from vendors.counter.models import CounterSession, SessionStatus
from vendors.counter.presenters import CONFIRMED_IN_FULL
from vendors.models import Vendor
from vendors.paths import Path
from vendors.policies import EDITABLE
from vendors.step_pages import walk
from vendors.support.acts import Act, named, press

VIEWED: Final = "counter.viewed"
LEAVING: Final = frozenset({"tutup", "batal", "ajukan"})


class CounterPath(Path):
    """The application of the person before the officer."""

    place = "counter_desk"
    is_own = False

    def __init__(self, actor: User, session: CounterSession) -> None:
        super().__init__(actor, session.vendor)
        self.session = session

    def address(self, step: str) -> str:
        """Return the address of a step, or of the summary, in this session."""
        if step == shops.SUMMARY:
            return reverse("counter_summary", args=[self.session.public_id])
        return reverse("counter_step", args=[self.session.public_id, step])

    def begin(self, identity: Identity) -> Vendor:
        """Open the application of the person."""
        return services.begin(session_id=self.session.pk, identity=identity, actor=self.actor)

    def begin_named(self, name: str) -> Vendor:
        """Open the application of the person, of which only the name is known."""
        return services.begin_named(session_id=self.session.pk, name=name, actor=self.actor)

    @property
    def home(self) -> str:
        """The page of the session."""
        return reverse("counter_session", args=[self.session.public_id])

    def crumbs(self, here: str) -> list[tuple[str, str]]:
        """Return the way back to the counter and the session."""
        return [*crumbs(self.session, self.home), (here, "")]

    def note_of(self, name: str, value: Any) -> str:
        """Say of a contact number whether it opens an account. Raises: DomainError."""
        if name != "phone":
            return ""
        return services.judge_contact(
            session_id=self.session.pk, phone=str(value), actor=self.actor
        )

    @property
    def may_change(self) -> bool:
        """What the person has confirmed is opened again first."""
        return self.session.status == SessionStatus.OPEN

    @property
    def kept_as(self) -> str:
        """What one person typed never comes back before another one."""
        return f"{self.actor.pk}-{self.session.public_id}"


def crumbs(session: CounterSession, address: str = "") -> list[tuple[str, str]]:
    """Return the way to a session."""
    number = _("Queue number %(queue)s") % {"queue": session.queue_number}
    return [(_("Counter"), reverse("counter_desk")), (number, address)]


def seen_session(request: HttpRequest, public_id: UUID) -> CounterSession:
    """Return a session of the officer's market; whoever looks back at another day is noted."""
    user = actor_of(request)
    rows = policies.sessions_visible_to(user)
    session = get_object_or_404(rows, public_id=public_id)
    if session.day != clock.today(session.time_zone):
        with transaction.atomic():
            audit.record(VIEWED, actor=user, subject=session)
    return session


@get_or_post
@login_required
def counter_session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tell the person the purpose first; then show how far the application is."""
    session = seen_session(request, public_id)
    if request.method != "POST":
        return _show_session(request, session, _agree_form(session))
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _show_session(request, session, form, status=422)
    try:
        services.agree(
            session_id=session.pk,
            person_name=form.cleaned_data["person_name"],
            language=form.cleaned_data["language"],
            version=form.cleaned_data["version"],
            actor=actor_of(request),
        )
    except DomainError as refused:
        refused.add_to(form)
        return _show_session(request, session, form, status=refused.http_status)
    path = CounterPath(actor_of(request), session)
    return redirect(path.address(shops.next_step(session.vendor)))


def _agree_form(session: CounterSession) -> AgreeForm:
    before = queries.last_session(session.vendor) if session.vendor else None
    name = session.person_name or (before.person_name if before else "")
    language = before.language if before else session.language
    return AgreeForm(
        initial={"person_name": name, "language": language, "version": consent.CURRENT}
    )


def _show_session(
    request: HttpRequest, session: CounterSession, form: AgreeForm, *, status: int = 200
) -> HttpResponse:
    user, vendor = actor_of(request), session.vendor
    path = CounterPath(user, session)
    context = {
        "session": session,
        "vendor": vendor,
        "form": form,
        "text": consent.TEXTS[session.consent or consent.CURRENT],
        "path": path,
        "may_work": policies.can_work(user, session) and session.is_running,
        "may_close": policies.can_close(user, session) and session.is_running,
        "progress": _progress(path),
        "next": path.address(shops.next_step(vendor)),
        "lacked": queries.lacked_words(session.lacked),
        "history": session.status_changes.select_related("changed_by").order_by("pk"),
        "zone": session.time_zone,
        "crumbs": crumbs(session),
        "nav_active": path.place,
    }
    return render(request, "counter/session.html", context, status=status)


def _progress(path: CounterPath) -> Any:
    vendor = path.vendor
    if vendor is None or vendor.status not in EDITABLE:
        return None
    step = shops.next_step(vendor)
    return shops.progress(vendor, step if step in STEPS else list(STEPS)[-1], path.address)


@get_or_post
@login_required
def counter_step(request: HttpRequest, public_id: UUID, step: str) -> HttpResponse:
    """Show one step of the person's application and save it."""
    if step not in STEPS:
        raise Http404
    session = seen_session(request, public_id)
    user = actor_of(request)
    require(policies.can_work(user, session))
    path = CounterPath(user, session)
    if session.status != SessionStatus.OPEN:
        return redirect(path.summary if session.vendor else path.home)
    if session.consented_at is None:
        messages.info(request, _("Nothing is typed before the person has agreed."))
        return redirect(path.home)
    if session.vendor is None and step != "usaha":
        return redirect(path.address("usaha"))
    return walk(request, step, path)


@get_or_post
@login_required
def counter_summary(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the person everything once more, and take what they say to it."""
    session = seen_session(request, public_id)
    require(policies.can_work(actor_of(request), session))
    if session.vendor is None or session.consented_at is None:  # nothing is read before it either
        return redirect("counter_session", session.public_id)
    return _show_summary(request, session, {})


def _show_summary(
    request: HttpRequest, session: CounterSession, bound: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    vendor, user = session.vendor, actor_of(request)
    if vendor is None:
        raise Http404
    path = CounterPath(user, session)
    phone = services.phone_of(vendor)
    code = session.codes.filter(used_at=None, ended_at=None).first()
    now = policies.last_entry(vendor)
    is_open = session.status == SessionStatus.OPEN
    owner = shop_queries.owner_of(vendor)
    context = {
        "session": session,
        "vendor": vendor,
        "path": path,
        "parts": shops.summary(
            vendor,
            path.address,
            zone=session.time_zone,
            in_full=CONFIRMED_IN_FULL if is_open else (),
        ),
        "papers": shops.papers(vendor),
        "channels": shop_queries.open_channels(vendor),
        "size_note": shops.size_note(vendor),
        "is_open": is_open,
        "ready": vendor.status in EDITABLE and shops.next_step(vendor) == shops.SUMMARY,
        "next": path.address(shops.next_step(vendor)),
        "phone": phones.masked(phone),
        "can_text": phones.is_indonesian_mobile(phone) if phone else False,
        "code_sent": code is not None and code.sent_at is not None and code.upto == now,
        "can_sign": services.may_sign(vendor),
        "never_answered": owner is not None
        and owner.phone != ""
        and services.never_answered(owner),
        "printed": session.printed_upto == now,
        "forms": {act: bound.get(act) or named(act, form) for act, form in FORMS.items()},
        "refused": _refused(bound),
        "crumbs": path.crumbs(_("Read and confirm")),
        "zone": session.time_zone,
        "nav_active": path.place,
    }
    return render(request, "counter/summary.html", context, status=status)


FORMS: Final[dict[str, type[forms.Form]]] = {"sahkan": CodeForm, "berkas": SignedForm}


def _refused(bound: Mapping[str, Any]) -> str:
    """Return the refusal of a button that has no form of its own on the page."""
    for act, form in bound.items():
        if act not in FORMS:
            return " ".join(form.non_field_errors())
    return ""


@require_POST
@login_required
def counter_act(request: HttpRequest, public_id: UUID, act: str) -> HttpResponse:
    """Send the code, take the answer of the person, hand in, or close."""
    session = seen_session(request, public_id)
    pressed = press(request, ACTS, act, session)
    if pressed.status != 302:
        session = seen_session(request, public_id)
        may_read = session.consented_at and policies.can_work(actor_of(request), session)
        if session.vendor is None or not may_read:
            messages.error(request, _refused(pressed.bound) or _("Reload the page and try again."))
            return redirect("counter_session", session.public_id)
        return _show_summary(request, session, pressed.bound, status=pressed.status)
    if act == "cetak":
        return redirect("counter_sheet", session.public_id)
    if act in LEAVING:
        return redirect("counter_session", session.public_id)
    return redirect("counter_summary", session.public_id)


Calls = Callable[..., Any]


def _plain(use_case: Calls, said: Any, **fixed: Any) -> Act:
    def run(session: CounterSession, _typed: Any, actor: User) -> None:
        use_case(session_id=session.pk, actor=actor, **fixed)

    return Act(run, said, NothingForm)


def _by_code(session: CounterSession, typed: Mapping[str, Any], actor: User) -> None:
    services.confirm_by_code(session_id=session.pk, code=typed["code"], actor=actor)


def _by_paper(session: CounterSession, typed: Mapping[str, Any], actor: User) -> None:
    services.confirm_by_paper(session_id=session.pk, upload=typed["upload"], actor=actor)


_CONFIRMED = gettext_lazy("Confirmed: the application is the person's own now.")
ACTS: Final[dict[str, Act]] = {
    "cetak": _plain(services.print_sheet, ""),  # the sheet itself follows, with nothing else on it
    "kode": _plain(services.send_code, gettext_lazy("The code is on its way.")),
    "sahkan": Act(_by_code, _CONFIRMED, CodeForm),
    "berkas": Act(_by_paper, _CONFIRMED, SignedForm),
    "ubah": _plain(services.reopen, gettext_lazy("Open again; the person confirms anew.")),
    "ajukan": _plain(services.submit, gettext_lazy("Handed in. Print the slip for the person.")),
    "tutup": _plain(
        services.close_session, gettext_lazy("Closed. What was typed waits for another day.")
    ),
    "batal": _plain(
        services.close_session, gettext_lazy("Closed: the person wants no shop."), given_up=True
    ),
}
