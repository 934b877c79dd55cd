"""A page that asks something and carries it out: what every such page does alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from marketplace.core.errors import DomainError


@dataclass(frozen=True)
class Asking:
    """How a form is shown. ``then``: the page that follows, asked when the step is done.

    ``renamed``: fields of the use-case that the form calls otherwise.
    """

    template: str
    context: Mapping[str, Any]
    then: Callable[[], str]
    renamed: Mapping[str, str] = field(default_factory=dict)


def asked(
    request: HttpRequest, form: Any, carry_out: Callable[[], str], page: Asking
) -> HttpResponse:
    """Show a form, or take its step, say so and go on; a refusal keeps what was typed.

    ``carry_out``: takes the step and returns the words of success.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                messages.success(request, carry_out())
            except DomainError as refused:
                refused.add_to(form, renamed=page.renamed)
                status = refused.http_status
            else:
                return redirect(page.then())
    return render(request, page.template, {"form": form, **page.context}, status=status)
