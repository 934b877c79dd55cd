"""The map of the API."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.routers import APIRootView, DefaultRouter

from catalog.api import ProductViewSet
from catalog.channel_keys import api as channel
from marketplace.accounts.api import SignIn
from marketplace.appointments.api import Appoint, Roles
from marketplace.budget.api import BudgetLines, Packages
from marketplace.negotiation.api import Negotiations
from marketplace.orders.api import OrderViewSet
from marketplace.orders.channel_api import OrderChanges
from marketplace.orders.freight_api import FreightRequests
from marketplace.orders.papers_api import Paper, Papers
from marketplace.orders.repair_api import OrderLines, OrderRepairs
from marketplace.orders.talk_api import OrderMessages
from marketplace.sourcing import api as cart
from marketplace.sourcing import checkout_api as checkout


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
router.register("carts", cart.Carts, basename="api_cart")
router.register("shared-carts", cart.SharedCarts, basename="api_shared_cart")
router.register("freight-requests", FreightRequests, basename="api_freight")
router.register("negotiations", Negotiations, basename="api_negotiation")
router.register("plan-packages", Packages, basename="api_package")
router.register("budget-lines", BudgetLines, basename="api_budget_line")
router.register("papers", Papers, basename="api_paper")
router.register("roles", Roles, basename="api_role")

OF_ORDER = "v1/orders/<uuid:public_id>"
OF_CART = "v1/carts/<int:agency_id>"
OF_LINE = f"{OF_CART}/items/<uuid:sku>"

urlpatterns = [
    path("v1/auth/token", SignIn.as_view(), name="api_token"),
    # before the steps of an order, whose last part may be any word
    path(f"{OF_ORDER}/lines/", OrderLines.as_view(), name="api_order_lines"),
    path(f"{OF_ORDER}/repair/", OrderRepairs.as_view(), name="api_order_repair"),
    path(
        f"{OF_ORDER}/messages/",
        OrderMessages.as_view({"get": "list", "post": "create"}),
        name="api_order_messages",
    ),
    path(f"{OF_ORDER}/other-offers/", checkout.OtherOffers.as_view(), name="api_other_offers"),
    path(f"{OF_CART}/", cart.CartDoor.as_view(), name="api_cart"),
    path(f"{OF_CART}/items/", cart.CartItems.as_view(), name="api_cart_items"),
    path(f"{OF_LINE}/", cart.CartLine.as_view(), name="api_cart_line"),
    path(f"{OF_LINE}/confirm/", cart.CartLineConfirm.as_view(), name="api_cart_confirm"),
    path(f"{OF_CART}/put-back/", cart.CartPutBack.as_view(), name="api_cart_put_back"),
    path(f"{OF_CART}/fill/", cart.CartFill.as_view(), name="api_cart_fill"),
    path(f"{OF_CART}/share/", cart.CartShare.as_view(), name="api_cart_share"),
    path(f"{OF_CART}/look/", checkout.CheckoutLook.as_view(), name="api_checkout_look"),
    path(f"{OF_CART}/checkout/", checkout.Checkout.as_view(), name="api_checkout"),
    path(f"{OF_CART}/freight-requests/", checkout.CartFreight.as_view(), name="api_cart_freight"),
    path(
        f"{OF_CART}/negotiations/",
        checkout.CartNegotiation.as_view(),
        name="api_cart_negotiation",
    ),
    path("v1/agencies/<int:agency_id>/roles/", Appoint.as_view(), name="api_appoint"),
    path("v1/papers/<path:number>/", Paper.as_view(), name="api_paper"),
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
