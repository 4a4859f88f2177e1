"""Whose page it is (R27): by the teaching load, a substitution, the group, a delegation, the organisation."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.dates import MONTHS_ALT
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import readable_organizations
from accounts.enums import DelegatedRight, Role
from accounts.models import Appointment, Organization, User
from common.dated import holds_on
from common.plans import Rows
from common.prepared import Prepared
from contingent.access import employments, followed_groups
from curriculum.access import delegated_courses
from curriculum.models import Course, TeachingLoad
from journal.errors import EntryClosed, NotAllowed
from journal.models import EntryPolicy, Work
from schedule.enums import TAKES_RECORD
from schedule.models import Lesson

LOOKS_AHEAD = 7
"""How many days before a lesson its substitute may read the page."""
READS_PAGE = (DelegatedRight.READ_PAGE, DelegatedRight.KEEP_PAGE)


def own_loads(user: User, on: date) -> QuerySet[TeachingLoad]:
    """Return the user's teaching load of the day (R46)."""
    return TeachingLoad.objects.filter(holds_on(on), holds_on(on, "employee__"), employee__user=user)


def taught_courses(user: User, on: date) -> QuerySet[Course]:
    """Return the courses that are the user's own by the teaching load of the day (R27)."""
    return Course.objects.filter(pk__in=own_loads(user, on).values("course"))


def may_give(on: date, employee: str = "", user: User | None = None) -> Any:
    """Return the condition that an employee has not lost the role of a teacher and is left with none (R18–R21).

    Lessons name them until others are put there; the rights to these end with the role. A user who is
    known is looked up once, and not each employee's.
    """
    whose = user or OuterRef(f"{employee}user")
    own = Appointment.objects.filter(user=whose, organization=OuterRef(f"{employee}organization"))
    return ~Exists(own.filter(role=Role.TEACHER, ends__lt=on)) | Exists(own.filter(holds_on(on)))


def given_lessons(user: User, on: date) -> QuerySet[Lesson]:
    """Return the lessons that name the user as their teacher, substitutions among them (R61)."""
    return Lesson.objects.filter(teacher__in=employments(user, on).filter(may_give(on, user=user)))


def near_lessons(user: User, on: date) -> QuerySet[Lesson]:
    """Return the given lessons that open their whole page for reading on the day (R61).

    A substitute prepares by the page from a week before the lesson, and fills it until the entry
    window closes or the last marks of its works are due. Then the lesson alone is theirs to read.
    """
    return near(given_lessons(user, on), on)


def near(lessons: QuerySet[Lesson], on: date) -> QuerySet[Lesson]:
    """Return those of the lessons that open their whole page to who gives them on the day; `closes` is until when."""
    days = Coalesce("course__organization__entry_policy__entry_days", Value(EntryPolicy.DEFAULT_DAYS))
    due = Work.objects.filter(lesson=OuterRef("pk"), due__gte=on)
    # Counted in SQL: the query is prepared once for all days
    counted = lessons.annotate(
        opens=ExpressionWrapper(F("date") - Value(LOOKS_AHEAD), output_field=DateField()),
        closes=ExpressionWrapper(F("date") + days, output_field=DateField()),
    )
    return counted.filter(Q(closes__gte=on) | Exists(due), opens__lte=on)


def whole_courses(user: User, on: date) -> QuerySet[Course]:
    """Return the journal pages that the user reads with everyone in them.

    A teacher's own and those with a lesson they substitute these days; those delegated to them; the
    pages of a curator's group; every page of an organisation read whole.
    """
    # A union, not an OR: for an OR the database reads all pages of the region.
    ways = (
        near_lessons(user, on).values("course"),
        delegated_courses(user, on, *READS_PAGE).values("content_object"),
        Course.objects.filter(study_group__in=followed_groups(user, on).values("pk")).values("pk"),
        Course.objects.filter(organization__in=readable_organizations(user, on)).values("pk"),
    )
    return Course.objects.filter(pk__in=own_loads(user, on).values("course").union(*ways))


def drawn_courses(user: User, on: date) -> QuerySet[Course]:
    """Return the pages of subgroups and streams drawn from a curator's group.

    Of these a curator reads the rows of their own students (`journal.row_access`).
    """
    return Course.objects.filter(study_group__sources__in=followed_groups(user, on).values("pk"))


def visible_courses(user: User, on: date) -> QuerySet[Course]:
    """Return the journal pages that the user may open, whole or in part.

    Students and representatives have the diary instead.
    """
    whole = whole_courses(user, on).values("pk")
    return Course.objects.filter(pk__in=whole.union(drawn_courses(user, on).values("pk")))


def visible_works(user: User, on: date) -> QuerySet[Work]:
    """Return the works on the pages the user may open."""
    return Work.objects.filter(course__in=visible_courses(user, on))


