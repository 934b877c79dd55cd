"""Papers by program: those of orders, of negotiations and of comparisons, each as its PDF."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from marketplace.accounts.api_doors import ForPerson
from marketplace.core.subjects import about_any
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.negotiation import policies as of_negotiations
from marketplace.orders import policies
from marketplace.shortlists import policies as of_lists
from marketplace.web.paging import NewestFirst
from marketplace.web.views import download

PDF = "application/pdf"


class PaperSerializer(serializers.ModelSerializer[IssuedDocument]):
    """One paper; ``amount_rupiah`` is 0 where it names no sum. ``file``: where its PDF is read."""

    title = serializers.SerializerMethodField()
    file = serializers.HyperlinkedIdentityField(
        view_name="api_paper", lookup_field="number", read_only=True
    )

    class Meta:
        model = IssuedDocument
        fields = ("number", "kind", "title", "amount_rupiah", "issued_at", "file")
        read_only_fields = fields

    def get_title(self, paper: IssuedDocument) -> str:
        """Return what such a paper is called."""
        return documents.title_of(paper)


class Papers(ForPerson, ListModelMixin, GenericViewSet[IssuedDocument]):
    """The papers that a person may open, the newest first."""

    queryset = IssuedDocument.objects.none()
    serializer_class = PaperSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[IssuedDocument]:
        """Return those about what the person sees."""
        papers = IssuedDocument.objects.all()
        return (
            about_any(papers, policies.visible_to(self.person))
            | about_any(papers, of_negotiations.visible_to(self.person))
            | about_any(papers, of_lists.comparisons_for(self.person))
        )


class PaperRenderer(JSONRenderer):
    """Lets a program ask for the PDF by its name; what is refused is told as everywhere."""

    media_type = PDF
    format = "pdf"


class Paper(ForPerson):
    """One paper."""

    renderer_classes = (JSONRenderer, PaperRenderer)

    @extend_schema(responses={(200, PDF): OpenApiTypes.BINARY})
    def get(self, request: Request, number: str) -> HttpResponse:
        """Return its PDF."""
        paper = IssuedDocument.objects.filter(number=number).first()
        if paper is None or not documents.can_read(self.person, paper):
            raise Http404
        name = paper.number.replace("/", "-") + ".pdf"
        return download(documents.pdf(paper), content_type=PDF, name=name)
