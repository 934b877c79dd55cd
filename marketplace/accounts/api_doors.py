"""What the doors of the API share that act for a person: whose, in which scope, once per key."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_serializer
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.accounts import token_scopes
from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core import idempotency
from marketplace.core.errors import DomainError
from marketplace.web.api_fields import Body

KEY_HEADER: Final = "Idempotency-Key"
KEY_PARAMETER: Final = OpenApiParameter(
    KEY_HEADER, OpenApiTypes.STR, OpenApiParameter.HEADER, required=True
)
KEY_MAX_LENGTH: Final = 80
MAY_REFUSE: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {"GET": (403,), "POST": (403, 409, 422)}
)
MAY_CLASH: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {"GET": (403,), "POST": (403, 409)}
)


class KeyMissing(DomainError):
    """A change by program needs a key, so that repeating it is safe."""

    code, http_status = "idempotency_key_missing", 400


def example(value: Any) -> Callable[[type], type]:
    """Show in the contract what a program sends, or is answered, as one that is meant."""

    def shown(serializer: type) -> type:
        asks = issubclass(serializer, Body)
        one = OpenApiExample(serializer.__name__, value, request_only=asks, response_only=not asks)
        return extend_schema_serializer(examples=[one])(serializer)

    return shown


def body_of(request: Request, shape: type[Body]) -> dict[str, Any]:
    """Return what was sent. Raises: ValidationError."""
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def require_form(form: forms.Form) -> None:
    """Let a page's own form judge what was sent. Raises: ValidationError, by field."""
    if not form.is_valid():
        raise ValidationError(errors_of(form))


def errors_of(form: forms.Form) -> dict[str, list[str]]:
    """Return what is wrong with a form, by field."""
    return {name: [str(one) for one in said] for name, said in form.errors.items()}


class ForPerson(APIView):
    """A door for whoever is signed in, or whose token has one of its scopes.

    ``scopes``: which ones take what changes something; reading needs ``read``.
    """

    scopes: ClassVar[frozenset[str]] = frozenset()
    also_answers: ClassVar[Mapping[str, tuple[int, ...]]] = MAY_REFUSE

    def scopes_for(self, request: Request) -> frozenset[str]:
        """Return the scopes of which a token needs one."""
        reads = request.method in SAFE_METHODS
        return frozenset({token_scopes.READ}) if reads else self.scopes

    @property
    def person(self) -> User:
        """Whoever is signed in; the permission class has let nobody else through."""
        return actor_of(self.request)

    def once(
        self, do: Callable[[], Any], *, wanted: dict[str, Any] | None = None, status: int = 200
    ) -> Response:
        """Run a use-case once per key and give every repetition the first answer.

        ``do`` returns what is answered, as plain data. ``wanted``: what the key stands for, the
        address and the body unless said. Raises: KeyMissing, KeyReused.
        """
        request = self.request
        key = request.headers.get(KEY_HEADER, "").strip()
        if not key or len(key) > KEY_MAX_LENGTH:
            raise KeyMissing(
                _("Send the header %(header)s with your own key of at most %(limit)s characters.")
                % {"header": KEY_HEADER, "limit": KEY_MAX_LENGTH}
            )
        wanted = wanted or {"address": request.path, "body": request.data}
        said = idempotency.once(actor_id=self.person.pk, key=key, request=wanted, do=do)
        return Response(said, status=status)
