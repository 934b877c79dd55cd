"""People and offices in the admin; a role is asked for here and confirmed by a second operator."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts import account_changes, policies
from marketplace.accounts.actor import actor_of
from marketplace.accounts.letter_forms import OptionalLetterForm
from marketplace.accounts.models import (
    AccountChange,
    AccountChangeKind,
    Agency,
    Membership,
    Region,
    Tenant,
    User,
)
from marketplace.accounts.programme_admin import ProgrammeStepAdmin
from marketplace.core import phones
from marketplace.core.admin import ReadOnlyAdmin
from marketplace.core.errors import DomainError
from marketplace.web.admin import TYPED_TEXT
from marketplace.web.asking_admin import AskingForm
from marketplace.web.fields import ReasonField

__all__ = ["ProgrammeStepAdmin"]


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """A person's roles, to look at."""

    model = Membership
    fk_name = "user"
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A role is given by a change that a second operator approves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor is one changed here."""
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Accounts to look at: people keep their own, and what gives rights is an ``AccountChange``."""

    list_display = [
        "reached_at",
        "name",
        "is_active",
        "is_staff",
        "second_step_since",
        "date_joined",
    ]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = ["email", "name"]
    fields = [
        "reached_at",
        "name",
        "language",
        "is_active",
        "is_staff",
        "last_login",
        "date_joined",
    ]
    inlines = [MembershipInline]
    ordering = ["email"]
    actions = ["close"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Find by a whole telephone number as well, which no list shows."""
        rows, doubles = super().get_search_results(request, queryset, search_term)
        number = phones.normalised(search_term)
        return (rows | User.objects.with_phone(number) if number else rows), doubles

    @admin.action(description=gettext_lazy("Close these accounts at once"))
    def close(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Close what an operator chose; opening again is a change that needs two."""
        for key in rows.values_list("pk", flat=True):
            try:
                account_changes.close_account(account_id=key, actor=actor_of(request))
            except DomainError as refused:
                self.message_user(request, refused.message, messages.ERROR)


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Roles, to look at."""

    list_display = ["user", "role", "agency", "tenant", "begins_at", "ends_at", "active"]
    list_filter = ["role", "active", "tenant"]
    list_select_related = ["user", "agency", "tenant"]


class AccountChangeForm(OptionalLetterForm, AskingForm):
    """What is to be changed and why."""

    actor: User
    asked: AccountChange
    reason = ReasonField()

    class Meta:
        model = AccountChange
        fields: ClassVar = [
            *("kind", "person", "role", "tenant", "agency", "email"),
            *("number", "dated_on", "signed_by", "valid_from", "valid_until", "reason"),
        ]

    def ask(self, cleaned: dict[str, Any]) -> None:
        """Ask by the use-case. Raises: DomainError."""
        wanted = account_changes.Wanted(
            kind=AccountChangeKind(cleaned["kind"]),
            person_id=cleaned["person"].pk,
            letter=self.letter_if_any(),
            **{name: cleaned[name] for name in ("role", "tenant", "agency", "email")},
        )
        self.asked = account_changes.ask_change(wanted, actor=self.actor, reason=cleaned["reason"])


@admin.register(AccountChange)
class AccountChangeAdmin(ReadOnlyAdmin):
    """Asked for by one operator, decided by another in the list."""

    form = AccountChangeForm
    formfield_overrides = TYPED_TEXT
    list_display = ["asked_at", "kind", "person", "role", "agency", "tenant", "email", "reason",
        "asked_by", "approved", "decided_by", "decided_at"]  # fmt: skip
    list_filter = [("decided_at", admin.EmptyFieldListFilter), "kind"]
    list_select_related = ["person", "agency", "tenant", "asked_by", "decided_by"]
    search_fields = ["person__email", "person__name"]
    autocomplete_fields = ["person", "tenant", "agency"]
    actions = ["approve", "refuse"]
    ordering = ["-pk"]

    def get_fields(self, request: HttpRequest, obj: AccountChange | None = None) -> Any:
        """Ask for what the use-case takes; show everything of what was asked."""
        if obj is None:
            return AccountChangeForm.Meta.fields
        return [field.name for field in AccountChange._meta.fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Operators ask."""
        return bool(policies.can_ask_change(actor_of(request)))

    def save_model(self, request: HttpRequest, obj: AccountChange, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Ask by the use-case."""
        obj.pk = form.asked.pk
        obj.refresh_from_db()

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

    @admin.action(description=gettext_lazy("Approve: carry out what was asked"))
    def approve(self, request: HttpRequest, rows: QuerySet[AccountChange]) -> None:
        """Carry out what another operator asked for."""
        self._decide(request, rows, approve=True)

    @admin.action(description=gettext_lazy("Refuse: change nothing"))
    def refuse(self, request: HttpRequest, rows: QuerySet[AccountChange]) -> None:
        """End what another operator asked for."""
        self._decide(request, rows, approve=False)

    def _decide(
        self, request: HttpRequest, rows: QuerySet[AccountChange], *, approve: bool
    ) -> None:
        actor = actor_of(request)
        for key in rows.order_by("pk").values_list("pk", flat=True):
            try:
                account_changes.decide_change(change_id=key, actor=actor, approve=approve)
            except DomainError as refused:
                self.message_user(request, refused.message, messages.ERROR)
            else:
                self.message_user(request, _("Decided."))


@admin.register(Tenant)
class TenantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Provinces and cities that host a market."""

    formfield_overrides = TYPED_TEXT
    list_display = ["name", "slug", "region"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["region"]


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Agencies that buy."""

    formfield_overrides = TYPED_TEXT
    list_display = ["name", "code", "tenant"]
    list_filter = ["tenant"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["region"]


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Regions by their Kemendagri code."""

    formfield_overrides = TYPED_TEXT
    list_display = ["code", "name", "level", "time_zone"]
    list_filter = ["level"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]
