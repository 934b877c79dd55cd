"""The map of the site: every room brings its own addresses; names are unique across rooms."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

ROOMS = (
    "marketplace.web",
    "marketplace.documents",
    "marketplace.accounts",
    "marketplace.notices",
    "marketplace.appointments",
    "marketplace.privacy",
    "vendors",
    "vendors.licences",
    "vendors.sanctions",
    "vendors.members",
    "vendors.support",
    "vendors.pipeline",
    "vendors.counter",
    "catalog.showcases",
    "catalog.moderation",
    "catalog.questions",
    "catalog",
    "catalog.importing",
    "catalog.channel_keys",
    "marketplace.shortlists",
    "marketplace.negotiation",
    "marketplace.competition",
    "marketplace.budget",
    "marketplace.orders",
    "marketplace.fulfilment",
    "marketplace.sourcing",
    "payments",
    "marketplace.insight",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("config.api")),
    path("admin/", admin.site.urls),
    *(path("", include(f"{room}.urls")) for room in ROOMS),
]

handler400 = "marketplace.web.views.bad_request"
handler403 = "marketplace.web.views.forbidden"
handler404 = "marketplace.web.views.not_found"
handler500 = "marketplace.web.views.server_error"
