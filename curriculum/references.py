"""The curriculum's own references: years, periods, own dates, own days, subjects, forms of control."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from contingent.models import StudyGroup
from curriculum.enums import ControlKind, DayKind, Level, PeriodKind, SubjectKind
from curriculum.models import (
    AcademicYear,
    AttestationPeriod,
    CalendarDay,
    ControlForm,
    PeriodDates,
    Subject,
)
from curriculum.reference_columns import ChoiceColumn, Column, DayColumn, LinkColumn, NumberColumn
from curriculum.reference_tables import Lack, Place, Reference, register
from curriculum.usual import usual_forms, usual_periods, usual_years
from curriculum.workdays import national

ENDS_FIRST = _("The last day is before the first.")
SHARED_DAYS = _("It shares days with another one.")
SAME_NAME = _("There is one with this name already.")


def years(organization: Organization) -> "QuerySet[Any]":
    return AcademicYear.objects.filter(organization=organization).order_by("-starts")


def periods(organization: Organization) -> "QuerySet[Any]":
    found = AttestationPeriod.objects.filter(academic_year__organization=organization)
    return found.select_related("academic_year").order_by("-academic_year__starts", "starts")


def groups(organization: Organization) -> "QuerySet[Any]":
    return StudyGroup.objects.filter(organization=organization).order_by("sort_key")


def period_name(period: Any) -> str:
    return f"{period.name}, {period.academic_year.name}"


def within_year(period: Any) -> dict[str, str]:
    """Refuse a period that leaves its year."""
    year = period.academic_year
    found = {}
    if period.starts < year.starts:
        found["starts"] = gettext("Before the year begins.")
    if period.ends > year.ends:
        found["ends"] = gettext("After the year ends.")
    return found


def of_level_or_group(own: Any) -> dict[str, str]:
    """Refuse own dates of nobody, of both a level and a group, or outside the year."""
    found = {}
    if (own.level is None) == (own.group_id is None):
        found["level"] = gettext("Either a level or a group: not both.")
    return found | within_year(_Dates(own.period.academic_year, own.starts, own.ends))


class _Dates:
    """Days of a year, whosever they are."""

    def __init__(self, academic_year: AcademicYear, starts: Any, ends: Any) -> None:
        self.academic_year, self.starts, self.ends = academic_year, starts, ends


def calendar_lacks(organization: Organization) -> list[str]:
    """Tell of the years whose transfers of days off are not known yet."""
    return [
        gettext("the decree on moved days off of %(year)d is not known yet") % {"year": year.ends.year}
        for year in years(organization)[:1]
        if not any("перенес" in name for name in national(year.ends.year).off.values())
    ]


STARTS = DayColumn("starts", _("from"), r"^(начал|с\b|дата начал|первый день|from)", required=True)
ENDS = DayColumn("ends", _("until"), r"^(конец|оконч|по\b|до\b|дата оконч|последн|until)", required=True)
NAME = Column("name", _("name"), r"назван|наименов|^name", required=True, limit=100, is_wide=True)

register(
    Reference(
        "years", _("Academic years"), _("The years of teaching with their first and last days."), "R41", 10,
        AcademicYear,
        (
            Column("name", _("name"), r"год|назван|наименов", required=True, limit=40, hint="2026/2027"),
            STARTS,
            ENDS,
        ),
        key=("name",), order=("-starts",),
        refusals={"one_academic_year": ("starts", SHARED_DAYS), "year_ends_after_start": ("ends", ENDS_FIRST)},
        at_least_one=_("no academic year"), usual=usual_years,
    ),
    Reference(
        "periods", _("Attestation periods"), _("Semesters, quarters, half-years: when marks of attestation are given."),
        "R41", 20, AttestationPeriod,
        (
            LinkColumn("academic_year", _("academic year"), r"учебн\w* год|^год", required=True, of=years),
            ChoiceColumn("kind", _("kind"), r"^вид|^тип", required=True, choices=PeriodKind),
            NumberColumn("number", _("number"), r"номер|^n$", required=True, least=1, most=12),
            Column("name", _("name"), r"назван|наименов|период", required=True, limit=60),
            STARTS,
            ENDS,
        ),
        key=("academic_year", "kind", "number"), owner="academic_year__organization",
        order=("-academic_year__starts", "kind", "number"), group_by="academic_year", filters=("kind",),
        check=within_year,
        refusals={
            "one_period_of_a_kind": ("starts", SHARED_DAYS), "period_ends_after_start": ("ends", ENDS_FIRST),
            "period_number_once": ("number", _("There is a period with this number already.")),
        },
        at_least_one=_("no periods"), usual=usual_periods,
    ),
    Reference(
        "own-dates", _("Own dates of periods"),
        _("Where a level or a group ends its period sooner or later than the others."), "R41", 30, PeriodDates,
        (
            LinkColumn("period", _("period"), r"период", required=True, of=periods, label=period_name),
            NumberColumn("level", _("year or parallel"), r"курс|паралл|класс|уровень", least=1, most=12, default=None),
            LinkColumn("group", _("group or class"), r"групп", of=groups, label=lambda group: group.name),
            STARTS,
            ENDS,
        ),
        key=("period", "level", "group"), owner="period__academic_year__organization",
        order=("-period__starts", "level", "group__sort_key"), group_by="period", check=of_level_or_group,
        refusals={
            "own_dates_end_after_start": ("ends", ENDS_FIRST),
            "own_dates_of_level_once": ("level", _("The level has own dates of this period already.")),
            "own_dates_of_group_once": ("group", _("The group has own dates of this period already.")),
        },
    ),
    Place(
        _("Working days and holidays"),
        _("The Russian production calendar with the organisation's own changes: terms are counted by it."),
        "R38", 40, "curriculum:work_calendar",
        count=lambda organization: CalendarDay.objects.filter(organization=organization).count(),
        lacks=calendar_lacks,
    ),
    Reference(
        "own-days", _("Own days of the calendar"),
        _("Days off and working days of the organisation that differ from the production calendar."), "R38", 45,
        CalendarDay,
        (
            DayColumn("date", _("date"), r"дата|день|^date", required=True),
            ChoiceColumn("kind", _("kind"), r"вид|тип|выходн|рабоч", required=True, choices=DayKind),
            Column("name", _("why"), r"причин|почему|назван|основан", limit=120, is_wide=True),
        ),
        key=("date",), order=("date",), filters=("kind",),
        refusals={"calendar_day_once": ("date", _("The day is there already."))},
    ),
    Reference(
        "subjects", _("Subjects and disciplines"),
        _("What is taught, named as the federal standard (ФГОС) of the level names it."), "R35", 50, Subject,
        (
            Column("code", _("code"), r"код|шифр|индекс", limit=20, hint="ОП.03, МДК.01.01"),
            Column("standard_name", _("name in the standard (ФГОС)"), r"фгос|стандарт", limit=300, is_wide=True),
            Column("short_name", _("short name"), r"кратк|сокращ", required=True, limit=60),
            Column("name", _("name"), r"назван|наименов|предмет|дисципл", required=True, limit=300, is_wide=True),
            ChoiceColumn("kind", _("kind"), r"^вид|^тип", required=True, choices=SubjectKind),
            ChoiceColumn("level", _("level"), r"уровень", choices=Level),
        ),
        key=("code", "name"), order=("sort_key",), filters=("kind", "level"), closing="closed_on",
        refusals={"subject_name_once": ("name", SAME_NAME)},
        lacks=(Lack("standard", _("no name of the standard"), Q(standard_name="")),),
        at_least_one=_("no subjects"),
    ),
    Reference(
        "control-forms", _("Forms of control"), _("Credits, exams, course works as the organisation names them."),
        "R40", 60, ControlForm,
        (
            Column("short_name", _("short name"), r"кратк|сокращ", required=True, limit=12),
            Column("name", _("name"), r"назван|наименов|форма", required=True, limit=80, is_wide=True),
            ChoiceColumn("kind", _("kind"), r"^вид|^тип", required=True, choices=ControlKind),
            NumberColumn("position", _("place in lists"), r"порядок|место"),
        ),
        key=("name",), order=("position", "name"), filters=("kind",),
        refusals={
            "control_form_once": ("name", SAME_NAME),
            "control_form_short_once": (
                "short_name", pgettext_lazy("reference", "There is one with this short name already."),
            ),
        },
        at_least_one=_("no forms of control"), usual=usual_forms,
    ),
)  # fmt: skip
