"""What the machine room could not finish or know by itself: an operator's tasks."""

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.core.holidays import year_to_enter
from marketplace.core.models import Deadline, Delivery, DeliveryState
from marketplace.core.policy import operators_only
from marketplace.core.rule_entry import can_keep_rules
from marketplace.notices.models import LEAVING, Notice
from marketplace.web import panels


@panels.provide("tasks")
def parked_work(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return one task per kind of parked work, for operators of the platform only."""
    if not operators_only(request.user):
        return []
    counted = (
        (_deliveries, Delivery.objects.filter(state=DeliveryState.PARKED).count()),
        (_deadlines, Deadline.objects.filter(parked_at__isnull=False, closed_at=None).count()),
        (_mails, Notice.objects.filter(channel__in=LEAVING, parked_at__isnull=False).count()),
    )
    return [make(count) for make, count in counted if count]


@panels.provide("tasks")
def unknown_holidays(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Ask whoever keeps the rules for the holidays of a year, once its decree is due."""
    user = request.user
    if not isinstance(user, models.Model) or not can_keep_rules(user):
        return []
    year = year_to_enter()
    if year is None:
        return []
    return [
        panels.Task(
            title=_("Enter the public holidays of %(year)s") % {"year": year},
            detail=_("Until then every Monday to Friday of that year counts as a working day."),
            url=reverse("admin:core_publicholiday_add"),
            action=_("Enter"),
            icon="calendar",
        )
    ]


def _deliveries(count: int) -> panels.Task:
    return _task(
        ngettext(
            "%(count)s event could not be delivered",
            "%(count)s events could not be delivered",
            count,
        )
        % {"count": count},
        f"{reverse('admin:core_delivery_changelist')}?state__exact={DeliveryState.PARKED}",
    )


def _deadlines(count: int) -> panels.Task:
    return _task(
        ngettext(
            "%(count)s deadline could not be carried out",
            "%(count)s deadlines could not be carried out",
            count,
        )
        % {"count": count},
        f"{reverse('admin:core_deadline_changelist')}?parked_at__isempty=0",
    )


def _mails(count: int) -> panels.Task:
    return _task(
        ngettext(
            "%(count)s mail or SMS could not be sent",
            "%(count)s mails or SMS could not be sent",
            count,
        )
        % {"count": count},
        f"{reverse('admin:notices_notice_changelist')}?parked_at__isempty=0",
    )


def _task(title: str, url: str) -> panels.Task:
    return panels.Task(
        title=title,
        detail=_("Tried several times and parked; the reason stands in the list."),
        url=url,
        action=_("Look"),
        icon="triangle-alert",
    )
