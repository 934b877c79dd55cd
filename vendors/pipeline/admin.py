"""Operators look at target lists and milestones here; targets themselves are the office's."""

from django.contrib import admin

from marketplace.core.admin import ReadOnlyAdmin
from vendors.pipeline.models import Milestone, TargetList


@admin.register(TargetList)
class TargetListAdmin(ReadOnlyAdmin):
    """Which office means to reach how many businesses; no business is named."""

    list_display = ("name", "year", "tenant", "agency", "made_by", "made_at")
    list_filter = ("tenant", "year")
    list_select_related = ("tenant", "agency", "made_by")


@admin.register(Milestone)
class MilestoneAdmin(ReadOnlyAdmin):
    """When each shop reached which stage."""

    list_display = ("vendor", "stage", "tenant", "channel", "reached_at")
    list_filter = ("stage",)
    list_select_related = ("vendor", "tenant")
