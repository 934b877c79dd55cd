"""Pages of the templates: which categories there are, and what goods of one state."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalog.category_models import AttributeSpec, Category
from catalog.showcases import policies, services
from catalog.showcases.forms import AttributeForm, CategoryForm
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.requests import get_or_post


@get_or_post
@login_required
def categories(request: HttpRequest) -> HttpResponse:
    """List the templates, and make one more."""
    user = actor_of(request)
    require(policies.can_see_categories(user))
    form = CategoryForm(request.POST if request.method == "POST" else None, user=user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = services.make_category(
                    name=data["name"],
                    goods_class=data["goods_class"],
                    parent_id=data["parent"].pk if data["parent"] else None,
                    tenant_id=data["tenant"].pk if data["tenant"] else None,
                    actor=user,
                )
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                messages.success(request, _("The category is there. Say what its goods state."))
                return redirect("category", made.code)
    rows = policies.categories(user).select_related("tenant").prefetch_related("specs")
    context = {"rows": rows, "form": form, "nav_active": _place(request)}
    return render(request, "showcases/categories.html", context, status=status)


def _place(request: HttpRequest) -> str:
    return "showcases" if policies.can_manage(request.user) else "categories"


@get_or_post
@login_required
def category(request: HttpRequest, code: str) -> HttpResponse:
    """Show what goods of a category state; whoever may changes it."""
    user = actor_of(request)
    require(policies.can_see_categories(user))
    row = get_object_or_404(policies.categories(user).select_related("tenant"), code=code)
    if request.method != "POST":
        return _show(request, row)
    chosen = row.specs.filter(code=request.POST.get("attribute", "")).first()
    form = AttributeForm(request.POST, spec=chosen, auto_id=_ids(chosen))
    if not form.is_valid():
        return _show(request, row, form, status=422)
    try:
        if chosen is None:
            services.add_attribute(category_id=row.pk, actor=user, **form.said())
        else:
            services.change_attribute(spec_id=chosen.pk, actor=user, **form.said())
    except DomainError as refused:
        refused.add_to(form)
        return _show(request, row, form, status=refused.http_status)
    messages.success(request, _("Kept. The next hand-in of such goods is asked this."))
    return redirect("category", code)


def _ids(spec: AttributeSpec | None) -> str:
    return f"ciri-{spec.code}_%s" if spec else "baru_%s"


def _show(
    request: HttpRequest, row: Category, typed: AttributeForm | None = None, status: int = 200
) -> HttpResponse:
    specs = list(row.specs.all())
    named = typed.spec.pk if typed is not None and typed.spec is not None else None
    forms = [
        typed if spec.pk == named else AttributeForm(spec=spec, auto_id=_ids(spec))
        for spec in specs
    ]
    new = typed if typed is not None and named is None else None
    context = {
        "category": row,
        "rows": list(zip(specs, forms, strict=True)),
        "new": new or AttributeForm(place=len(specs) + 1, auto_id=_ids(None)),
        "may_edit": policies.can_edit_category(actor_of(request), row),
        "nav_active": _place(request),
    }
    return render(request, "showcases/category.html", context, status=status)
