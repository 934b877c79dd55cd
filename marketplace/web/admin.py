"""The admin's forms: the same fields as on the pages, and the rulebook, which is entered here."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.contrib.admin import widgets
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core import rule_entry
from marketplace.core.bounds import MAX_SUM_RUPIAH
from marketplace.core.errors import RuleViolation
from marketplace.core.models import Rule
from marketplace.core.rule_codes import RuleCode
from marketplace.web.asking_admin import AskingForm, RulebookAdmin
from marketplace.web.fields import LineField, TextField, WholeNumberField
from marketplace.web.holiday_admin import HolidayAdmin

__all__ = ["TYPED_TEXT", "HolidayAdmin", "RuleAdmin"]

# What an admin of ours types text with (``formfield_overrides``).
TYPED_TEXT: Final[dict[type[models.Field[Any, Any]], dict[str, Any]]] = {
    models.CharField: {"form_class": LineField, "widget": widgets.AdminTextInputWidget},
    models.TextField: {"form_class": TextField, "widget": widgets.AdminTextareaWidget},
    models.SlugField: {},
}


class RuleForm(AskingForm):
    """A new rule, or the last day of one."""

    code = forms.ChoiceField(choices=[(code.value, code.value) for code in RuleCode])
    value = WholeNumberField(most=MAX_SUM_RUPIAH)
    tenant_slug = LineField(required=False)
    legal_source = TextField(required=False)
    act_title = LineField(max_length=200, required=False)
    act_number = LineField(max_length=60, required=False)
    act_article = LineField(max_length=60, required=False)
    reason = TextField(label=gettext_lazy("Reason"))

    class Meta:
        model = Rule
        fields: ClassVar = [
            *("code", "channel", "tenant_slug", "value", "valid_from", "valid_to"),
            *("legal_source", "act_title", "act_number", "act_date", "act_article"),
        ]

    def ask(self, cleaned: dict[str, Any]) -> None:
        """Ask the rules of entering. Raises: DomainError."""
        if self.instance.pk is None:
            rule_entry.check(self.new_rule(), reason=cleaned["reason"], by_person=True)
            return
        if cleaned["valid_to"] is None:
            raise RuleViolation(str(_("Enter the last day.")), field="valid_to")
        kept = Rule.objects.get(pk=self.instance.pk)
        rule_entry.check_end(kept, cleaned["valid_to"], reason=cleaned["reason"])

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


@admin.register(Rule)
class RuleAdmin(RulebookAdmin):
    """A new rule is a new dated row; an old one only gets its last day."""

    form = RuleForm
    list_display = ["code", "channel", "tenant_slug", "value", "unit", "valid_from", "valid_to"]
    list_filter = ["code", "channel", "tenant_slug"]
    ended_by = "valid_to"
    typed_at_end = ("valid_to",)

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
