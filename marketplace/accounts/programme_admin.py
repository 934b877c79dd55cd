"""The dates of regions in the programme, in the administration: entered by the use-case, kept."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from marketplace.accounts import programme
from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import ProgrammeMove, ProgrammeStep
from marketplace.core.admin import ReadOnlyAdmin
from marketplace.core.rule_entry import can_keep_rules
from marketplace.web.asking_admin import AskingForm
from marketplace.web.fields import LineField, TextField


class StepForm(AskingForm):
    """What a region does from a day on, and why."""

    act_title = LineField(max_length=200, required=False)
    act_number = LineField(max_length=60, required=False)
    reason = TextField(label=gettext_lazy("Reason"))

    class Meta:
        model = ProgrammeStep
        fields: ClassVar = [
            *("region", "move", "effective_on"),
            *("act_title", "act_number", "act_date"),
        ]

    def ask(self, cleaned: dict[str, Any]) -> None:
        """Ask the rules of the table. Raises: DomainError."""
        programme.check(self.new_step(), reason=cleaned["reason"])

    def new_step(self) -> programme.NewStep:
        """Return what was typed as the use-case takes it."""
        typed = {name: self.cleaned_data[name] for name in StepForm.Meta.fields}
        return programme.NewStep(**{**typed, "move": ProgrammeMove(typed["move"])})


@admin.register(ProgrammeStep)
class ProgrammeStepAdmin(ReadOnlyAdmin):
    """What is wrong is put right by another entry; none is ever changed."""

    form = StepForm
    list_display = ["region", "move", "effective_on", "act_number", "entered_by", "entered_at"]
    list_filter = ["move"]
    list_select_related = ["region", "entered_by"]
    search_fields = ["region__name", "region__code"]
    autocomplete_fields = ["region"]
    date_hierarchy = "effective_on"
    ordering = ["-effective_on", "-pk"]

    def get_fields(self, request: HttpRequest, obj: ProgrammeStep | None = None) -> Any:
        """Ask for what the use-case takes; show everything of what was entered."""
        if obj is None:
            return [*StepForm.Meta.fields, "reason"]
        return [field.name for field in ProgrammeStep._meta.fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the operator."""
        return bool(can_keep_rules(actor_of(request)))

    def save_model(self, request: HttpRequest, obj: ProgrammeStep, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Enter by the use-case."""
        obj.pk = programme.enter_step(
            form.new_step(), actor=actor_of(request), reason=form.cleaned_data["reason"]
        ).pk
        obj.refresh_from_db()
