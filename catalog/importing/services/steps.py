"""A sheet is started, or put aside."""

from django.utils.translation import gettext as _

from catalog.importing import policies, queries
from catalog.importing.models import GoodsImport
from catalog.importing.rules import ImportState
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import Conflict
from marketplace.core.policy import require
from vendors.models import Vendor

ENDED = frozenset({ImportState.DONE, ImportState.CANCELLED})


def held(import_id: int, actor: User, *states: ImportState) -> GoodsImport:
    """Lock a sheet that stands in one of these states, for somebody who may work on it.

    Raises: DoesNotExist, NotAllowed, Conflict.
    """
    sheet = locks.lock_one(GoodsImport, import_id)
    sheet.vendor = Vendor.objects.get(pk=sheet.vendor_id)
    require(policies.can_send(actor, sheet.vendor))
    state = queries.state_of(sheet)
    if state in ENDED and state not in states:
        raise Conflict(_("This sheet was finished or put aside already. Send it again."))
    if state not in states:
        raise Conflict(_("The sheet is being worked on at this moment. Reload the page."))
    return sheet


@guards.use_case
def start_import(*, import_id: int, actor: User) -> GoodsImport:
    """Let a worker take the rows in that are new or changed. Started twice, it runs once.

    Raises: DoesNotExist, NotAllowed, Conflict.
    """
    sheet = held(import_id, actor, ImportState.PREVIEW, ImportState.RUNNING)
    if sheet.started_at is None:
        sheet.started_at, sheet.started_by = clock.now(), actor
        if not queries.progress_of(sheet).to_do:
            sheet.finished_at = sheet.started_at
        sheet.save(update_fields=["started_at", "started_by", "finished_at"])
        audit.record("goods_import.started", actor=actor, subject=sheet)
    return sheet


@guards.use_case
def cancel_import(*, import_id: int, actor: User) -> GoodsImport:
    """Put a sheet aside; rows that were taken in by then stay. Raises: as ``start_import``."""
    open_states = [state for state in ImportState if state not in ENDED]
    sheet = held(import_id, actor, *open_states)
    put_aside(sheet)
    audit.record("goods_import.cancelled", actor=actor, subject=sheet)
    return sheet


def put_aside(sheet: GoodsImport) -> None:
    """Write down that a locked sheet goes no further."""
    sheet.cancelled_at = clock.now()
    sheet.save(update_fields=["cancelled_at"])
    sheet.pictures.filter(content__isnull=False).update(content=None)
