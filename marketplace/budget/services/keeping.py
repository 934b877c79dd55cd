"""Lines of the budget and packages of the plan, entered and corrected by those who keep them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.accounts.models import Agency, User
from marketplace.budget import policies, rules
from marketplace.budget.models import AccountCode, BudgetLine, PackageLine, PlanPackage
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.locks import Mode
from marketplace.core.money import rupiah
from marketplace.core.policy import require


class BudgetYearClosed(RuleViolation):
    """The fiscal year of the budget has ended where its agency is."""

    code = "budget_year_closed"


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What is said of a line of the budget. Whole rupiah."""

    fiscal_year: int
    account_code_id: int
    sub_activity: str
    ceiling_rupiah: int


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What is said of a package; ``parts``: its ceilings in rupiah by line of the budget."""

    rup_code: str
    name: str
    fiscal_year: int
    parts: Mapping[int, int]


@guards.use_case
def add_line(*, agency_id: int, facts: LineFacts, actor: User) -> BudgetLine:
    """Enter a line of an agency's budget.

    Raises: NotAllowed, BudgetYearClosed, RuleViolation, Conflict for a line that is there already.
    """
    require(policies.can_keep(actor, agency_id))
    return enter_line(agency_id, facts, actor)


def enter_line(agency_id: int, facts: LineFacts, actor: User) -> BudgetLine:
    """Enter a line in the caller's transaction. Raises: as ``add_line``."""
    _require_open(agency_id, facts.fiscal_year)
    if not AccountCode.objects.filter(pk=facts.account_code_id).exists():
        raise RuleViolation(_("Choose the account code of the line."), field="account_code")
    _require_new_line(agency_id, facts.fiscal_year, facts.account_code_id, facts.sub_activity)
    line = BudgetLine.objects.create(
        agency_id=agency_id,
        fiscal_year=facts.fiscal_year,
        account_code_id=facts.account_code_id,
        sub_activity=facts.sub_activity,
        ceiling_rupiah=facts.ceiling_rupiah,
    )
    locks.own(line)
    audit.record("budget_line.added", actor=actor, subject=line, ceiling=line.ceiling_rupiah)
    return line


@guards.use_case
def change_line(*, line_id: int, sub_activity: str, ceiling_rupiah: int, actor: User) -> BudgetLine:
    """Correct the words or the ceiling of a line; its year and account stay.

    Raises: NotAllowed, BudgetYearClosed, RuleViolation for a ceiling below what orders hold or what
    a package has of it, Conflict for words that another line has.
    """
    line = locks.lock_one(BudgetLine, line_id)
    require(policies.can_keep(actor, line.agency_id))
    correct_line(line, sub_activity, ceiling_rupiah, actor)
    return line


def correct_line(line: BudgetLine, sub_activity: str, ceiling_rupiah: int, actor: User) -> None:
    """Correct a locked line. Raises: as ``change_line``."""
    _require_open(line.agency_id, line.fiscal_year)
    before = {"ceiling": line.ceiling_rupiah, "sub_activity": line.sub_activity}
    after = {"ceiling": ceiling_rupiah, "sub_activity": sub_activity}
    if before == after:
        return
    if sub_activity != line.sub_activity:
        _require_new_line(line.agency_id, line.fiscal_year, line.account_code_id, sub_activity)
    if ceiling_rupiah < line.reserved_rupiah:
        raise RuleViolation(
            _("Orders hold %(reserved)s of this line: its ceiling cannot be lower.")
            % {"reserved": rupiah(line.reserved_rupiah)},
            field="ceiling",
        )
    part = line.parts.select_related("package").order_by("-ceiling_rupiah").first()
    if part is not None and ceiling_rupiah < part.ceiling_rupiah:
        raise RuleViolation(
            _("Package %(package)s has %(part)s of this line. Lower that part first.")
            % {"package": part.package.rup_code, "part": rupiah(part.ceiling_rupiah)},
            field="ceiling",
        )
    line.ceiling_rupiah, line.sub_activity = ceiling_rupiah, sub_activity
    line.save(update_fields=["ceiling_rupiah", "sub_activity"])
    audit.record("budget_line.changed", actor=actor, subject=line, before=before, after=after)


@guards.use_case
def add_package(*, agency_id: int, facts: PackageFacts, actor: User) -> PlanPackage:
    """Enter a package of the plan with its parts.

    Raises: NotAllowed, BudgetYearClosed, RuleViolation, Conflict for a RUP code that is taken.
    """
    require(policies.can_keep(actor, agency_id))
    return enter_package(agency_id, facts, actor)


def enter_package(agency_id: int, facts: PackageFacts, actor: User) -> PlanPackage:
    """Enter a package in the caller's transaction. Raises: as ``add_package``."""
    _require_open(agency_id, facts.fiscal_year)
    if not rules.is_rup_code(facts.rup_code):
        raise RuleViolation(_("A RUP code has six to ten digits."), field="rup_code")
    if PlanPackage.objects.filter(rup_code=facts.rup_code).exists():
        raise Conflict(
            _("A package with the RUP code %(code)s is there already. Compare the code.")
            % {"code": facts.rup_code},
            field="rup_code",
        )
    package = PlanPackage.objects.create(
        agency_id=agency_id,
        rup_code=facts.rup_code,
        name=facts.name,
        fiscal_year=facts.fiscal_year,
        ceiling_rupiah=0,
    )
    locks.own(package)
    _set_parts(package, facts.parts)
    audit.record(
        "plan_package.added",
        actor=actor,
        subject=package,
        ceiling=package.ceiling_rupiah,
        parts=_parts_said(facts.parts),
    )
    return package


