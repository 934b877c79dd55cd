"""The kernel in the admin: the rulebook is entered, everything else is only read."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core import deadlines, outbox, rule_entry
from marketplace.core.errors import DomainError, RuleViolation
from marketplace.core.models import AuditEvent, Deadline, Delivery, OutboxEvent, PeriodicRun, Rule
from marketplace.core.rule_codes import RuleCode


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows and changes none; operators look, use-cases act."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new rule, or the last day of one; refusals of the use-case stand beside their field."""

    code = forms.ChoiceField(choices=[(code.value, code.value) for code in RuleCode])
    reason = forms.CharField(widget=forms.Textarea, label=gettext_lazy("Reason"))

    class Meta:
        model = Rule
        fields: ClassVar = [
            *("code", "channel", "tenant_slug", "value", "valid_from", "valid_to"),
            *("legal_source", "act_title", "act_number", "act_date", "act_article"),
        ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "legal_source" in self.fields:
            self.fields["legal_source"].required = False

    def clean(self) -> dict[str, Any]:
        """Ask the rules of entering."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self._check()
            except DomainError as refused:
                refused.add_to(self)
        return cleaned

    def _check(self) -> None:
        asked = self.cleaned_data
        if self.instance.pk is None:
            rule_entry.check(self.new_rule(), reason=asked["reason"], by_person=True)
            return
        if asked["valid_to"] is None:
            raise RuleViolation(str(_("Enter the last day.")), field="valid_to")
        kept = Rule.objects.get(pk=self.instance.pk)
        rule_entry.check_end(kept, asked["valid_to"], reason=asked["reason"])

    def new_rule(self) -> rule_entry.NewRule:
        """Return what was typed as the use-case takes it."""
        asked = self.cleaned_data
        act = None
        if asked["act_date"]:
            act = rule_entry.LegalAct(
                asked["act_title"], asked["act_number"], asked["act_date"], asked["act_article"]
            )
        return rule_entry.NewRule(
            code=RuleCode(asked["code"]),
            value=asked["value"],
            valid_from=asked["valid_from"],
            valid_to=asked["valid_to"],
            channel=asked["channel"],
            tenant_slug=asked["tenant_slug"],
            legal_source=asked["legal_source"],
            act=act,
        )

    def _post_clean(self) -> None:
        """Leave the model's own checks to the use-case; the form keeps no instance."""


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A new rule is a new dated row; an old one only gets its last day."""

    form = RuleForm
    list_display = ["code", "channel", "tenant_slug", "value", "unit", "valid_from", "valid_to"]
    list_filter = ["code", "channel", "tenant_slug"]

    def get_readonly_fields(self, request: HttpRequest, obj: Rule | None = None) -> list[str]:
        """An entered rule keeps its value, source and first day."""
        if obj is None:
            return []
        return [field.name for field in Rule._meta.fields if field.name != "valid_to"]

    def get_fields(self, request: HttpRequest, obj: Rule | None = None) -> Any:
        """Ask for what the use-case takes."""
        if obj is None:
            return [*RuleForm.Meta.fields, "reason"]
        return [*self.get_readonly_fields(request, obj), "valid_to", "reason"]

    def save_model(self, request: HttpRequest, obj: Rule, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Enter or end by the use-case."""
        actor, reason = request.user, form.cleaned_data["reason"]
        assert isinstance(actor, models.Model)  # noqa: S101 - the admin is for people signed in
        if change:
            rule_entry.end_rule(
                rule_id=obj.pk,
                last_day=form.cleaned_data["valid_to"],
                actor=actor,
                reason=reason,
            )
        else:
            obj.pk = rule_entry.enter_rule(form.new_rule(), actor=actor, reason=reason).pk
            obj.refresh_from_db()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the operator."""
        return self._is_operator(request)

    def has_change_permission(self, request: HttpRequest, obj: Rule | None = None) -> bool:
        """Only the operator, and only what has no last day yet."""
        return self._is_operator(request) and (obj is None or obj.valid_to is None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Orders point at rules for ever."""
        return False

    def _is_operator(self, request: HttpRequest) -> bool:
        person = request.user
        return isinstance(person, models.Model) and bool(rule_entry.can_keep_rules(person))


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """The trail."""

    list_display = ["occurred_at", "actor", "action", "subject_type", "subject_id", "position"]
    list_filter = ["action"]
    search_fields = ["subject_id"]
    list_select_related = ["actor"]


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnlyAdmin):
    """What happened."""

    list_display = ["occurred_at", "name", "subject_type", "subject_id"]
    list_filter = ["name"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Who was told of it; a parked delivery needs an operator."""

    list_display = ["event", "handler", "state", "attempts", "due_at", "last_error"]
    list_filter = ["state", "handler"]
    list_select_related = ["event"]
    actions = ["try_again"]

    @admin.action(description=gettext_lazy("Deliver the parked ones again"))
    def try_again(self, request: HttpRequest, rows: models.QuerySet[Delivery]) -> None:
        """Unpark what an operator chose."""
        done = outbox.retry(delivery_ids=rows.values_list("pk", flat=True), actor=request.user)
        self.message_user(request, _("%(count)s will be tried again.") % {"count": done})


@admin.register(Deadline)
class DeadlineAdmin(ReadOnlyAdmin):
    """What will happen by itself."""

    list_display = ["kind", "subject_id", "due_at", "closed_at", "parked_at", "last_error"]
    list_filter = ["kind", ("parked_at", admin.EmptyFieldListFilter)]
    actions = ["try_again"]

    @admin.action(description=gettext_lazy("Try the parked ones again"))
    def try_again(self, request: HttpRequest, rows: models.QuerySet[Deadline]) -> None:
        """Unpark what an operator chose."""
        done = deadlines.retry(deadline_ids=rows.values_list("pk", flat=True), actor=request.user)
        self.message_user(request, _("%(count)s will be tried again.") % {"count": done})


@admin.register(PeriodicRun)
class PeriodicRunAdmin(ReadOnlyAdmin):
    """When recurring work last ran."""

    list_display = ["name", "ran_at", "outcome"]
