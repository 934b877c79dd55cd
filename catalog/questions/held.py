"""What questions hold of a person (core.privacy): what they wrote, and by number who they are."""

from django.utils.translation import gettext_lazy as _

from catalog.questions.models import ProductQuestion, QuestionAnswer, ReplyStanding
from marketplace.core import privacy
from marketplace.core.privacy import GONE

privacy.holds(
    ProductQuestion,
    _("What you asked about goods"),
    lambda who: ProductQuestion.objects.filter(asked_by=who.account_id),
    shown={"words": _("Words"), "asked_at": _("When")},
    erased={"words": GONE},
)
privacy.holds(
    QuestionAnswer,
    _("What you answered about goods"),
    lambda who: QuestionAnswer.objects.filter(answered_by=who.account_id),
    shown={"words": _("Words"), "answered_at": _("When")},
    erased={"words": GONE},
)
privacy.names(ProductQuestion, "asked_by", "removed_by")
privacy.names(QuestionAnswer, "answered_by", "removed_by")
privacy.silent(ProductQuestion, "why an office took it down", "removed_reason")
privacy.silent(QuestionAnswer, "why an office took it down", "removed_reason")
privacy.silent(ReplyStanding, "figures of a shop")
