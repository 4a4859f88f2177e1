"""Years, periods, subjects, pages of the journal and the teaching load."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from common.admin import OffersOpen
from curriculum.models import (
    AcademicYear,
    AttestationPeriod,
    CalendarDay,
    ControlForm,
    Course,
    PeriodDates,
    Subject,
    TeachingLoad,
)

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
    Lines = admin.TabularInline[Any, Any]
else:
    Base = admin.ModelAdmin
    Lines = admin.TabularInline


class PeriodLines(Lines):
    """Attestation periods of a year (R41)."""

    model = AttestationPeriod
    extra = 0


@admin.register(AcademicYear)
class AcademicYearAdmin(Base):
    """Academic years with their periods."""

    list_display = ("name", "organization", "starts", "ends")
    list_filter = ("organization",)
    list_select_related = ("organization",)
    inlines = (PeriodLines,)


@admin.register(Subject)
class SubjectAdmin(OffersOpen, Base):
    """Subjects (R35)."""

    list_display = ("code", "name", "kind", "organization")
    list_filter = ("organization", "kind")
    list_select_related = ("organization",)
    search_fields = ("sort_key",)


@admin.register(Course)
class CourseAdmin(Base):
    """Pages of the journal: a subject taught to a group in a year."""

    list_display = ("subject", "study_group", "academic_year", "organization")
    list_filter = ("organization", "academic_year")
    list_select_related = ("subject", "study_group", "academic_year", "organization")
    search_fields = ("subject__sort_key", "study_group__sort_key")
    autocomplete_fields = ("subject", "study_group")


@admin.register(TeachingLoad)
class TeachingLoadAdmin(Base):
    """Who teaches what, from which day to which (R27, R46); its history is kept."""

    list_display = ("page", "teacher", "kind", "hours", "starts", "ends")
    list_filter = ("course__organization", "kind")
    list_select_related = ("course__subject", "course__study_group", "employee__user")
    search_fields = ("course__subject__sort_key", "course__study_group__sort_key", "employee__user__sort_key")
    autocomplete_fields = ("course", "employee")

    @admin.display(ordering="course__study_group__sort_key")
    def page(self, row: TeachingLoad) -> str:
        return f"{row.course.study_group.name} · {row.course.subject.name}"

    @admin.display(ordering="employee__user__sort_key")
    def teacher(self, row: TeachingLoad) -> str:
        return row.employee.user.full_name


@admin.register(PeriodDates)
class PeriodDatesAdmin(Base):
    """Own dates of a period for a level or a group (R41)."""

    list_display = ("period", "level", "group", "starts", "ends")
    list_filter = ("period__academic_year__organization",)
    list_select_related = ("period", "group")
    autocomplete_fields = ("group",)


@admin.register(ControlForm)
class ControlFormAdmin(Base):
    """Forms of control (R40)."""

    list_display = ("name", "short_name", "kind", "organization")
    list_filter = ("organization", "kind")
    list_select_related = ("organization",)


@admin.register(CalendarDay)
class CalendarDayAdmin(Base):
    """Own days of the organisations' calendars (R38)."""

    list_display = ("date", "kind", "name", "organization")
    list_filter = ("organization", "kind")
    list_select_related = ("organization",)