@dataclass
class EntryRights:
    """What a user may enter on one page on a day: computed once, asked for every cell."""

    organization: Organization
    owns_course: bool
    own_lessons: frozenset[int]
    today: date
    open_since: date

    @cached_property
    def helper(self) -> str:
        """Who can help with a closed cell."""
        return journal_helper(self.organization, self.today)

    @property
    def any(self) -> bool:
        """Whether there is anything at all that the user may enter here."""
        return self.owns_course or bool(self.own_lessons)

    def closed_lesson(self, lesson: Lesson, due: date | None = None) -> str:
        """Return why nothing may be entered for the lesson, in words; empty when it is open.

        `due` is the last day for the marks of a work: until then the window stays open (R58).
        """
        return self.closed(lesson.pk, lesson.status, lesson.date, due)

    def closed_work(self, work: Work) -> str:
        """Return why no mark may be entered for the work; empty when it is open."""
        if work.lesson is not None:
            return self.closed_lesson(work.lesson, work.due)
        return self.closed(None, "", work.date, work.due)

    def closed(self, lesson: int | None, status: str, day: date, due: date | None) -> str:
        """Return the same of plain values: a page asks for each of its columns."""
        if not self.owns_course and (lesson is None or lesson not in self.own_lessons):
            return _("This page is kept by another teacher.")
        if lesson is not None and status not in TAKES_RECORD:
            return _("The lesson did not take place: nothing can be recorded for it.")
        if day > self.today:
            return _("This lesson has not taken place yet.")
        if day < self.open_since and (due is None or due < self.today):
            if day not in self._days:
                self._days[day] = self._over % {"day": f"{day.day} {self._months[day.month]}"}
            return self._days[day]
        return ""

    @cached_property
    def _months(self) -> tuple[str, ...]:
        return months_in(get_language() or "")

    @cached_property
    def _days(self) -> dict[date, str]:
        """What has been said of days whose window has closed."""
        return {}

    @cached_property
    def _over(self) -> str:
        """What is said of a day whose window has closed, looked up once: all that is left is the day."""
        text = _(
            "Entry for %(day)s has closed: marks are entered no later than %(days)d days "
            "after the lesson. Ask the journal administrator: %(helper)s"
        )
        helper = self.helper.replace("%", "%%")
        return text % {"day": "%(day)s", "days": (self.today - self.open_since).days, "helper": helper}


@cache
def months_in(language: str) -> tuple[str, ...]:
    """Return the months as they stand after a day, looked up once in a language; the first is no month."""
    return ("", *(str(MONTHS_ALT[month]) for month in range(1, 13)))


def journal_helper(organization: Organization, on: date) -> str:
    """Return the names of the organisation's journal administrators, for people to turn to."""
    return helper_named(HELPERS(organization, on))


def helper_named(rows: Rows) -> str:
    """Return the names that `HELPERS` has found, for people to turn to."""
    people = (User(last_name=row[0], first_name=row[1], patronymic=row[2]) for row in rows)
    return ", ".join(user.short_name for user in people) or _("the administration")


def own_page(user: User, on: date, course: Course) -> QuerySet[Any, Any]:
    """Return what makes the page the user's to keep: the load of the day, or a delegation."""
    given = delegated_courses(user, on, DelegatedRight.KEEP_PAGE).filter(content_object=course)
    rows: QuerySet[Any, Any] = own_loads(user, on).filter(course=course).values_list("pk")
    return rows.union(given.values_list("pk"), all=True)


OWN_PAGE = Prepared(own_page)
NEAR_LESSON = Prepared(
    lambda user, on, course: near_lessons(user, on).filter(course=course).order_by().values_list("pk")[:1]
)
HELPERS = Prepared(
    lambda organization, on: (
        User.objects.filter(
            pk__in=Appointment.objects.filter(holds_on(on), organization=organization, role=Role.JOURNAL_ADMIN).values(
                "user"
            )
        )
        .order_by("sort_key")
        .values_list("last_name", "first_name", "patronymic")[:2]
    )
)


def entry_rights(
    user: User, course: Course, on: date, owned: Rows | None = None, helpers: Rows | None = None
) -> EntryRights:
    """Return what the user may enter on the page on the day.

    `owned` answers `OWN_PAGE` and `helpers` `HELPERS` when they have been asked.
    """
    policy: EntryPolicy | None = getattr(course.organization, "entry_policy", None)
    days = policy.entry_days if policy else EntryPolicy.DEFAULT_DAYS
    owns = bool(OWN_PAGE(user, on, course) if owned is None else owned)
    lessons = () if owns else given_lessons(user, on).filter(course=course).values_list("pk", flat=True)
    rights = EntryRights(
        organization=course.organization,
        owns_course=owns,
        own_lessons=frozenset(lessons),
        today=on,
        open_since=on - timedelta(days=days),
    )
    if helpers is not None:
        rights.helper = helper_named(helpers)
    return rights


def check_fill_page(user: User, course: Course, on: date, owned: Rows | None = None) -> EntryRights:
    """Return what the user may enter on the page; raise `NotAllowed` when there is nothing.

    Who may fill a page may see it: a lesson once given opens it only while it is near.
    """
    rights = entry_rights(user, course, on, owned)
    if not rights.owns_course and not NEAR_LESSON(user, on, course):
        raise NotAllowed(_("This page is kept by another teacher."))
    return rights


def check_fill_lesson(user: User, lesson: Lesson, on: date) -> None:
    """Raise unless the user may record the lesson now: `NotAllowed` or `EntryClosed`."""
    rights = entry_rights(user, lesson.course, on)
    if not rights.owns_course and lesson.pk not in rights.own_lessons:
        raise NotAllowed(_("This page is kept by another teacher."))
    if reason := rights.closed_lesson(lesson):
        raise EntryClosed(reason)
