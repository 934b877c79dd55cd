"""The map of the API."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.permissions import AllowAny
from rest_framework.routers import APIRootView, DefaultRouter

from catalog.api import ProductViewSet
from marketplace.accounts.api import SignIn
from marketplace.orders.api import OrderViewSet


class Root(APIRootView):
    """What there is; open to everybody."""

    permission_classes = (AllowAny,)


class Router(DefaultRouter):
    """JSON only, no format suffixes: one address per thing."""

    APIRootView = Root
    include_format_suffixes = False


router = Router(use_regex_path=False)
router.register("products", ProductViewSet, basename="api_product")
router.register("orders", OrderViewSet, basename="api_order")

urlpatterns = [
    path("v1/auth/token", SignIn.as_view(), name="api_token"),
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api_schema"), name="api_docs"),
]
