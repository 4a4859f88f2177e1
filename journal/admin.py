"""Scales and kinds of work. Marks, attendance, records and the entry window are kept on the pages."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin

from journal.models import AbsenceReason, Mark, MarkScale, ScaleGrade, WorkKind

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
    Lines = admin.TabularInline[Any, Any]
    Form = forms.ModelForm[ScaleGrade]
else:
    Base = admin.ModelAdmin
    Lines = admin.TabularInline
    Form = forms.ModelForm


class GradeForm(Form):
    """A grade; what a mark given in it means does not change under the mark."""

    fixed = ("code", "value", "passes", "counts", "is_owed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and Mark.objects.filter(grade=self.instance).exists():
            for name in self.fixed:
                self.fields[name].disabled = True


class GradeLines(Lines):
    """The codes of a scale."""

    model = ScaleGrade
    form = GradeForm
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


@admin.register(AbsenceReason)
class AbsenceReasonAdmin(Base):
    """Reasons of absence (R72)."""

    list_display = ("name", "kind", "closed_on", "organization")
    list_filter = ("organization", "kind")
    list_select_related = ("organization",)
