"""Points to look at, and couriers that report to us, are kept here by their use-cases."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from marketplace.fulfilment.models import CheckPoint, Courier
from marketplace.fulfilment.services import checklist, couriers
from marketplace.web.asking_admin import AskingForm, RulebookAdmin
from marketplace.web.fields import LineField, TextField

_TYPED = ("code", "category", "words", "valid_from")


class CheckPointForm(AskingForm):
    """A new point, or the last day of one."""

    code = LineField(max_length=40)
    words = LineField(max_length=160)
    reason = TextField(label=gettext_lazy("Reason"))

    class Meta:
        model = CheckPoint
        fields: ClassVar = [*_TYPED, "valid_until"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            self.fields.pop("valid_until", None)
        elif "valid_until" in self.fields:
            self.fields["valid_until"].required = True

    def ask(self, cleaned: dict[str, Any]) -> None:
        """Ask the rules of the table. Raises: DomainError."""
        if self.instance.pk is None:
            checklist.check_new_point(self.new_point(), reason=cleaned["reason"])
        else:
            row = CheckPoint.objects.get(pk=self.instance.pk)
            checklist.check_end_of_point(
                row, last_day=cleaned["valid_until"], reason=cleaned["reason"]
            )

    def new_point(self) -> dict[str, Any]:
        """Return what was typed as the use-case takes it."""
        return {name: self.cleaned_data[name] for name in _TYPED}


@admin.register(CheckPoint)
class CheckPointAdmin(RulebookAdmin):
    """Saving a point that is there gives it its last day, with a reason."""

    form = CheckPointForm
    list_display = ("code", "category", "words", "valid_from", "valid_until")
    list_filter = ("category",)
    list_select_related = ("category",)
    search_fields = ("code", "words")
    ended_by = "valid_until"
    typed_at_end = ("valid_until",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new point has no last day yet."""
        asked = super().get_fields(request, obj)
        return asked if obj else [name for name in asked if name != self.ended_by]

    def save_model(self, request: HttpRequest, obj: CheckPoint, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Enter or end by the use-case."""
        actor, reason = request.user, form.cleaned_data["reason"]
        assert isinstance(actor, models.Model)  # noqa: S101 - the admin is for people signed in
        if change:
            day = form.cleaned_data["valid_until"]
            checklist.end_check_point(point_id=obj.pk, last_day=day, actor=actor, reason=reason)
        else:
            new = form.new_point()
            obj.pk = checklist.enter_check_point(new, actor=actor, reason=reason).pk
        obj.refresh_from_db()


class CourierForm(AskingForm):
    """A new courier; saving one that is there ends it."""

    code = LineField(max_length=30)
    name = LineField(max_length=60)
    reason = TextField(label=gettext_lazy("Reason"))

    class Meta:
        model = Courier
        fields: ClassVar = ["code", "name"]

    def ask(self, cleaned: dict[str, Any]) -> None:
        """Ask the rules of the table. Raises: DomainError."""
        if self.instance.pk is None:
            couriers.check_new_courier(**cleaned)


@admin.register(Courier)
class CourierAdmin(RulebookAdmin):
    """Saving a courier that is there ends it, with a reason."""

    form = CourierForm
    list_display = ("name", "code", "entered_at", "ended_at")
    search_fields = ("name", "code")
    ended_by = "ended_at"

    def save_model(self, request: HttpRequest, obj: Courier, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Enter or end by the use-case."""
        actor, asked = request.user, form.cleaned_data
        assert isinstance(actor, models.Model)  # noqa: S101 - the admin is for people signed in
        if change:
            couriers.end_courier(courier_id=obj.pk, actor=actor, reason=asked["reason"])
        else:
            obj.pk = couriers.enter_courier(**asked, actor=actor).pk
        obj.refresh_from_db()