@guards.use_case
def change_package(
    *, package_id: int, name: str, parts: Mapping[int, int], actor: User
) -> PlanPackage:
    """Correct the name of a package and its parts; those that are not named stay.

    Raises: NotAllowed, BudgetYearClosed, RuleViolation for a part below what orders hold or above
    what its line grants.
    """
    package = locks.lock_one(PlanPackage, package_id)
    require(policies.can_keep(actor, package.agency_id))
    correct_package(package, name, parts, actor)
    return package


def correct_package(package: PlanPackage, name: str, parts: Mapping[int, int], actor: User) -> None:
    """Correct a locked package. Raises: as ``change_package``."""
    _require_open(package.agency_id, package.fiscal_year)
    before = {"name": package.name, "ceiling": package.ceiling_rupiah}
    changed = _set_parts(package, parts)
    if changed or name != package.name:
        package.name = name
        package.save(update_fields=["name"])
        audit.record(
            "plan_package.changed",
            actor=actor,
            subject=package,
            before=before,
            after={"name": name, "ceiling": package.ceiling_rupiah},
            parts=_parts_said(changed),
        )


def _set_parts(package: PlanPackage, wanted: Mapping[int, int]) -> dict[int, int]:
    """Write the parts of a held package and its ceiling; return those that changed."""
    parts = {part.budget_line_id: part for part in package.lines.all()}
    changed = {
        key: amount
        for key, amount in wanted.items()
        if key not in parts or parts[key].ceiling_rupiah != amount
    }
    known = BudgetLine.objects.filter(
        pk__in=changed, agency_id=package.agency_id, fiscal_year=package.fiscal_year
    ).values_list("pk", flat=True)
    lines = locks.lock_all((BudgetLine, known, Mode.UPDATE)).of(BudgetLine)
    if lines.keys() != changed.keys():
        raise RuleViolation(
            _("Choose budget lines (DPA) of the same agency and fiscal year as the package."),
            field="line",
        )
    for key, amount in changed.items():
        part = parts.get(key) or _new_part(package, lines[key], parts.values())
        parts[key] = part
        _require_fits(part, lines[key], amount)
        part.ceiling_rupiah = amount
        part.save()
    package.ceiling_rupiah = sum(part.ceiling_rupiah for part in parts.values())
    package.save(update_fields=["ceiling_rupiah"])
    return changed


def _new_part(package: PlanPackage, line: BudgetLine, others: Iterable[PackageLine]) -> PackageLine:
    """Return the unsaved part on a line. Raises: RuleViolation for an account that has a part."""
    if any(part.account_code_id == line.account_code_id for part in others):
        raise RuleViolation(
            _("The package has a part on account %(account)s already. Change that part instead.")
            % {"account": line.account_code.code},
            field="line",
        )
    return PackageLine(
        package=package, budget_line=line, account_code_id=line.account_code_id, ceiling_rupiah=0
    )


def _require_fits(part: PackageLine, line: BudgetLine, amount: int) -> None:
    if amount < part.reserved_rupiah:
        raise RuleViolation(
            _("Orders hold %(reserved)s of %(account)s in this package: it cannot be lower.")
            % {"reserved": rupiah(part.reserved_rupiah), "account": line.account_code.code},
            field=f"part-{line.pk}",
        )
    if amount > line.ceiling_rupiah:
        raise RuleViolation(
            _("Budget line (DPA) %(account)s grants %(ceiling)s: no package has more of it.")
            % {"account": line.account_code.code, "ceiling": rupiah(line.ceiling_rupiah)},
            field=f"part-{line.pk}",
        )


def _parts_said(parts: Mapping[int, int]) -> dict[str, int]:
    return {str(key): amount for key, amount in parts.items()}


def _require_open(agency_id: int, year: int) -> None:
    """Refuse to change the budget of a year that has ended. Raises: BudgetYearClosed."""
    agency = Agency.objects.select_related("region").get(pk=agency_id)
    today = clock.today(agency.time_zone)
    if year < today.year:
        raise BudgetYearClosed(
            _("The fiscal year %(year)s has ended: its budget stays as it is. It is %(now)s now.")
            % {"year": year, "now": today.year},
            field="fiscal_year",
        )


def _require_new_line(agency_id: int, year: int, account_code_id: int, words: str) -> None:
    twin = BudgetLine.objects.filter(
        agency_id=agency_id,
        fiscal_year=year,
        account_code_id=account_code_id,
        sub_activity=words,
    )
    if twin.exists():
        raise Conflict(
            _("This budget line (DPA) is there already. Change it instead."), field="sub_activity"
        )
