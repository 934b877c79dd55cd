"""The map of the API."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.routers import APIRootView, DefaultRouter

from catalog.api import ProductViewSet
from catalog.channel_keys import api as channel
from marketplace.accounts.api import SignIn
from marketplace.orders.api import OrderViewSet
from marketplace.orders.channel_api import OrderChanges


class Root(APIRootView):
    """What there is; open to everybody."""

    permission_classes = (AllowAny,)


class Router(DefaultRouter):
    """JSON only, no format suffixes: one address per thing."""

    APIRootView = Root
    include_format_suffixes = False


class Docs(SpectacularSwaggerSplitView):
    """The API to read and try out: our own files only, no script or style inside the page."""

    template_name = "api/docs.html"


router = Router(use_regex_path=False)
router.register("products", ProductViewSet, basename="api_product")
router.register("orders", OrderViewSet, basename="api_order")

urlpatterns = [
    path("v1/auth/token", SignIn.as_view(), name="api_token"),
    path("v1/", include(router.urls)),
    path(
        "v1/channel/listings/",
        channel.ChannelListings.as_view({"get": "list"}),
        name="api_channel_listings",
    ),
    path(
        "v1/channel/listings/<path:sku>/",
        channel.ChannelListing.as_view(),
        name="api_channel_listing",
    ),
    path("v1/channel/stock/", channel.ChannelStocks.as_view(), name="api_channel_stocks"),
    path("v1/channel/stock/<path:sku>/", channel.ChannelStock.as_view(), name="api_channel_stock"),
    path("v1/channel/order-changes/", OrderChanges.as_view(), name="api_order_changes"),
    path("schema/", SpectacularJSONAPIView.as_view(), name="api_schema"),
    path("docs/", Docs.as_view(url_name="api_schema"), name="api_docs"),
]
