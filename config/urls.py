"""The map of the site: every room brings its own addresses; names are unique across rooms."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

ROOMS = (
    "marketplace.core",
    "marketplace.accounts",
    "marketplace.notices",
    "vendors",
    "catalog",
    "marketplace.budget",
    "marketplace.orders",
    "marketplace.sourcing",
    "marketplace.fulfilment",
    "payments",
    "marketplace.insight",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("config.api")),
    path("admin/", admin.site.urls),
    *(path("", include(f"{room}.urls")) for room in ROOMS if find_spec(f"{room}.urls")),
]

handler400 = "marketplace.core.views.bad_request"
handler403 = "marketplace.core.views.forbidden"
handler404 = "marketplace.core.views.not_found"
handler500 = "marketplace.core.views.server_error"

# TEMPORARY-STUBS-BEGIN
from django.http import HttpResponse  # noqa: E402

for _name, _at, _room in (
    ("home", "", "catalog"),
    ("search", "cari/", "catalog"),
    ("cart", "keranjang/", "marketplace.sourcing"),
    ("orders", "pesanan/", "marketplace.orders"),
    ("etalase_list", "etalase/", "catalog"),
):
    if not find_spec(f"{_room}.urls"):
        urlpatterns.append(path(_at, lambda request: HttpResponse("stub"), name=_name))
# TEMPORARY-STUBS-END
