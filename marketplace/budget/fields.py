"""Form fields of checkout that choose what an order is charged to."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from marketplace.budget.models import AccountCode, PackageLine, PlanPackage
from marketplace.core.money import rupiah


class PackageField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A plan package with the money it has left."""

    def label_from_instance(self, obj: PlanPackage) -> str:
        """Show code, name and rest."""
        return _("%(code)s %(name)s · %(left)s left") % {
            "code": obj.rup_code,
            "name": obj.name,
            "left": rupiah(obj.remaining_rupiah),
        }


class PartField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A part of a plan package: its code and name, its account, and what it has left."""

    def label_from_instance(self, obj: PackageLine) -> str:
        """Show package, account and rest."""
        return _("%(code)s %(name)s · %(account)s · %(left)s left") % {
            "code": obj.package.rup_code,
            "name": obj.package.name,
            "account": obj.account_code,
            "left": rupiah(obj.remaining_rupiah),
        }


class _ByPackage(ModelChoiceIterator):  # type: ignore[type-arg]
    """The accounts under the heading of their package."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        assert isinstance(self.field, AccountOfPackageField)  # noqa: S101 - made by it
        for package, parts in groupby(self.field.parts, key=lambda part: part.package):
            yield str(package), [self.choice(part.account_code) for part in parts]


class AccountOfPackageField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An account, one of those that the packages on offer are booked on."""

    iterator = _ByPackage

    def __init__(self, **options: Any) -> None:
        self.parts: list[PackageLine] = []
        super().__init__(AccountCode.objects.none(), **options)

    def offer(self, parts: Iterable[PackageLine], *, chosen: object) -> None:
        """Offer the accounts of these parts, in their order; those of a chosen package first.

        An account may stand under several packages: a browser shows the first as selected.
        """
        key = str(getattr(chosen, "pk", chosen) or "")
        self.parts = sorted(parts, key=lambda part: str(part.package_id) != key)
        self.queryset = AccountCode.objects.filter(
            pk__in={part.account_code_id for part in self.parts}
        )

    def code_of(self, value: object) -> str:
        """Return the code of what a field holds, empty for nothing that is on offer."""
        key = str(getattr(value, "pk", value) or "")
        codes = (one.account_code.code for one in self.parts if str(one.account_code_id) == key)
        return next(codes, "")
