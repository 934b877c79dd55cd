"""Pages of a typed code, for invitations of every room: asking for it, what it opens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core.errors import DomainError
from marketplace.core.inviting import VALID_DAYS
from marketplace.core.policy import Verdict
from marketplace.web.fields import LineField
from vendors import guesses, services
from vendors.invitation_rules import InvitationState, grouped_code, typed_code


class CodeField(LineField):
    """The code of an invitation, however it was grouped."""

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> str:
        """Return the twelve signs. Raises: ValidationError for what can be no code."""
        code = typed_code(str(super().clean(value)))
        if not code:
            raise forms.ValidationError(
                _("A code has 12 letters and digits in three groups, such as ABCD-EFGH-JKMN.")
            )
        return code


class CodeForm(forms.Form):
    """The code from a letter or a paper."""

    code = CodeField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("As it stands in the letter or on the paper: ABCD-EFGH-JKMN."),
    )


@dataclass(frozen=True, slots=True)
class CodePages:
    """The two pages of one kind of invitation.

    ``find``: the invitation of a code; ``closed``: the refusal of one that is not open;
    ``entrance``, ``address``: the names of the page that asks for a code and of the one it opens;
    ``asking``, ``answering``: their templates.
    """

    find: Callable[[str], Any]
    closed: Callable[[Any, InvitationState], DomainError]
    entrance: str
    address: str
    asking: str
    answering: str

    def ask(self, request: HttpRequest) -> HttpResponse:
        """Take the code that somebody types."""
        if "code" not in request.GET:
            return self._form(request, CodeForm())
        form = CodeForm(request.GET)
        if not form.is_valid():
            return self._form(request, form, 422)
        try:
            self.opened(request, form.cleaned_data["code"])
        except DomainError as refused:
            refused.add_to(form)
            return self._form(request, form, refused.http_status)
        return redirect(self.address, grouped_code(form.cleaned_data["code"]))

    def ask_again(self, request: HttpRequest, code: str, refused: DomainError) -> HttpResponse:
        """Show the code of an address that opens nothing, with the refusal beside it."""
        form = CodeForm({"code": code})
        form.errors.clear()
        refused.add_to(form)
        return self._form(request, form, refused.http_status)

    def opened(self, request: HttpRequest, code: str) -> Any:
        """Return the invitation of a code, counting what opens nothing.

        Raises: TooManyCodes, UnknownCode.
        """
        guesses.require_few(request)
        found = self.find(code)
        if found is None:
            if signs := typed_code(code):  # what can be no code was no guess
                guesses.count(request, signs)
            raise services.unknown()
        return found

    def show(
        self,
        request: HttpRequest,
        code: str,
        where: InvitationState,
        may_answer: Verdict | None,
        refused: DomainError | None = None,
        **shown: Any,
    ) -> HttpResponse:
        """Show an invitation (``shown["invitation"]``) as it stands, and what was refused of it."""
        is_open = where == InvitationState.OPEN
        closed = None if is_open else self.closed(shown["invitation"], where)
        context = {
            **shown,
            "days": VALID_DAYS,
            "state": where,
            "closed": closed.message if closed else "",
            "refused": refused.message if refused else "",
            "may_answer": may_answer,
            "here": reverse(self.address, args=[grouped_code(typed_code(code))]),
        }
        return render(request, self.answering, context, status=_status(where, refused))

    def _form(self, request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "entrance": reverse(self.entrance)}
        return render(request, self.asking, context, status=status)


def _status(where: InvitationState, refused: DomainError | None) -> int:
    """Say by number that it was refused, or is over; who has just declined is no stranger to it."""
    if refused is not None:
        return refused.http_status
    return 200 if where in {InvitationState.OPEN, InvitationState.DECLINED} else 410
