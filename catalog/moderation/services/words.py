"""Use-cases of the words that a market watches for."""

from django.utils.translation import gettext as _

from catalog.moderation import rules
from catalog.moderation.models import WatchedWord
from marketplace.accounts.models import Role, Tenant, User
from marketplace.core import audit, clock, guards
from marketplace.core.errors import NotAllowed, RuleViolation


def _require_manager(actor: User, tenant_id: int) -> None:
    if not actor.has_tenant_role(Role.CATALOGUE_MANAGER, tenant_id):
        raise NotAllowed(_("Only a catalogue manager of this market can do this."))


@guards.use_case
def watch_word(*, tenant: Tenant, word: str, reason: str, actor: User) -> WatchedWord:
    """Be warned of a word in new listings and changes of one's market.

    Raises: NotAllowed, RuleViolation for one that is watched already.
    """
    _require_manager(actor, tenant.pk)
    known = rules.plain(word)
    if WatchedWord.objects.filter(tenant=tenant, word=known).exists():
        raise RuleViolation(_("“%(word)s” is watched already.") % {"word": known}, field="word")
    made = WatchedWord.objects.create(
        tenant=tenant, word=known, reason=reason, added_by=actor, added_at=clock.now()
    )
    audit.record("watched_word.added", actor=actor, subject=tenant, word=known, reason=reason)
    return made


@guards.use_case
def unwatch_word(*, word_id: int, actor: User) -> None:
    """Stop watching a word. Raises: NotAllowed."""
    word = WatchedWord.objects.select_related("tenant").get(pk=word_id)
    _require_manager(actor, word.tenant_id)
    audit.record("watched_word.removed", actor=actor, subject=word.tenant, word=word.word)
    word.delete()
