"""What the libraries of the API read: nothing in it differs between installations."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "marketplace.accounts.api_auth.ByToken",
        "marketplace.accounts.api_auth.BySession",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "marketplace.accounts.api_auth.SignedInWithScope",
        "marketplace.accounts.second_step.HasSecondStep",
    ],
    "DEFAULT_PARSER_CLASSES": ["marketplace.web.api_parsing.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["marketplace.web.api_limits.Limit"],
    "DEFAULT_SCHEMA_CLASS": "marketplace.web.api_schema.HouseSchema",
    "URL_FORMAT_OVERRIDE": None,
    "ALLOWED_VERSIONS": ["1"],  # the schema prints the version that is asked for into a header
    "DEFAULT_PAGINATION_CLASS": "marketplace.web.paging.NewestFirst",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "marketplace.web.problem_json.problem_json",
    "PAGE_SIZE": 50,
    "NUM_PROXIES": 0,  # who asks is settled at the entrance (config/asgi.py)
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Pasar Bela API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "OrderStatusEnum": "marketplace.orders.models.OrderStatus",
        "NegotiationStatusEnum": "marketplace.negotiation.models.Status",
    },
}
