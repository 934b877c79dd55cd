"""The conversation about an order by program."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from marketplace.accounts.api_doors import KEY_PARAMETER, MAY_CLASH, ForPerson, body_of, example
from marketplace.core.policy import require
from marketplace.notices.models import Message
from marketplace.notices.services import messages_of, post_message
from marketplace.orders import policies, queries, timeline
from marketplace.orders.models import PurchaseOrder
from marketplace.web.api_fields import Body, TextField
from marketplace.web.paging import OldestFirst

MESSAGE_MOST = 1_000


class MessageSerializer(serializers.ModelSerializer[Message]):
    """One line; ``author_line``: name and office of who wrote it, as they were then."""

    class Meta:
        model = Message
        fields = ("id", "author_line", "text", "written_at")
        read_only_fields = fields


@example({"text": "Barang diterima di pintu belakang, mohon telepon dahulu."})
class MessageBody(Body):
    """What is written; everybody who sees the order reads it."""

    text = TextField(max_length=MESSAGE_MOST)


class OrderMessages(ForPerson, ListModelMixin, GenericViewSet[Message]):
    """The lines about an order, the oldest first."""

    queryset = Message.objects.none()
    serializer_class = MessageSerializer
    pagination_class = OldestFirst
    scopes: ClassVar = frozenset({"order", "receive", "pay", "sell"})
    also_answers = MAY_CLASH

    def get_queryset(self) -> QuerySet[Message]:
        """Return the conversation. Raises: Http404."""
        return messages_of(self._order())

    def _order(self) -> PurchaseOrder:
        orders = queries.order_page(self.person)
        return get_object_or_404(orders, public_id=self.kwargs["public_id"])

    @extend_schema(
        request=MessageBody, responses={201: MessageSerializer}, parameters=[KEY_PARAMETER]
    )
    def create(self, request: Request, public_id: UUID) -> Response:
        """Add a line."""
        order = self._order()
        require(policies.can_write(self.person, order))
        sent = body_of(request, MessageBody)

        def write() -> dict[str, Any]:
            line = timeline.author_line(self.person, order)
            said = post_message(subject=order, author=self.person, author_line=line, **sent)
            return dict(MessageSerializer(said).data)

        return self.once(write, status=201)
