"""Form fields of checkout that choose what an order is charged to."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketplace.budget.models import AccountCode, PackageLine, PlanPackage
from marketplace.core.money import rupiah
from marketplace.web.rows import RowField, Rows


class PackageField(RowField):
    """A plan package with the money it has left."""

    def __init__(self, **options: Any) -> None:
        super().__init__(PlanPackage, **options)

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


class _ByPackage(Rows):
    """The accounts under the heading of their package."""

    def rows(self) -> Iterator[Any]:
        """Yield a group for each package."""
        assert isinstance(self.field, AccountOfPackageField)  # noqa: S101 - made by it
        for package, parts in groupby(self.field.parts, key=lambda part: part.package):
            yield str(package), [self.choice(part.account_code) for part in parts]


class AccountOfPackageField(RowField):
    """An account, one of those that the packages on offer are booked on."""

    iterator = _ByPackage

    def __init__(self, **options: Any) -> None:
        self.parts: list[PackageLine] = []
        super().__init__(AccountCode, **options)

    def offer_parts(self, parts: Iterable[PackageLine], *, chosen: object) -> None:
        """Offer the accounts of these parts, in their order; those of a chosen package first.

        An account may stand under several packages: a browser shows the first as selected.
        """
        key = str(getattr(chosen, "pk", chosen) or "")
        self.parts = sorted(parts, key=lambda part: str(part.package_id) != key)
        accounts = {part.account_code_id: part.account_code for part in self.parts}
        self.offer(accounts.values())

    def parts_of(self, package: PlanPackage) -> list[PackageLine]:
        """Return the parts of a package that are on offer."""
        return [part for part in self.parts if part.package_id == package.pk]

    def code_of(self, value: object) -> str:
        """Return the code of what a field holds, empty for nothing that is on offer."""
        key = str(getattr(value, "pk", value) or "")
        codes = (one.account_code.code for one in self.parts if str(one.account_code_id) == key)
        return next(codes, "")
