"""The operator's admin: one door to sign in, and only what is ours inside."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from config.admin_words import ROOMS, TABLES

OURS = frozenset({"marketplace", "catalog", "vendors", "payments"})


class OperatorSite(AdminSite):
    """Signing in is the site's own page, with its counted failures and its second step.

    Libraries register their tables by themselves: API tokens in clear, addresses, authenticators,
    groups. Whoever could edit those could act as anybody, so they stay out.
    """

    site_title = site_header = "Pasar Bela"

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the sign-in page and back, whoever has signed in to the first page.

        Raises: PermissionDenied for who is no operator.
        """
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or request.get_full_path())

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        """Register our own tables and none of a library's."""
        if isinstance(model_or_iterable, ModelBase):
            model_or_iterable = [model_or_iterable]
        own = [one for one in model_or_iterable if one.__module__.split(".", 1)[0] in OURS]
        for model in own:
            _name(model)
        super().register(own, admin_class, **options)


def _name(model: type[Model]) -> None:
    """Call a table and its room by their words, in the reader's language."""
    meta = model._meta
    if meta.app_label in ROOMS:
        meta.app_config.verbose_name = ROOMS[meta.app_label]
    if meta.label in TABLES:
        meta.verbose_name, meta.verbose_name_plural = TABLES[meta.label]
