"""Requests of data subjects: entered for somebody at the desk, decided by another operator."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core import privacy
from marketplace.core.admin import ReadOnlyAdmin
from marketplace.core.errors import DomainError
from marketplace.core.policy import operators_only
from marketplace.core.whole_numbers import plain_number
from marketplace.privacy import people, policies, services
from marketplace.privacy.models import DataRequest, RequestKind
from marketplace.web.admin import TYPED_TEXT
from marketplace.web.asking_admin import AskingForm
from marketplace.web.fields import LineField, TextField

_TYPED = ("kind", "account", "email", "phone", "nik", "reason", "proof")


class DataRequestForm(AskingForm):
    """Whose data, what for, and how they showed who they are."""

    actor: User
    asked: DataRequest
    email = LineField(label=gettext_lazy("E-mail address"), max_length=254, required=False)
    phone = LineField(label=gettext_lazy("Phone"), max_length=20, required=False)
    nik = LineField(label="NIK", max_length=20, required=False)
    reason = TextField(label=gettext_lazy("What it is asked for"), max_length=500)
    proof = TextField(label=gettext_lazy("How they showed who they are"), max_length=500)

    class Meta:
        model = DataRequest
        fields: ClassVar = ["kind", "account", "reason", "proof"]

    def ask(self, cleaned: dict[str, Any]) -> None:
        """Ask by the use-case. Raises: DomainError."""
        account = cleaned.get("account")
        one = people.known(
            account_id=account.pk if account else None,
            **{name: cleaned.get(name) or "" for name in ("email", "phone", "nik")},
        )
        self.asked = services.ask(
            RequestKind(cleaned["kind"]),
            one,
            actor=self.actor,
            reason=cleaned["reason"],
            proof=cleaned["proof"],
        )


@admin.register(DataRequest)
class DataRequestAdmin(ReadOnlyAdmin):
    """Asked by the person or an operator; another decides on its page or in the list."""

    form = DataRequestForm
    formfield_overrides = TYPED_TEXT
    change_form_template = "admin/privacy/datarequest/change_form.html"
    list_display = ["__str__", "account", "asked_at", "due_at", "outcome", "asked_by",
        "decided_by", "decided_at"]  # fmt: skip
    list_filter = ["kind", "outcome"]
    list_select_related = ["account", "asked_by", "decided_by"]
    autocomplete_fields = ["account"]
    actions = ["carry_out", "correct", "refuse"]
    ordering = ["-pk"]

    def get_fields(self, request: HttpRequest, obj: DataRequest | None = None) -> Any:
        """Ask for what the use-case takes; show what was asked, never how somebody is known."""
        if obj is None:
            return list(_TYPED)
        hidden = {"public_id", "known_by", "asked_txid", "decided_txid", "file"}
        return [one.name for one in DataRequest._meta.fields if one.name not in hidden]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Operators enter what somebody asks at their desk."""
        return bool(operators_only(request.user))

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's
        **options: Any,
    ) -> Any:
        """Give the form the person who asks, so that a refusal stands beside its field."""
        form: Any = super().get_form(request, obj, change, **options)
        form.actor = actor_of(request)
        return form

    def save_model(self, request: HttpRequest, obj: DataRequest, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Ask by the use-case."""
        obj.pk = form.asked.pk
        obj.refresh_from_db()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show beside the request what stands against it now, and the buttons."""
        key = plain_number(object_id)
        row = DataRequest.objects.filter(pk=key).first() if key is not None else None
        waits = row is not None and not row.outcome and row.kind == RequestKind.ERASE
        to_correct = row is not None and not row.outcome and row.kind == RequestKind.CORRECT
        shown = {
            "waits": row is not None and not row.outcome,
            "of_erasure": waits,
            "can_correct": row is not None
            and to_correct
            and policies.can_refuse(actor_of(request), row),
            "can_decide": row is not None and waits and policies.can_decide(actor_of(request), row),
            "plan": services.what_goes(people.person_of(row)) if row and waits else [],
            "obstacles": privacy.obstacles(people.person_of(row)) if row and waits else [],
            "download": row.file if row and row.file else None,
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def _read_first(self, request: HttpRequest) -> bool:
        """Decide on a request's own page alone; say so to whoever presses in the list."""
        if request.POST.get("read"):
            return True
        words = _("Open the request: its page says what goes and what stands against it.")
        self.message_user(request, words, messages.WARNING)
        return False

    @admin.action(description=gettext_lazy("Carry out: erase for good"))
    def carry_out(self, request: HttpRequest, rows: QuerySet[DataRequest]) -> None:
        """Erase whom these requests are about, from the page that shows what goes."""
        if not self._read_first(request):
            return
        for key in rows.order_by("pk").values_list("pk", flat=True):
            try:
                figures = services.carry_out(request_id=key, actor=actor_of(request))
            except DomainError as refused:
                self.message_user(request, refused.message, messages.ERROR)
            else:
                done = {"rows": sum(figures.values()), "tables": len(figures)}
                self.message_user(request, _("Erased: %(rows)s rows of %(tables)s tables.") % done)

    @admin.action(description=gettext_lazy("It was corrected"))
    def correct(self, request: HttpRequest, rows: QuerySet[DataRequest]) -> None:
        """Say what was corrected with the words typed on the page of the request."""
        self._answer(request, rows, services.answer_correction)

    @admin.action(description=gettext_lazy("Refuse: erase nothing"))
    def refuse(self, request: HttpRequest, rows: QuerySet[DataRequest]) -> None:
        """Refuse with the words typed on the page of the request."""
        self._answer(request, rows, services.refuse)

    def _answer(
        self,
        request: HttpRequest,
        rows: QuerySet[DataRequest],
        answer: Callable[..., DataRequest],
    ) -> None:
        if not self._read_first(request):
            return
        words = request.POST.get("answer", "")
        for key in rows.order_by("pk").values_list("pk", flat=True):
            try:
                answer(request_id=key, actor=actor_of(request), answer=words)
            except DomainError as refused:
                self.message_user(request, refused.message, messages.ERROR)
            else:
                self.message_user(request, _("Decided."))
