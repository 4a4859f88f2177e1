"""What the contingent holds of a person, and what the log of accesses tells of its rows (152-ФЗ, R5)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access_log import GROUP, ORGANIZATION, STUDENT, SubjectKind, register_subject
from accounts.audit import Trace
from accounts.holdings import (
    Eraser,
    Forgotten,
    Holding,
    Tie,
    empty_words,
    register_eraser,
    register_holding,
    register_lasting,
)
from accounts.models import Organization, OutsideIdentity, User
from contingent.models import (
    BulkAction,
    DoubtfulPair,
    Employee,
    GroupDelegation,
    ImportBatch,
    Membership,
    OutsideEmployment,
    OutsideGroup,
    PersonChange,
    Representative,
    SetAside,
    Student,
    StudentDelegation,
    StudyGroup,
    SyncChange,
    SyncRecord,
    SyncRun,
)
from contingent.services.people_import.batches import forget_rows

Rows = Iterator[Sequence[Any]]
Places = Sequence[int] | None


def student_names(ids: Iterable[int]) -> dict[int, str]:
    """Return the students' full names."""
    return {row.pk: row.user.full_name for row in Student.objects.filter(pk__in=ids).select_related("user")}


def student_owners(ids: Iterable[int]) -> dict[int, int]:
    """Return whose own study it is."""
    return dict(Student.objects.filter(pk__in=ids).values_list("pk", "user"))


def as_student(user: User) -> Q:
    """A diary opened is the student's own."""
    return Q(subject_id__in=list(Student.objects.filter(user=user).values_list("pk", flat=True)))


def in_group(user: User) -> Q:
    """A list of a group shows its students and whom they have behind them, on the days they were in it."""
    own = Q(student__user=user) | Q(student__representatives__user=user)
    found = Q(pk__in=[])
    rows = Membership.objects.filter(own).distinct()
    for group, starts, ends in rows.values_list("group", "starts", "ends"):
        found |= Q(subject_id=group) & while_in(starts, ends)
    return found


def while_in(starts: object, ends: object) -> Q:
    """Return the condition that a record is of these days."""
    return Q(at__date__gte=starts) & (Q(at__date__lte=ends) if ends else Q())


def in_organization(user: User) -> Q:
    """A list of all of an organisation shows everyone who is or was tied to it."""
    places = (
        Student.objects.filter(user=user).values_list("organization", flat=True),
        Employee.objects.filter(user=user).values_list("organization", flat=True),
        Representative.objects.filter(user=user).values_list("student__organization", flat=True),
    )
    return Q(subject_id__in=list(places[0].union(*places[1:])))


register_subject(SubjectKind(STUDENT, _("Diary"), student_names, as_student, student_owners))
register_subject(
    SubjectKind(
        GROUP,
        _("Group or class"),
        lambda ids: dict(StudyGroup.objects.filter(pk__in=ids).values_list("pk", "name")),
        in_group,
    )
)
register_subject(
    SubjectKind(
        ORGANIZATION,
        _("Whole organisation"),
        lambda ids: dict(Organization.objects.filter(pk__in=ids).values_list("pk", "short_name")),
        in_organization,
    )
)


# What is held of a person, and what goes when they are forgotten


def study_rows(user: User, places: Places) -> Rows:
    rows = within(Student.objects.filter(user=user).select_related("organization"), places)
    for row in rows.order_by("starts"):
        yield row.organization.short_name, row.get_form_display(), row.outside_id, row.starts, row.ends


def group_rows(user: User, places: Places) -> Rows:
    rows = Membership.objects.filter(student__user=user).select_related("group__organization")
    for row in within(rows, places, "group__organization").order_by("starts"):
        yield row.group.organization.short_name, row.group.name, row.starts, row.ends, row.order


