"""What a program reads of a cart and of goods on their way into it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.accounts.models import Agency
from marketplace.sourcing.models import SharedCart
from marketplace.web.api_fields import MomentField
from marketplace.web.api_questions import ChoiceSerializer, QuestionSerializer


class CartRowSerializer(serializers.ModelSerializer[Agency]):
    """An office that the person orders for, and how many kinds of goods lie in its cart."""

    agency = serializers.IntegerField(source="pk", read_only=True)
    lines = serializers.IntegerField(read_only=True)

    class Meta:
        model = Agency
        fields = ("agency", "name", "lines")
        read_only_fields = fields


class CartLineSerializer(serializers.Serializer[Any]):
    """Goods as they were seen, and what changed since; rupiah are net, of one unit unless said.

    ``changed_to_rupiah``, ``changed_words``: what holds now; it is ordered once it is confirmed.
    ``outside`` and ``untimely`` say why so many, or those days, cannot be had; empty where they
    can. ``quantity`` counts units, ``pieces`` what of a rental is wanted on each day.
    """

    sku = serializers.UUIDField(source="item.sku.public_id", read_only=True)
    product = serializers.UUIDField(source="item.sku.product.public_id", read_only=True)
    name = serializers.CharField(source="item.sku.title", read_only=True)
    unit = serializers.CharField(source="item.sku.unit", read_only=True)
    quantity = serializers.IntegerField(source="item.quantity", read_only=True)
    pieces = serializers.IntegerField(source="item.pieces", read_only=True)
    chosen = serializers.BooleanField(source="item.chosen", read_only=True)
    note = serializers.CharField(source="item.note", read_only=True)
    wanted_on = serializers.DateField(source="item.wanted_on", read_only=True, allow_null=True)
    wanted_until = serializers.DateField(
        source="item.wanted_until", read_only=True, allow_null=True
    )
    wanted_hour = serializers.TimeField(source="item.wanted_hour", read_only=True, allow_null=True)
    price_rupiah = serializers.IntegerField(read_only=True)
    total_rupiah = serializers.IntegerField(read_only=True)
    changed_to_rupiah = serializers.IntegerField(read_only=True, allow_null=True)
    changed_words = serializers.CharField(read_only=True)
    orderable = serializers.BooleanField(read_only=True)
    short = serializers.BooleanField(read_only=True)
    outside = serializers.CharField(read_only=True)
    untimely = serializers.CharField(read_only=True)
    needs_attention = serializers.BooleanField(read_only=True)


class SectionSerializer(serializers.Serializer[Any]):
    """What becomes one order: the goods of one shop in one channel; the sums are of what is chosen.

    ``over_cap``: why it may not be ordered at once; empty while it is within the cap.
    """

    key = serializers.CharField(read_only=True)
    vendor = serializers.CharField(source="vendor.name", read_only=True)
    vendor_slug = serializers.CharField(source="vendor.slug", read_only=True)
    channel = serializers.CharField(read_only=True)
    lines = CartLineSerializer(source="all_lines", many=True, read_only=True)
    goods_rupiah = serializers.IntegerField(source="tax.goods_rupiah", read_only=True)
    freight_rupiah = serializers.IntegerField(source="tax.freight_rupiah", read_only=True)
    vat_rupiah = serializers.IntegerField(source="tax.vat_rupiah", read_only=True)
    gross_rupiah = serializers.IntegerField(source="tax.gross_rupiah", read_only=True)
    cap_rupiah = serializers.IntegerField(source="rule.value", read_only=True, allow_null=True)
    over_cap = serializers.CharField(source="cap_refusal", read_only=True)
    needs_attention = serializers.BooleanField(read_only=True)


class CartSerializer(serializers.Serializer[Any]):
    """A cart; ``removed``: what was taken out last and can be put back.

    ``colleagues``: to whom of the same office what is chosen can be handed.
    """

    agency = serializers.IntegerField(source="agency.pk", read_only=True)
    name = serializers.CharField(source="agency.name", read_only=True)
    sections = SectionSerializer(many=True, read_only=True)
    gross_rupiah = serializers.IntegerField(read_only=True)
    removed = serializers.UUIDField(read_only=True, allow_null=True)
    colleagues = ChoiceSerializer(many=True, read_only=True)


class AskedSectionSerializer(SectionSerializer):
    """A section at checkout. ``asks``: what is sent for it, by name; what is common stays out.

    ``unused``: why what was negotiated with the shop does not hold; empty where it does.
    ``second_approval``: which rules of the agency ask it; empty where none does.
    """

    asks = QuestionSerializer(many=True, read_only=True)
    unused = serializers.CharField(read_only=True)
    second_approval = serializers.CharField(read_only=True)


class LookSerializer(serializers.Serializer[Any]):
    """What checkout would order by what was sent: send ``seen`` with the order itself."""

    asks = QuestionSerializer(many=True, read_only=True)
    sections = AskedSectionSerializer(many=True, read_only=True)
    gross_rupiah = serializers.IntegerField(read_only=True)
    seen = serializers.CharField(read_only=True)


class PlacedSerializer(serializers.Serializer[Any]):
    """The orders that were placed."""

    orders = serializers.ListField(child=serializers.UUIDField(read_only=True), read_only=True)


class FilledSerializer(serializers.Serializer[Any]):
    """One of the goods that were to go into the cart; ``problem``: why it is not there."""

    sku = serializers.UUIDField(source="wanted.sku.public_id", read_only=True)
    name = serializers.CharField(source="wanted.sku.title", read_only=True)
    pieces = serializers.IntegerField(source="wanted.quantity", read_only=True)
    price_rupiah = serializers.IntegerField(source="wanted.price_rupiah", read_only=True)
    problem = serializers.CharField(read_only=True)


class FilledAllSerializer(serializers.Serializer[Any]):
    """Each of the goods, and whether it lies in the cart now."""

    lines = FilledSerializer(many=True, read_only=True)


class SharedCartSerializer(serializers.ModelSerializer[SharedCart]):
    """Goods that one officer hands to another; ``is_taken`` is null while they wait."""

    agency = serializers.CharField(source="agency.name", read_only=True)
    sent_by = serializers.CharField(source="sent_by.name", read_only=True)
    sent_to = serializers.CharField(source="sent_to.name", read_only=True)
    sent_at = MomentField(zone="agency.time_zone")
    is_taken = serializers.BooleanField(
        source="answer.is_taken", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = SharedCart
        fields = ("public_id", "name", "agency", "sent_by", "sent_to", "sent_at", "is_taken")
        read_only_fields = fields


class SharedCartDetailSerializer(SharedCartSerializer):
    """One of them with its goods, and what stands against buying each now."""

    lines = serializers.SerializerMethodField()

    class Meta:
        model = SharedCart
        fields = (*SharedCartSerializer.Meta.fields, "lines")
        read_only_fields = fields

    @extend_schema_field(FilledSerializer(many=True))
    def get_lines(self, _shared: SharedCart) -> list[dict[str, Any]]:
        """Return the goods as they were judged."""
        return [dict(FilledSerializer(one).data) for one in self.context["goods"]]


class OfferSerializer(serializers.Serializer[Any]):
    """Another shop's offer; rupiah of one unit with PPN."""

    sku = serializers.UUIDField(source="sku.public_id", read_only=True)
    product = serializers.UUIDField(source="sku.product.public_id", read_only=True)
    name = serializers.CharField(source="sku.title", read_only=True)
    vendor = serializers.CharField(source="sku.product.vendor.name", read_only=True)
    price_rupiah = serializers.IntegerField(read_only=True)
    available = serializers.IntegerField(source="sku.available", read_only=True)


class LineOffersSerializer(serializers.Serializer[Any]):
    """A line of an order, and who else sells such goods, the closest first."""

    line = serializers.IntegerField(source="line.pk", read_only=True)
    name = serializers.CharField(source="line.title", read_only=True)
    pieces = serializers.IntegerField(source="line.pieces", read_only=True)
    offers = OfferSerializer(many=True, read_only=True)


class OtherOffersSerializer(serializers.Serializer[Any]):
    """Who else sells the goods of an order that its shop let pass."""

    lines = LineOffersSerializer(many=True, read_only=True)
