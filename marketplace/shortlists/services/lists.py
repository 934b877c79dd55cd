"""Use-cases of saved lists: make, rename, share and delete one; add, note and remove goods."""

from collections.abc import Collection, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import NotFoundError, RuleViolation
from marketplace.core.policy import require
from marketplace.shortlists import policies, rules
from marketplace.shortlists.models import SavedLine, SavedList
from marketplace.shortlists.services.comparison import require_on_sale


class ListFull(RuleViolation):
    """More is kept than one person's lists hold."""

    code = "list_full"


@guards.use_case
def make_list(*, agency_id: int, name: str, is_shared: bool, actor: User) -> SavedList:
    """Begin a list. Raises: NotAllowed, ListFull, RuleViolation for a name that is taken."""
    require(policies.can_keep_for(actor, agency_id))
    own = policies.own_lists(actor)
    _require_free(name, own)
    free = rules.free_places(own.values_list("place", flat=True), rules.MOST_LISTS)
    if not free:
        raise ListFull(
            _("You keep %(most)s lists, as many as one person may. Delete one first.")
            % {"most": rules.MOST_LISTS}
        )
    return SavedList.objects.create(
        owner=actor,
        place=free[0],
        agency_id=agency_id,
        name=name,
        is_shared=is_shared,
        changed_at=clock.now(),
    )


def _require_free(name: str, others: QuerySet[SavedList]) -> None:
    if others.filter(name=name).exists():
        raise RuleViolation(
            _("You have a list called “%(name)s” already. Choose another name.") % {"name": name},
            field="name",
        )


def _own(list_id: int, actor: User) -> SavedList:
    require(policies.can_keep(actor))
    found = locks.lock_one(SavedList, list_id)
    if found.owner_id != actor.pk:
        raise NotFoundError(_("Only whoever made a list changes it. Make one of your own."))
    return found


def _touch(found: SavedList, *columns: str) -> None:
    found.changed_at = clock.now()
    found.save(update_fields=["changed_at", *columns])


@guards.use_case
def change_list(*, list_id: int, name: str, is_shared: bool, actor: User) -> SavedList:
    """Rename one's list, or share it with the agency's buyers.

    Raises: NotAllowed, NotFoundError, RuleViolation for a name that is taken.
    """
    found = _own(list_id, actor)
    if is_shared:
        require(policies.can_keep_for(actor, found.agency_id))
    _require_free(name, policies.own_lists(actor).exclude(pk=list_id))
    if is_shared != found.is_shared:
        step = "list.shared" if is_shared else "list.unshared"
        audit.record(step, actor=actor, subject=found)
    found.name, found.is_shared = name, is_shared
    _touch(found, "name", "is_shared")
    return found


@guards.use_case
def delete_list(*, list_id: int, actor: User) -> None:
    """Delete one's list with its lines. Raises: NotAllowed, NotFoundError."""
    _own(list_id, actor).delete()


@guards.use_case
def add_to_list(*, list_id: int, sku_ids: Collection[int], actor: User) -> int:
    """Put variants into one's list; return how many are new there.

    Raises: NotAllowed, NotFoundError, NotForSale, ListFull; then nothing is put there.
    """
    found = _own(list_id, actor)
    places = dict(found.lines.values_list("sku", "place"))
    new = [key for key in dict.fromkeys(sku_ids) if key not in places]
    require_on_sale(new)
    free = rules.free_places(places.values(), rules.MOST_LINES)
    if len(new) > len(free):
        raise ListFull(
            _("“%(name)s” holds %(there)s goods; at most %(most)s fit. Begin another list.")
            % {"name": found.name, "there": len(places), "most": rules.MOST_LINES}
        )
    SavedLine.objects.bulk_create(
        SavedLine(list=found, sku_id=key, place=place)
        for key, place in zip(new, free, strict=False)
    )
    _touch(found)
    return len(new)


@guards.use_case
def change_lines(*, list_id: int, said: Mapping[int, tuple[int, str]], actor: User) -> None:
    """Set units and note of lines by their key, all at once. Raises: NotAllowed, NotFoundError."""
    found = _own(list_id, actor)
    lines = list(found.lines.filter(pk__in=said))
    for line in lines:
        line.units, line.note = said[line.pk]
    SavedLine.objects.bulk_update(lines, ["units", "note"])
    _touch(found)


@guards.use_case
def remove_line(*, list_id: int, line_id: int, actor: User) -> None:
    """Take goods out of one's list; a line that is gone stays away.

    Raises: NotAllowed, NotFoundError.
    """
    found = _own(list_id, actor)
    found.lines.filter(pk=line_id).delete()
    _touch(found)
