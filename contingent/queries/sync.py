"""What the pages of the exchange with outside systems read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Role
from accounts.models import User
from contingent.enums import ChangeKind, GroupKind, PairState, RepresentativeKind, StudyForm, SyncState
from contingent.feeds.problems import FEED_FIELD_NAMES, field_in_words, problem_in_words
from contingent.models import DoubtfulPair, StudyGroup, SyncChange, SyncRun
from contingent.models.sync_run import UNDER_WAY, at_work
from contingent.outside_addresses import address_of, night_hour, token_for
from contingent.queries.students import show_phone
from contingent.sync_access import leads_sync, visible_pairs, visible_runs, visible_set_aside, visible_sources

ON_PAGE = 50
LISTED = 15
GOOD = (SyncState.APPLIED, SyncState.UNCHANGED)
WRONG = (SyncState.FAILED, SyncState.ASKS)


@dataclass(frozen=True)
class RunLine:
    """One synchronisation in a list."""

    id: int
    organization: str
    system: str
    state: str
    state_name: str
    tone: str
    asked_at: datetime
    asked_by: str
    full: bool
    decision: bool
    sums: list[tuple[str, int]]


@dataclass(frozen=True)
class SourceLine:
    """One source with its last run."""

    id: int
    organization: str
    system: str
    way: str
    nightly: bool
    drop_share: int
    last: RunLine | None
    is_busy: bool
    leads: bool
    number: str
    address: str
    has_token: bool
    hour: str


@dataclass(frozen=True)
class ChangeLine:
    """One change as the report shows it."""

    what: str
    who: str
    group: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class AsideLine:
    """A record set aside, with its reasons in words."""

    id: int
    system: str
    organization: str
    kind: str
    who: str
    key: str
    group: str
    since: datetime
    reasons: list[tuple[str, str]]


@dataclass(frozen=True)
class PairLine:
    """A doubtful pair in the list."""

    id: int
    system: str
    told: str
    here: str
    alike: str
    state: str
    state_name: str
    found_at: datetime


def list_sources(user: User, on: date, now: datetime) -> list[SourceLine]:
    """Return the sources of the user's organisations with their last runs; a lost run is in nobody's way."""
    last = SyncRun.objects.filter(source=OuterRef("pk"), decision=False).order_by("-pk").values("pk")[:1]
    rows = list(
        visible_sources(user, on)
        .select_related("organization")
        .annotate(last=Subquery(last))
        .order_by("organization__name", "system")
    )
    runs = SyncRun.objects.select_related("source__organization", "asked_by").in_bulk(
        [row.last for row in rows if row.last]
    )
    leads = {pk: leads_sync(user, pk, on) for pk in {row.organization_id for row in rows}}
    busy = set(SyncRun.objects.filter(at_work(now), organization__in=leads).values_list("organization", flat=True))
    return [
        SourceLine(
            row.pk,
            row.organization.short_name,
            row.get_system_display(),
            row.get_way_display(),
            row.nightly,
            row.drop_share,
            run_line(runs[row.last]) if row.last else None,
            row.organization_id in busy,
            leads[row.organization_id],
            row.outside_organization,
            row.address or address_of(row.system),
            bool(token_for(row.system, row.address)),
            night_hour(),
        )
        for row in rows
    ]


def list_runs(user: User, on: date, page: str) -> Page[Any]:
    """Return a page of the synchronisations that the user may see, the latest first."""
    rows = visible_runs(user, on).select_related("source__organization", "asked_by").order_by("-pk")
    found: Any = Paginator(rows, LISTED).get_page(page)
    found.object_list = [run_line(run) for run in found.object_list]
    return cast("Page[Any]", found)


def run_line(run: SyncRun) -> RunLine:
    """Return a run as lists show it."""
    tone = "is-good" if run.state in GOOD else "is-wrong" if run.state in WRONG else "is-new"
    if run.state in (SyncState.STOPPED, SyncState.ROLLED_BACK):
        tone = ""
    sums = [(str(kind.label), run.counts.get(kind.value, 0)) for kind in ChangeKind if run.counts.get(kind.value)]
    return RunLine(
        run.pk,
        run.source.organization.short_name,
        run.source.get_system_display(),
        run.state,
        run.get_state_display(),
        tone,
        run.asked_at,
        run.asked_by.short_name if run.asked_by else "",
        run.full,
        run.decision,
        sums,
    )


@dataclass(frozen=True)
class RunView:
    """The page of one synchronisation."""

    run: SyncRun
    line: RunLine
    is_under_way: bool
    is_lost: bool
    percent: int | None
    tabs: list[tuple[str, str, int]]
    shown: str
    text: str
    changes: Page[Any]
    asks: list[str]
    aside: int
    doubtful: int
    leads: bool
    can_roll_back: bool
    is_shown: bool
    lasted: str


def read_run(run: SyncRun, user: User, now: datetime, show: str, text: str, page: str) -> RunView:
    """Return one run with one kind of its changes, fifty at a time, found by name."""
    tabs = [(kind.value, str(kind.label), run.counts.get(kind.value, 0)) for kind in ChangeKind]
    tabs = [tab for tab in tabs if tab[2]]
    names = [name for name, _title, _many in tabs]
    shown = show if show in names else (names or [""])[0]
    rows = SyncChange.objects.filter(run=run, kind=shown).order_by("pk")
    for word in text.split():
        rows = rows.filter(Q(who__icontains=word) | Q(before__icontains=word) | Q(after__icontains=word))
    found: Any = Paginator(rows, ON_PAGE).get_page(page)
    found.object_list = change_lines(found.object_list)
    is_lost = run.is_lost(now)
    return RunView(
        run=run,
        line=run_line(run),
        is_under_way=run.state in UNDER_WAY and not is_lost,
        is_lost=is_lost,
        percent=min(100, run.done * 100 // run.total) if run.total else None,
        tabs=tabs,
        shown=shown,
        text=text,
        changes=found,
        asks=[ask_in_words(ask) for ask in run.asks],
        aside=run.counts.get("set_aside", 0),
        doubtful=run.counts.get("doubtful", 0),
        leads=leads_sync(user, run.organization_id, timezone.localdate(now)),
        can_roll_back=run.state == SyncState.APPLIED and run.kept,
        is_shown=bool(run.files) and run.state == SyncState.ASKS,
        lasted=lasted_in_words(run.lasted),
    )


def lasted_in_words(lasted: timedelta | None) -> str:
    """Say how long a run was at work."""
    if lasted is None:
        return ""
    minutes, seconds = divmod(round(lasted.total_seconds()), 60)
    if minutes:
        return _("took %(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}
    return _("took %(seconds)d s") % {"seconds": seconds} if seconds else _("took less than a second")


def ask_in_words(ask: dict[str, Any]) -> str:
    """Say what is gone that a run asks about."""
    told = {"name": ask["name"], "had": ask["had"], "gone": ask["gone"]}
    if ask["what"] == "role":
        return _("Nobody would be left with the role “%(name)s”.") % {"name": Role(ask["name"]).label}
    words = {
        "group": _("Group %(name)s: %(gone)d of %(had)d would leave."),
        "organization": _("The organisation: %(gone)d of %(had)d students would leave."),
        "ties": _("Representatives: %(gone)d of %(had)d ties would end."),
        "staff": _("Staff: %(gone)d of %(had)d would leave."),
    }
    return words[ask["what"]] % told


def change_lines(rows: Sequence[SyncChange]) -> list[ChangeLine]:
    """Return changes in words; names of groups in one query."""
    rows = list(rows)
    groups = dict(
        StudyGroup.objects.filter(pk__in={row.group_id for row in rows if row.group_id}).values_list("pk", "name")
    )
    if absent := {row.group_id for row in rows if row.group_id} - set(groups):
        # Of files that are only shown yet the groups are not made; of a run taken back, not any more.
        made = SyncChange.objects.filter(run=rows[0].run_id, kind=ChangeKind.ADDED, model="studygroup")
        groups |= dict(made.filter(object_id__in=absent).values_list("object_id", "who"))
    models = {str(model._meta.model_name): str(model._meta.verbose_name) for model in apps.get_models()}
    return [
        ChangeLine(
            models.get(row.model) or str(RECORDS.get(row.model, row.model)),
            row.who or "—",
            groups.get(row.group_id or 0, "") if row.model != "studygroup" else "",
            _field_name(row.field),
            _value(row.field, row.before),
            _value(row.field, row.after),
        )
        for row in rows
    ]


def _field_name(name: str) -> str:
    own = {"closed_on": _("closed on"), "curator": _("curator"), "name": _("name"), "outside_id": _("number there")}
    return str(own.get(name) or FEED_FIELD_NAMES.get(name, "")) if name else ""


def _value(field: str, value: str) -> str:
    if not value:
        return ""
    if field in ("starts", "ends", "birth_date", "closed_on"):
        day = parse_date(value)
        return day.strftime("%d.%m.%Y") if day else value
    if field == "phone":
        return show_phone(value)
    if field == "form":
        return str(StudyForm(value).label)
    if field == "kind":
        return str(RepresentativeKind(value).label)
    return value


RECORDS = {
    "student": gettext_lazy("student"),
    "representative": gettext_lazy("representative"),
    "employee": gettext_lazy("employee"),
    "group": gettext_lazy("group"),
    "tie": gettext_lazy("tie"),
}


def list_set_aside(user: User, on: date, page: str) -> Page[Any]:
    """Return a page of what is set aside: the oldest first, with the reasons in words (R22)."""
    rows = visible_set_aside(user, on).select_related("source__organization", "group").order_by("since", "who", "pk")
    found: Any = Paginator(rows, ON_PAGE).get_page(page)
    found.object_list = [
        AsideLine(
            row.pk,
            row.source.get_system_display(),
            row.source.organization.short_name,
            str(RECORDS.get(row.kind, row.kind)),
            row.who,
            row.key,
            row.group.name if row.group else "",
            row.since,
            [(field_in_words(field), problem_in_words(field, code, values)) for field, code, values in row.reasons],
        )
        for row in found.object_list
    ]
    return cast("Page[Any]", found)


def list_pairs(user: User, on: date, page: str) -> Page[Any]:
    """Return a page of the doubtful pairs: the open ones first."""
    rows = visible_pairs(user, on).select_related("source", "user")
    ordered = rows.order_by(Case(When(state=PairState.OPEN, then=0), default=1), "-found_at", "pk")
    found: Any = Paginator(ordered, ON_PAGE).get_page(page)
    found.object_list = [
        PairLine(
            pair.pk, pair.source.get_system_display(), told_name(pair), pair.user.full_name, alike_in_words(pair),
            pair.state, pair.get_state_display(), pair.found_at,
        )
        for pair in found.object_list
    ]  # fmt: skip
    return cast("Page[Any]", found)


def told_name(pair: DoubtfulPair) -> str:
    """Return the name that the source tells."""
    parts = (pair.told.get(name, "") for name in ("last_name", "first_name", "patronymic"))
    return " ".join(part for part in parts if part) or "—"


def alike_in_words(pair: DoubtfulPair) -> str:
    """Say in what both agree."""
    same = [str(FEED_FIELD_NAMES.get(name, name)) for name in pair.alike]
    return ", ".join([str(FEED_FIELD_NAMES["full_name"]), *same] if "outside_id" not in pair.alike else same)


PAIR_FIELDS = ("last_name", "first_name", "patronymic", "birth_date", "email", "phone")


def pair_fields(pair: DoubtfulPair) -> list[tuple[str, str, str, bool]]:
    """Return both people field by field (field, here, there, whether «the same» changes it)."""
    found = []
    for name in PAIR_FIELDS:
        value = getattr(pair.user, name)
        here = value.isoformat() if name == "birth_date" and value else str(value or "")
        there = str(pair.told.get(name, ""))
        same = here.lower() == there.lower() if name == "email" else here == there
        found.append((_field_name(name), _value(name, here), _value(name, there), bool(there) and not same))
    return found


def ties_here(pair: DoubtfulPair, on: date) -> list[str]:
    """Say what binds the known person to the organisation: study, children, work."""
    organization = pair.source.organization_id
    user = pair.user
    told = []
    studies = user.studies.filter(organization=organization).prefetch_related("memberships__group")
    for study in studies:
        places = [m.group.name for m in study.memberships.all() if m.group_kind == GroupKind.HOME]
        told.append(_("studies: %(where)s") % {"where": places[-1] if places else "—"})
    children = user.representations.filter(student__organization=organization).select_related("student__user")
    told += [_("represents: %(who)s") % {"who": tie.student.user.full_name} for tie in children]
    told += [
        _("works: %(what)s") % {"what": job.position or "—"}
        for job in user.employments.filter(organization=organization)
    ]
    return told


def counts_to_decide(user: User, on: date) -> tuple[int, int]:
    """Return how many records are set aside and how many pairs are open."""
    return visible_set_aside(user, on).count(), visible_pairs(user, on).filter(state=PairState.OPEN).count()
