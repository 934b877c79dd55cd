"""Signing in by program: e-mail, password and, where enrolled, the second step give a token."""

from types import MappingProxyType
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.accounts import tokens
from marketplace.accounts.api_doors import example
from marketplace.accounts.models import User
from marketplace.accounts.second_step import require_second_step
from marketplace.core.errors import DomainError
from marketplace.web.api_fields import AddressField, Body, LineField, SecretField
from marketplace.web.api_limits import SignInLimit

MOST_SCOPES = 16


class BySessionScheme(SessionScheme):  # type: ignore[no-untyped-call]
    """Says in the schema that somebody signed in on the pages may ask, too."""

    target_class = "marketplace.accounts.api_auth.BySession"


class SignInRefused(DomainError):
    """Address, password or code is wrong; which of them is not said."""

    code, http_status = "sign_in_refused", 401


class SecondStepNeeded(DomainError):
    """The account is protected by a second step and no code came."""

    code, http_status = "totp_required", 401


class ScopesField(serializers.ListField):
    """What a token may be used for, by their keys."""

    child = LineField(max_length=16)
    default_error_messages: ClassVar = {
        "not_a_list": gettext_lazy('Send a list of scopes, such as ["read"].'),
        "empty": gettext_lazy('Send a list of scopes, such as ["read"].'),
        "max_length": gettext_lazy("Send each scope once."),
        "required": gettext_lazy("Send this field."),
        "null": gettext_lazy('Send a list of scopes, such as ["read"].'),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_empty=False, max_length=MOST_SCOPES, **options)


@example({"email": "ani@dinas.example.go.id", "password": "…", "scopes": ["read", "order"]})
class SignInSerializer(Body):
    """What is sent; without ``scopes`` the token gets all that fit its owner's roles."""

    email = AddressField(max_length=254)
    password = SecretField(max_length=256)
    totp = LineField(max_length=12, required=False, allow_blank=True, default="")
    scopes = ScopesField(required=False)


class TokenSerializer(serializers.Serializer[Any]):
    """What comes back; send it as ``Authorization: Token <token>``. It is shown once."""

    token = serializers.CharField(read_only=True)
    scopes = serializers.ListField(child=serializers.CharField(read_only=True), read_only=True)
    expires_at = serializers.DateTimeField(read_only=True)


class SignIn(APIView):
    """``POST /api/v1/auth/token``; failures are counted together with those of the sign-in page."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (SignInLimit,)
    also_answers = MappingProxyType({"POST": (401, 403, 422)})

    @extend_schema(request=SignInSerializer, responses=TokenSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Give the person a token that lives as long as a session."""
        form = SignInSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        credentials = {"email": given["email"], "password": given["password"]}
        user = authenticate(request._request, **credentials)
        if not isinstance(user, User) or not _may_sign_in(user):
            raise SignInRefused(_("E-mail address or password is wrong."))
        self._second_step(request, user, given["totp"])
        require_second_step(user)
        user_logged_in.send(sender=User, request=request._request, user=user)
        token, secret = tokens.make_by_sign_in(actor=user, scopes=given.get("scopes"))
        return Response(
            TokenSerializer(
                {"token": secret, "scopes": token.scopes, "expires_at": token.expires_at}
            ).data
        )

    @staticmethod
    def _second_step(request: Request, user: User, code: str) -> None:
        enrolled = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        if enrolled is None:
            return
        if not code:
            raise SecondStepNeeded(_("Send the six digits of your authenticator app as totp."))
        if not enrolled.wrap().validate_code(code):
            user_login_failed.send(
                sender=User, request=request._request, credentials={"email": user.email}
            )
            raise SignInRefused(_("The six digits are wrong or were already used."))


def _may_sign_in(user: User) -> bool:
    verified = EmailAddress.objects.filter(user=user, verified=True)
    return user.is_active and verified.exists()
