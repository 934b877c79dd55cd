"""The plan by program: packages and lines of the budget with what is left, found by words."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from marketplace.accounts.api_doors import ForPerson
from marketplace.budget import policies, queries
from marketplace.budget.models import BudgetLine, PackageLine, PlanPackage
from marketplace.budget.rules import FIRST_YEAR, LAST_YEAR
from marketplace.core import clock
from marketplace.core.text import clean_line
from marketplace.core.whole_numbers import plain_number
from marketplace.web.paging import OldestFirst

WORDS_MAX = 80
NARROWED = [
    OpenApiParameter("agency", OpenApiTypes.INT, description="Of several that a person reads."),
    OpenApiParameter("year", OpenApiTypes.INT, description="The running one unless said."),
    OpenApiParameter("q", OpenApiTypes.STR, description="Words of code or name."),
]


class PackagePartSerializer(serializers.ModelSerializer[PackageLine]):
    """The part of a package that is booked on one account; ``account`` is named at checkout."""

    account = serializers.IntegerField(source="account_code_id", read_only=True)
    account_code = serializers.CharField(source="account_code.code", read_only=True)
    account_name = serializers.CharField(source="account_code.name", read_only=True)
    remaining_rupiah = serializers.IntegerField(read_only=True)

    class Meta:
        model = PackageLine
        fields = (
            *("id", "account", "account_code", "account_name"),
            *("ceiling_rupiah", "reserved_rupiah", "remaining_rupiah"),
        )
        read_only_fields = fields


class PackageSerializer(serializers.ModelSerializer[PlanPackage]):
    """A package of the procurement plan (RUP), in rupiah; checkout names it by ``id``."""

    remaining_rupiah = serializers.IntegerField(read_only=True)
    parts = PackagePartSerializer(source="lines", many=True, read_only=True)

    class Meta:
        model = PlanPackage
        fields = (
            *("id", "rup_code", "name", "fiscal_year"),
            *("ceiling_rupiah", "reserved_rupiah", "remaining_rupiah", "parts"),
        )
        read_only_fields = fields


class BudgetLineSerializer(serializers.ModelSerializer[BudgetLine]):
    """A line of the budget (DPA); ``realised_rupiah``: handed over and to be paid."""

    account_code = serializers.CharField(source="account_code.code", read_only=True)
    account_name = serializers.CharField(source="account_code.name", read_only=True)
    remaining_rupiah = serializers.IntegerField(read_only=True)
    realised_rupiah = serializers.IntegerField(read_only=True)

    class Meta:
        model = BudgetLine
        fields = (
            *("id", "account_code", "account_name", "sub_activity", "fiscal_year"),
            *("ceiling_rupiah", "reserved_rupiah", "remaining_rupiah", "realised_rupiah"),
        )
        read_only_fields = fields


class _OfBudget(ForPerson):
    def narrowed(self) -> tuple[int, int, str]:
        """Return the agency, the year and the words that the address names.

        Raises: NotAllowed for who reads no budget, Http404 for an agency that is not one of theirs.
        """
        agencies = policies.readable_by(self.person).select_related("region", "tenant")
        first = agencies.first()
        if first is None:
            raise policies.reads_none()
        query = self.request.query_params
        asked = query.get("agency")
        key = None if asked is None else plain_number(asked)
        agency = first if asked is None else get_object_or_404(agencies, pk=key)
        year = plain_number(query.get("year", ""))
        if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
            year = clock.today(agency.time_zone).year
        return agency.pk, year, clean_line(query.get("q", ""))[:WORDS_MAX]


@extend_schema_view(list=extend_schema(parameters=NARROWED))
class Packages(_OfBudget, ListModelMixin, RetrieveModelMixin, GenericViewSet[PlanPackage]):
    """The packages of an agency's plan with their parts."""

    queryset = PlanPackage.objects.none()
    pagination_class = OldestFirst
    serializer_class = PackageSerializer
    lookup_field = "rup_code"
    lookup_value_converter = "str"

    def get_queryset(self) -> QuerySet[PlanPackage]:
        """Return those of the year and words asked for, or all that the person reads."""
        if self.action == "list":
            return queries.packages_of(*self.narrowed())
        agencies = policies.readable_by(self.person)
        rows = PlanPackage.objects.filter(agency__in=agencies)
        return rows.prefetch_related("lines__account_code")


@extend_schema_view(list=extend_schema(parameters=NARROWED))
class BudgetLines(_OfBudget, ListModelMixin, GenericViewSet[BudgetLine]):
    """The lines of an agency's budget."""

    queryset = BudgetLine.objects.none()
    pagination_class = OldestFirst
    serializer_class = BudgetLineSerializer

    def get_queryset(self) -> QuerySet[BudgetLine]:
        """Return those of the year and words asked for."""
        return queries.lines_of(*self.narrowed())