def tie_rows(user: User, places: Places) -> Rows:
    rows = Representative.objects.filter(Q(user=user) | Q(student__user=user)).select_related("user", "student__user")
    for row in within(rows, places, "student__organization").order_by("starts", "pk"):
        yield row.get_kind_display(), row.user.full_name, row.student.user.full_name, row.starts, row.ends


def job_rows(user: User, places: Places) -> Rows:
    rows = within(Employee.objects.filter(user=user).select_related("organization"), places)
    for row in rows.order_by("starts"):
        yield row.organization.short_name, row.position, row.starts, row.ends


def delegation_rows(user: User, places: Places) -> Rows:
    for model in (GroupDelegation, StudentDelegation):
        rows = model.objects.filter(user=user).select_related("content_object", "given_by")
        for row in within(rows, places, "content_object__organization").order_by("starts"):
            yield str(row.content_object), row.given_by.full_name, row.reason, row.starts, row.ends


def change_rows(user: User, places: Places) -> Rows:
    """The history of the person's own name and contacts; who entered it is told, not whom else it concerned."""
    for row in PersonChange.objects.filter(person=user).select_related("by").order_by("at", "pk"):
        field = User._meta.get_field(row.field)
        yield (
            row.at,
            getattr(field, "verbose_name", row.field),
            row.before,
            row.after,
            row.by.full_name if row.by else "",
        )


def outside_rows(user: User, places: Places) -> Rows:
    """What outside systems told of the person in the batches that are still kept, where they are or were."""
    keys = Q(pk__in=[])
    for system, key in OutsideIdentity.objects.filter(user=user).values_list("system", "key"):
        keys |= Q(run__source__system=system, person=key)
    runs = within(
        SyncRun.objects.filter(kept=True, organization__in={tie.organization for tie in lasting(user)}), places
    )
    rows = SyncRecord.objects.filter(keys, run__in=list(runs.values_list("pk", flat=True)))
    for row in rows.select_related("run__organization", "run__source").order_by("run__asked_at", "pk"):
        name = f"{row.last_name} {row.first_name} {row.patronymic}".strip()
        yield (
            row.run.organization.short_name, row.run.source.get_system_display(), row.run.asked_at, name, row.email,
            row.phone, row.birth_date, row.title, row.note,
        )  # fmt: skip


def within(rows: Any, places: Places, path: str = "organization") -> Any:
    """Return the rows of these organisations; all when none are given."""
    return rows if places is None else rows.filter(**{f"{path}__in": places})


def lasting(user: User) -> Iterator[Tie]:
    """Because of a study, an employment or a represented child a person is kept by name."""
    rows: list[tuple[Any, Any]] = [
        (Student.objects.filter(user=user).select_related("organization"), lambda row: row.organization),
        (Employee.objects.filter(user=user).select_related("organization"), lambda row: row.organization),
        (
            Representative.objects.filter(user=user).select_related("student__organization"),
            lambda row: row.student.organization,
        ),
    ]
    for found, place_of in rows:
        for row in found:
            place = place_of(row)
            yield Tie(place.pk, place.short_name, row.ends, place.keeps_years)


def erase_ties(who: Forgotten, trace: Trace) -> int:
    """Numbers of studies and employments outside, reasons of rights handed over to a person or to a student's diary."""
    done = Student.objects.filter(user=who.user).update(outside_id="")
    done += OutsideEmployment.objects.filter(employee__user=who.user).delete()[0]
    done += OutsideGroup.objects.filter(curator__in=who.keys).update(curator="")
    return done


def erase_words(who: Forgotten, trace: Trace) -> int:
    """Words of orders of transfers, reasons of rights handed over; that and when it was stays."""
    own = {"student__user": who.user}
    done = empty_words(Membership.objects.filter(**own), Membership.history.filter(**own), "order", trace)
    own = {"user": who.user}
    done += empty_words(GroupDelegation.objects.filter(**own), GroupDelegation.history.filter(**own), "reason", trace)
    either = Q(user=who.user) | Q(content_object__user=who.user)
    rows, past = StudentDelegation.objects.filter(either), StudentDelegation.history.filter(either)
    return done + empty_words(rows, past, "reason", trace)


