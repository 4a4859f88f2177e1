"""Short words of curricula: kinds of rows and of hours as narrow columns show them, words of the editor's script."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from curriculum.enums import HoursKind, ItemKind


def item_short(kind: ItemKind) -> str:
    """Return how a narrow column calls a kind of row."""
    return {
        ItemKind.PART: pgettext("kind of row", "Part"),
        ItemKind.CYCLE: pgettext("kind of row", "Cycle"),
        ItemKind.AREA: pgettext("kind of row", "Area"),
        ItemKind.MODULE: pgettext("kind of row", "PM"),
        ItemKind.DISCIPLINE: pgettext("kind of row", "UD"),
        ItemKind.MODULE_COURSE: pgettext("kind of row", "MDK"),
        ItemKind.STUDY_PRACTICE: pgettext("kind of row", "UP"),
        ItemKind.WORK_PRACTICE: pgettext("kind of row", "PP"),
        ItemKind.DIPLOMA_PRACTICE: pgettext("kind of row", "PDP"),
        ItemKind.MODULE_EXAM: pgettext("kind of row", "Exam"),
        ItemKind.FINAL: pgettext("kind of row", "GIA"),
        ItemKind.SCHOOL_SUBJECT: pgettext("kind of row", "Subject"),
        ItemKind.EXTRA: pgettext("kind of row", "Course"),
    }[kind]


def kind_short(kind: HoursKind, is_weekly: bool) -> str:
    """Return how a narrow column calls a kind of hours."""
    return {
        HoursKind.THEORY: pgettext("hours", "hours a week") if is_weekly else pgettext("hours", "Th"),
        HoursKind.PRACTICE: pgettext("hours", "hours a week") if is_weekly else pgettext("hours", "Pr"),
        HoursKind.COURSE_WORK: pgettext("hours", "CW"),
        HoursKind.CONSULTATION: pgettext("hours", "Cons"),
        HoursKind.INDEPENDENT: pgettext("hours", "Ind"),
        HoursKind.ATTESTATION: pgettext("hours", "Att"),
    }[kind]


def words() -> dict[str, Any]:
    """Return the words of the editor's script by name; braces are filled in by it."""
    return {
        "code": _("Index"), "code_full": _("Index of the row"),
        "name": _("Name of the row"), "name_full": _("Name of the cycle, module, discipline"),
        "kind": _("Kind"), "kind_full": _("What the row is"),
        "subject": pgettext("of a row", "Subject"), "subject_full": _("Subject of the organisation the row teaches"),
        "optional": pgettext("part of a plan", "Var."),
        "optional_full": _("Of the part formed by the organisation: “+”"),
        "total": pgettext("hours", "Total"), "total_full": _("Hours of the row in all"),
        "sum": pgettext("hours", "Σ"), "sum_full": _("Hours of all kinds"),
        "control": pgettext("of control", "Form"),
        "control_full": _("Control forms, comma between them; a number joins rows into one exam"),
        "term": _("Semester {n}"), "class": _("Grade {n}"), "year": _("Year {n}"), "all_years": _("Whole plan"),
        "weeks": _("weeks"), "limit": _("a week at most"),
        "all_hours": _("All hours"), "a_week": _("Hours a week"), "a_year": _("Exams and credits"),
        "counts": _("Year {year}: exams {exams}, credits {credits}"), "of": _("of {n}"),
        "edit": _("Edit the cell"), "bad_hours": _("Hours are a number from 0 to 9999."),
        "bad_control": _("There is no such form. There are: {forms}"),
        "not_saved": _("Not saved:"), "make_subject": _("Make the subject “{name}”"), "no_subject": _("No subject"),
        "troubles": _("Does not add up: {n}"), "refused_count": _("Not saved: {n}"),
        "status_saved": _("Everything is saved."), "status_unsaved": _("Not saved: {n}"), "status_saving": _("Saving…"),
        "status_refused": _("Not saved: mend what is marked, it will be saved by itself."),
        "status_conflict": _("Not saved: somebody else changed the plan."),
        "status_stopped": _("Not saved: decide about the other's changes first."),
        "status_network": _("No connection: what you typed is kept here and will be saved by itself."),
        "status_signed_out": _("You have been signed out: sign in in another tab, it will be saved by itself."),
        "status_recovered": _("What was left unsaved in this browser is back and is being saved."),
    }  # fmt: skip
