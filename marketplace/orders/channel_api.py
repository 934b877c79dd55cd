"""What happened to a shop's orders, for its own programs: a list that only grows.

An event that commits late is never overtaken: what is listed lies below every open transaction.
"""

from types import MappingProxyType
from typing import Any, Final

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.channel_keys.api_auth import ByKey, HasKeyScope, key_of
from catalog.channel_keys.models import KeyScope
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.orders import policies
from marketplace.orders.models import PurchaseOrder
from marketplace.web.paging import MAX_CURSOR

PER_PAGE: Final = 100
_SALT: Final = "cursor order changes"
_NAMES: Final = "order."


class OrderChangeSerializer(serializers.Serializer[Any]):
    """One thing that happened to an order, and where the order stands now."""

    event = serializers.CharField(read_only=True)
    occurred_at = serializers.DateTimeField(read_only=True)
    order = serializers.UUIDField(read_only=True)
    number = serializers.CharField(read_only=True)
    status = serializers.CharField(read_only=True)


class OrderChangesSerializer(serializers.Serializer[Any]):
    """Up to 100 changes, the oldest first. ``cursor``: send it next time, from the end too."""

    results = OrderChangeSerializer(many=True, read_only=True)
    cursor = serializers.CharField(read_only=True)
    more = serializers.BooleanField(read_only=True)


class OrderChanges(APIView):
    """The changes of the orders of the key's shop, since a cursor."""

    authentication_classes = (ByKey,)
    permission_classes = (HasKeyScope,)
    writes_by = KeyScope.READ
    also_answers = MappingProxyType({"GET": (400, 403)})

    @extend_schema(
        responses=OrderChangesSerializer,
        parameters=[OpenApiParameter("cursor", OpenApiTypes.STR, OpenApiParameter.QUERY)],
    )
    def get(self, request: Request) -> Response:
        """Return what happened since the cursor; without one, from the beginning."""
        key = key_of(request)
        since = _place(request.query_params.get("cursor"))
        orders = policies.visible_to(key.made_by).filter(vendor=key.vendor_id)
        events = list(outbox.events_after(since, PER_PAGE + 1, about=_of(orders)))
        shown = events[:PER_PAGE]
        known = PurchaseOrder.objects.in_bulk([event.subject_id for event in shown])
        last = (shown[-1].txid, shown[-1].pk) if shown else since
        return Response(
            {
                "results": [_change(event, known[event.subject_id]) for event in shown],
                "cursor": signing.dumps(last, salt=_SALT),
                "more": len(events) > PER_PAGE,
            }
        )


def _of(orders: QuerySet[PurchaseOrder]) -> Q:
    return Q(
        subject_type=PurchaseOrder._meta.label_lower,
        subject_id__in=orders.values("pk"),
        name__startswith=_NAMES,
    )


def _place(cursor: str | None) -> tuple[int, int]:
    """Return the place that a cursor names. Raises: ValidationError for none of ours."""
    if cursor is None:
        return 0, 0
    try:
        if len(cursor) > MAX_CURSOR:
            raise signing.BadSignature
        txid, pk = signing.loads(cursor, salt=_SALT)
    except signing.BadSignature as damaged:
        words = _("This cursor is damaged, or of another list. Begin again without it.")
        raise ValidationError({"cursor": [words]}) from damaged
    return txid, pk


def _change(event: OutboxEvent, order: PurchaseOrder) -> dict[str, Any]:
    return {
        "event": event.name,
        "occurred_at": event.occurred_at.isoformat(timespec="seconds"),
        "order": str(order.public_id),
        "number": order.number,
        "status": order.status,
    }
