"""A plan out of a workbook: the file, what each column is, what is understood, a draft (R44).

Nothing is kept between the steps: what was read travels in the page, signed.
"""

import re
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.asked import asked_number
from contingent.errors import UnreadableWorkbook
from contingent.sheets.workbook import read_workbook
from contingent.views.here import person, trace_of
from curriculum import layouts
from curriculum.enums import CurriculumKind, HoursKind, ItemKind, Level
from curriculum.errors import CurriculumError
from curriculum.forms_plans import LayoutForm, NewPlanForm
from curriculum.paper import words as paper_words
from curriculum.paper.table import forms_of
from curriculum.plan_access import visible_plan_imports
from curriculum.plan_rows import LoadedRow, understand
from curriculum.plan_sheet import number as as_text
from curriculum.queries.plans import lists
from curriculum.samples_plans import sample as make_sample
from curriculum.services.plans.loading import load_plan, undo_import
from curriculum.views.plan_groups import TYPES

if TYPE_CHECKING:
    from accounts.models import Organization

SALT, LASTS = "curriculum-import", 6 * 3600
LEVELS = ((r"начальн", Level.PRIMARY), (r"основно", Level.BASIC), (r"средне\w+ общ", Level.SECONDARY))


@dataclass
class Read:
    """A workbook that was read, on its way through the steps."""

    organization: "Organization"
    layout: layouts.Layout
    file: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Take a file; then its mapping, its preview and the order to load it."""
    today = timezone.localdate()
    allowed = lists.places_as_rows(person(request), today)
    if not allowed.exists():
        raise Http404
    if "told" in request.POST:
        return review(request, _unpacked(request), bound=True)
    sent = request.method == "POST"
    form = LayoutForm(request.POST if sent else None, request.FILES if sent else None, organizations=allowed)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            sheets = read_workbook(told["file"])
        except UnreadableWorkbook as error:
            form.add_error("file", str(error.message if hasattr(error, "message") else error))
        else:
            found = layouts.read_layout(sheets, told["layout"], forms_of(told["organization"].pk))
            if found is not None:
                return review(request, Read(told["organization"], found, told["file"].name), bound=False)
            form.add_error(
                "file",
                _("No sheet has the headings of a plan. Compare it with the sample, or choose the other layout."),
            )
    context = {"form": form.mark()}
    return render(request, "curriculum/plan_import.html", context, status=400 if form.is_bound else 200)


def _unpacked(request: HttpRequest) -> Read:
    try:
        told = signing.loads(request.POST["told"], salt=SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise Http404 from error
    organization = get_object_or_404(
        lists.places_as_rows(person(request), timezone.localdate()), pk=told["organization"]
    )
    found = told["layout"]
    columns = [layouts.Column(**column) for column in found["columns"]]
    for column in columns:
        column.role = request.POST.get(f"role-{column.place}", "")[:20]
        term = asked_number(request.POST.get(f"term-{column.place}"))
        column.term = term if term in range(1, 13) else None
    rows = [(number, cells) for number, cells in found["rows"]]
    layout = layouts.Layout(found["kind"], found["sheet"], columns, rows, found["titles"])
    return Read(organization, layout, told["file"])


def review(request: HttpRequest, read: Read, *, bound: bool) -> HttpResponse:
    """Show the mapping and what is understood by it; load when told to."""
    today = timezone.localdate()
    allowed = lists.places_as_rows(person(request), today)
    initial = guessed(read)
    form = NewPlanForm(
        request.POST if bound else None, organizations=allowed.filter(pk=read.organization.pk), today=today,
        initial=initial,
    )  # fmt: skip
    kind = CurriculumKind(request.POST.get("kind") or initial["kind"]) if _is_kind(request) else initial["kind"]
    names = {short.lower(): item for item, short in paper_words.ROWS.items()}
    rows = understand(read.layout, read.layout.columns, kind, forms_of(read.organization.pk), names)
    if bound and "load" in request.POST and form.is_valid():
        try:
            made = load_plan(
                organization=read.organization, told=form.plan(), rows=rows, weeks=weeks_of(read.layout.columns),
                file=read.file, trace=trace_of(request),
            )  # fmt: skip
        except CurriculumError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The draft is made of the workbook. Look through what does not add up."))
            return redirect("curriculum:plan", made.pk)
    good = [row for row in rows if not row.reasons]
    context = {
        "form": form.mark(), "read": read, "told": packed(read), "roles": roles_of(read),
        "rows": [shown(row) for row in good], "rejected": [row for row in rows if row.reasons],
        "taught": sum(not row.is_holder for row in good),
        "hours": as_text(sum((row.total for row in good), Decimal(0))),
    }  # fmt: skip
    return render(request, "curriculum/plan_import_review.html", context, status=400 if form.errors else 200)


def _is_kind(request: HttpRequest) -> bool:
    return request.POST.get("kind", "") in CurriculumKind.values


def guessed(read: Read) -> dict[str, Any]:
    """Guess what plan it is from the titles above the table and its columns."""
    titles = " ".join(read.layout.titles)
    terms = sorted({column.term for column in read.layout.columns if column.term})
    year = re.search(r"\b(20\d\d)\b", titles)
    told: dict[str, Any] = {
        "organization": read.organization.pk,
        "form": "full_time",
        "code": "",
        "name": "",
        "first_year": 1,
    }
    told["intake_year"] = int(year[1]) if year else timezone.localdate().year
    told["terms"] = max(terms, default=8)
    if read.layout.kind == layouts.COLLEGE:
        found = re.search(r"(\d\d\.\d\d\.\d\d)\s+([^,;]{3,200})", titles)
        told |= {"kind": CurriculumKind.COLLEGE, "level": Level.VOCATIONAL}
        if found:
            told |= {"code": found[1], "name": found[2].strip()}
        return told
    level = next((level for words, level in LEVELS if re.search(words, titles.lower())), Level.BASIC)
    activity = "внеурочн" in titles.lower()
    told |= {
        "kind": CurriculumKind.EXTRACURRICULAR if activity else CurriculumKind.SCHOOL, "level": level,
        "name": str(level.label).split(" (")[0], "first_year": min(terms, default=5),
        "terms": max(terms, default=9) - min(terms, default=5) + 1,
    }  # fmt: skip
    return told


def weeks_of(columns: list[layouts.Column]) -> dict[int, Decimal]:
    """Return the weeks that headings tell."""
    return {column.term: Decimal(column.weeks) for column in columns if column.term and column.weeks}


def packed(read: Read) -> str:
    """Return what was read, signed, for the next step."""
    return signing.dumps(
        {"organization": read.organization.pk, "file": read.file[:100], "layout": asdict(read.layout)},
        salt=SALT, compress=True,
    )  # fmt: skip


def roles_of(read: Read) -> list[tuple[str, str]]:
    """Return what a column may be."""
    base = [("", _("not read")), (layouts.CODE, _("Index")), (layouts.NAME, _("Name of the row"))]
    if read.layout.kind == layouts.COLLEGE:
        base += [(layouts.KIND, _("Kind of row")), (layouts.OPTIONAL, _("Of the part formed by the organisation"))]
        base += [(f"{layouts.CONTROL}{form.id}", form.name) for form in forms_of(read.organization.pk)]
    else:
        base += [(layouts.AREA, _("Subject area")), (layouts.FORMS, _("Control forms, by grade"))]
    return base + [(layouts.HOURS + kind, _("Hours: %(kind)s") % {"kind": kind.label}) for kind in HoursKind]


def shown(row: LoadedRow) -> dict[str, Any]:
    """Return an understood row as the preview shows it."""
    return {
        "at": row.at, "kind": ItemKind(row.kind).label, "code": row.code, "name": row.name, "depth": row.depth,
        "is_holder": row.is_holder, "hours": as_text(row.total) if row.total else "",
        "controls": len(row.controls), "optional": row.is_optional,
    }  # fmt: skip


@require_safe
def sample(request: HttpRequest, layout: str) -> HttpResponse:
    """Give a sample workbook of a layout."""
    if layout not in (layouts.COLLEGE, layouts.SCHOOL) or not lists.writable_places(
        person(request), timezone.localdate()
    ):
        raise Http404
    answer = HttpResponse(make_sample(layout), content_type=TYPES["xlsx"])
    name = "Образец учебного плана школы.xlsx" if layout == layouts.SCHOOL else "Образец учебного плана.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


@require_POST
def undo(request: HttpRequest, action: int) -> HttpResponse:
    """Take a loading back whole."""
    found = get_object_or_404(visible_plan_imports(person(request), timezone.localdate()), pk=action)
    try:
        undo_import(action=found, trace=trace_of(request))
    except CurriculumError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The loading is undone: its draft and the subjects it made are gone."))
    return redirect("curriculum:plans")
