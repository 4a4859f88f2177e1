"""The references of the journal: kinds of work, scales with their codes, reasons of absence, entry windows."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from curriculum.reference_columns import ChoiceColumn, Column, DecimalColumn, FlagColumn, LinkColumn, NumberColumn
from curriculum.reference_tables import Lack, Place, Reference, register
from journal.enums import AttendanceKind
from journal.models import AbsenceReason, EntryPolicy, Mark, MarkScale, ScaleGrade, WorkKind
from journal.usual import usual_grades, usual_kinds, usual_reasons, usual_scales

SAME_NAME = _("There is one with this name already.")
MEANING = ("scale", "code", "value", "passes", "counts", "is_owed")


def scales(organization: Organization) -> "QuerySet[Any]":
    return MarkScale.objects.filter(organization=organization).order_by("-is_default", "pk")


def make_scale(organization: Organization, name: str) -> MarkScale:
    return MarkScale.objects.create(organization=organization, name=name)


def fixed_by_marks(grade: ScaleGrade) -> Sequence[str]:
    """Return what a grade keeps once a mark is given in it: no mark changes its meaning."""
    return MEANING if Mark.objects.filter(grade=grade).exists() else ()


def sound_grade(grade: ScaleGrade) -> dict[str, str]:
    """Refuse a code that counts without a value, or that both counts and is owed."""
    found = {}
    if grade.counts and grade.value is None:
        found["value"] = gettext("What counts in the average has a value.")
    if grade.counts and grade.is_owed:
        found["is_owed"] = gettext("A mark that is only owed counts nowhere.")
    return found


def one_default(row: Any) -> dict[str, str]:
    """Refuse a second row that is used unless another is chosen."""
    others = type(row)._default_manager.filter(organization=row.organization, is_default=True).exclude(pk=row.pk)
    if row.is_default and (other := others.first()):
        return {"is_default": gettext("“%(row)s” is: say “no” there first.") % {"row": other}}
    return {}


register(
    Reference(
        "work-kinds", _("Kinds of work"), _("Kinds of work with their weight in the average and days for marks."),
        "R58", 110, WorkKind,
        (
            Column("short_name", _("short name"), r"кратк|сокращ", required=True, limit=12),
            Column("name", _("name"), r"назван|наименов|вид работ", required=True, limit=80, is_wide=True),
            DecimalColumn("weight", _("weight"), r"вес", required=True),
            NumberColumn("mark_days", _("days for marks"), r"дней|срок", most=366, default=1),
            FlagColumn("is_default", _("given by a mark typed into a lesson"), r"умолчан|обычн|на урок"),
            NumberColumn("position", _("place in lists"), r"порядок|место"),
        ),
        key=("name",), order=("position", "name"), check=one_default,
        refusals={
            "work_kind_once": ("name", SAME_NAME), "kind_weight_positive": ("weight", _("More than zero.")),
        },
        at_least_one=_("no kinds of work"), usual=usual_kinds,
    ),
    Reference(
        "scales", _("Mark scales"), _("Sets of codes that marks are given in."), "R60", 120, MarkScale,
        (
            Column("name", _("name"), r"назван|наименов|шкала", required=True, limit=80),
            FlagColumn("is_default", _("used unless another is chosen"), r"умолчан|обычн"),
        ),
        key=("name",), order=("-is_default", "pk"), check=one_default,
        refusals={"scale_name_once": ("name", SAME_NAME)},
        lacks=(Lack("grades", _("no codes"), Q(grades=None)),), at_least_one=_("no scales"), usual=usual_scales,
    ),
    Reference(
        "grades", _("Codes of the scales"),
        _("What each code means. Once a mark is given in it, its meaning does not change."), "R60", 125, ScaleGrade,
        (
            LinkColumn(
                "scale", _("mark scale"), r"шкала", required=True, limit=80, of=scales, make=make_scale,
                hint=_("A name that is not there yet makes a new scale."),
            ),
            Column("code", _("code"), r"код|отметка|оценка", required=True, limit=8),
            Column("title", _("meaning"), r"знач\w*т|смысл|назван|расшифр", required=True, limit=80, is_wide=True),
            DecimalColumn("value", _("value"), r"балл|число|значение"),
            FlagColumn("passes", _("passes"), r"сдан|положит|зачтен|успешн", may_be_unknown=True),
            FlagColumn("counts", _("counts in the average"), r"средн"),
            FlagColumn("is_owed", _("a mark is owed"), r"обещан|долг|точка|будет"),
            NumberColumn("position", _("place in lists"), r"порядок|место"),
        ),
        key=("scale", "code"), owner="scale__organization", order=("-scale__is_default", "scale", "position"),
        group_by="scale", filters=("scale",), fixed=fixed_by_marks, check=sound_grade,
        refusals={"grade_code_once": ("code", _("The scale has this code already."))}, usual=usual_grades,
    ),
    Reference(
        "absence-reasons", _("Reasons of absence"), _("Why students are absent, and as what it is entered."),
        "R72", 130, AbsenceReason,
        (
            Column("name", _("name"), r"назван|наименов|причин", required=True, limit=80, is_wide=True),
            ChoiceColumn("kind", _("is entered as"), r"отмеч|вид|как|тип", required=True, choices=AttendanceKind),
            NumberColumn("position", _("place in lists"), r"порядок|место"),
        ),
        key=("name",), order=("position", "name"), filters=("kind",), closing="closed_on",
        refusals={"absence_reason_once": ("name", SAME_NAME)}, at_least_one=_("no reasons of absence"),
        usual=usual_reasons,
    ),
    Place(
        _("Entry windows"), _("How long marks of lessons and of attestation may be entered (windows A and B)."),
        "R42, R43", 140, "journal:policy",
        count=lambda organization: EntryPolicy.objects.filter(organization=organization).count(),
    ),
)  # fmt: skip
