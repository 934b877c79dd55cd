"""The ladder is kept here by its use-cases; cases, trainings and tickets are only looked at."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from marketplace.core.admin import ReadOnlyAdmin
from marketplace.web.asking_admin import AskingForm, RulebookAdmin
from marketplace.web.fields import LineField, RupiahField, TextField, WholeNumberField
from vendors.models import LegalForm, SizeClass
from vendors.support import services
from vendors.support.models import Case, LadderRule, Paper, Ticket, Training

_TYPED = (
    *("code", "paper", "goods_class", "size_classes", "legal_forms", "is_must", "after", "office"),
    *("cost_rupiah", "working_days", "how", "how_en", "programme", "legal_source", "valid_from"),
)


class LadderForm(AskingForm):
    """A new rule of the ladder, or the last day of one."""

    code = LineField(max_length=40)
    size_classes = forms.MultipleChoiceField(choices=SizeClass.choices, required=False)
    legal_forms = forms.MultipleChoiceField(choices=LegalForm.choices, required=False)
    after = forms.MultipleChoiceField(choices=Paper.choices, required=False)
    cost_rupiah = RupiahField(required=False)
    working_days = WholeNumberField(most=1000, required=False)
    how = TextField(max_length=400)
    how_en = TextField(max_length=400)
    programme = LineField(max_length=80, required=False)
    legal_source = LineField(max_length=200)
    reason = TextField(label=gettext_lazy("Reason"))

    class Meta:
        model = LadderRule
        fields: ClassVar = [*_TYPED, "valid_until"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            self.fields.pop("valid_until", None)
        elif "valid_until" in self.fields:
            self.fields["valid_until"].required = True

    def ask(self, cleaned: dict[str, Any]) -> None:
        """Ask the rules of the table. Raises: DomainError."""
        reason = cleaned["reason"]
        if self.instance.pk is None:
            services.check_ladder_rule(self.new_rule(), reason=reason)
        else:
            row = LadderRule.objects.get(pk=self.instance.pk)
            services.check_ladder_end(row, last_day=cleaned["valid_until"], reason=reason)

    def new_rule(self) -> dict[str, Any]:
        """Return what was typed as the use-case takes it."""
        return {name: self.cleaned_data[name] for name in _TYPED}


@admin.register(LadderRule)
class LadderAdmin(RulebookAdmin):
    """Saving a rule that is there gives it its last day, with a reason."""

    form = LadderForm
    list_display = [
        "code",
        "paper",
        "goods_class",
        "is_must",
        "office",
        "valid_from",
        "valid_until",
    ]
    list_filter = ["paper", "goods_class", "office"]
    search_fields = ["code", "legal_source"]
    ended_by = "valid_until"
    typed_at_end = ("valid_until",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new rule has no last day yet."""
        asked = super().get_fields(request, obj)
        return asked if obj else [name for name in asked if name != self.ended_by]

    def save_model(self, request: HttpRequest, obj: LadderRule, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Enter or end by the use-case."""
        actor, reason = request.user, form.cleaned_data["reason"]
        assert isinstance(actor, models.Model)  # noqa: S101 - the admin is for people signed in
        if change:
            services.end_ladder_rule(
                rule_id=obj.pk,
                last_day=form.cleaned_data["valid_until"],
                actor=actor,
                reason=reason,
            )
        else:
            new = form.new_rule()
            obj.pk = services.enter_ladder_rule(new, actor=actor, reason=reason).pk
        obj.refresh_from_db()


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """Facilitation cases."""

    list_display = ["number", "vendor", "topic", "status", "officer", "due_at"]
    list_filter = ["status", "topic"]
    search_fields = ["number", "vendor__name"]
    list_select_related = ["vendor", "officer"]


@admin.register(Training)
class TrainingAdmin(ReadOnlyAdmin):
    """Trainings."""

    list_display = ["title", "tenant", "topic", "starts_at", "capacity", "cancelled_at"]
    list_filter = ["topic"]
    list_select_related = ["tenant"]


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    """Tickets of the helpdesk."""

    list_display = ["number", "kind", "status", "officer", "answer_due_at", "solve_due_at"]
    list_filter = ["status", "kind"]
    search_fields = ["number"]
    list_select_related = ["officer"]