def erase_exchange(who: Forgotten, trace: Trace) -> int:
    """What outside systems told of the person, and what loadings and changes of several people keep of them."""
    done = DoubtfulPair.objects.filter(user=who.user).update(told={}, alike=[], key=f"-{who.user.pk}")
    done += DoubtfulPair.objects.filter(key__in=who.keys).update(told={}, alike=[])
    done += SyncChange.objects.filter(person_id=who.user.pk).update(who="", before="", after="")
    done += SyncRecord.objects.filter(Q(person__in=who.keys) | Q(key__in=who.keys)).delete()[0]
    aside = SetAside.objects.filter(Q(key__in=who.keys) | Q(raw__icontains=who.names[0]))
    done += aside.delete()[0]
    studies = Student.objects.filter(user=who.user).values("organization")
    jobs = Employee.objects.filter(user=who.user).values("organization")
    ties = Representative.objects.filter(user=who.user).values("student__organization")
    places = list(Organization.objects.filter(pk__in=studies.union(jobs, ties)).values_list("pk", flat=True))
    for batch in ImportBatch.objects.filter(organization__in=places):
        if _tells(who, batch.rows, batch.plan, batch.differences, batch.done, batch.file_name):
            batch.file_name = ""
            batch.save(update_fields=["file_name", *forget_rows(batch)])
            done += 1
    for action in BulkAction.objects.filter(organization__in=places):
        if _tells(who, action.people, action.done, action.asked):
            BulkAction.objects.filter(pk=action.pk).update(people=[], done={}, asked={})
            done += 1
    return done


def erase_changes(who: Forgotten, trace: Trace) -> int:
    """Former names and contacts go; that something was changed, when and by whom stays."""
    return PersonChange.objects.filter(person=who.user).update(before="", after="")


def _tells(who: Forgotten, *held: object) -> bool:
    text = json.dumps(held, ensure_ascii=False, default=str).casefold()
    return any(name.casefold() in text for name in who.names if len(name) > 2)


PLACE, FROM, UNTIL = _("Organisation"), pgettext_lazy("since a day", "From"), _("Until")
OUTSIDE = (
    PLACE, _("system"), _("When"), pgettext_lazy("of a person", "Full name"), _("E-mail"), _("Mobile"),
    _("date of birth"), _("Form of study or position"), _("Order"),
)  # fmt: skip
for _holding in (
    Holding("studies", _("Studies"), (PLACE, _("Form of study"), _("Number there"), FROM, UNTIL), study_rows),
    Holding("groups", _("Groups"), (PLACE, _("Group or class"), FROM, UNTIL, _("Order")), group_rows),
    Holding("ties", _("Ties"), (_("Who they are"), _("Representative"), _("Student"), FROM, UNTIL), tie_rows),
    Holding("jobs", _("Employment"), (PLACE, _("Position"), FROM, UNTIL), job_rows),
    Holding(
        "delegations", _("Rights handed over"), (_("What"), _("By whom"), _("Reason"), FROM, UNTIL), delegation_rows
    ),
    Holding(
        "changes",
        _("Changes of name and contacts"),
        (_("changed at"), _("field"), _("before"), _("after"), _("By whom")),
        change_rows,
    ),
    Holding("outside", _("Told by outside systems"), OUTSIDE, outside_rows),
):
    register_holding(_holding)
register_lasting("contingent", lasting)
register_eraser(Eraser("ties", _("Numbers of studies and employments"), erase_ties))
register_eraser(Eraser("words", _("Words of orders of transfers and reasons of rights handed over"), erase_words))
register_eraser(Eraser("exchange", _("Loadings and the exchange with outside systems"), erase_exchange))
register_eraser(Eraser("changes", _("Former names and contacts"), erase_changes))
