"""Scales, kinds of work and the entry policy. Marks, attendance and records are kept on the pages."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from journal.models import EntryPolicy, MarkScale, ScaleGrade, WorkKind

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
    Lines = admin.TabularInline[Any, Any]
else:
    Base = admin.ModelAdmin
    Lines = admin.TabularInline


class GradeLines(Lines):
    """The codes of a scale."""

    model = ScaleGrade
    extra = 0


@admin.register(MarkScale)
class MarkScaleAdmin(Base):
    """Scales with their codes."""

    list_display = ("name", "organization", "is_default")
    list_filter = ("organization",)
    list_select_related = ("organization",)
    inlines = (GradeLines,)


@admin.register(WorkKind)
class WorkKindAdmin(Base):
    """Kinds of work with weights and days for marks (R58)."""

    list_display = ("name", "short_name", "weight", "mark_days", "is_default", "organization")
    list_filter = ("organization",)
    list_select_related = ("organization",)


@admin.register(EntryPolicy)
class EntryPolicyAdmin(Base):
    """Window A of each organisation (R42)."""

    list_display = ("organization", "entry_days")
    list_select_related = ("organization",)
