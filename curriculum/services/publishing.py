"""What an organisation shows to anyone: documents published and withdrawn, acts and their versions (R3, R6)."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit import Trace
from accounts.models import Organization
from common.files import sniff
from curriculum.enums import DocumentState
from curriculum.errors import NotAllowed, PublishingRefused
from curriculum.models import Curriculum, LocalAct, LocalActVersion, StudyCalendar, WorkProgram
from curriculum.publish_access import CALENDARS, CURRICULA, KEPT, PROGRAMS, publishing_organizations

ADDRESS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_BYTES = 20 * 1024 * 1024


@transaction.atomic
def set_address(*, organization: int, address: str, trace: Trace) -> Organization:
    """Give the organisation its name in public addresses; an empty one closes its public pages.

    Other sites link to the pages, so an address that anything is published under is closed or
    changed only by its own press on the button: no other change touches it.
    """
    place = _own(organization, trace)
    wanted = address.strip().lower()
    if wanted and not ADDRESS.fullmatch(wanted):
        raise PublishingRefused(_("An address holds small Latin letters, digits and hyphens between them."))
    if Organization.objects.filter(slug=wanted).exclude(pk=place.pk).exists():
        raise PublishingRefused(_("Another organisation has this address. Choose one of your own."))
    place.slug = wanted or None
    place.save(update_fields=["slug"])
    return place


def _documents(kind: str, place: Organization) -> Any:
    if kind == CURRICULA:
        return Curriculum.objects.filter(organization=place)
    if kind == CALENDARS:
        return StudyCalendar.objects.filter(academic_year__organization=place)
    if kind == PROGRAMS:
        return WorkProgram.objects.filter(organization=place)
    raise PublishingRefused(_("There are no such documents."))


@transaction.atomic
def publish(*, organization: int, kind: str, documents: Collection[int], trace: Trace) -> int:
    """Show the documents to anyone; return how many were not shown before.

    A curriculum and a programme are shown when they are approved: a draft among them refuses all,
    and its number is named.
    """
    rows = _documents(kind, _own(organization, trace)).filter(pk__in=documents)
    if kind != CALENDARS:
        drafts = rows.exclude(state__in=KEPT).count()
        if drafts:
            raise PublishingRefused(
                ngettext(
                    "%(n)d document is not approved yet. Nothing is published: approve it or leave it out.",
                    "%(n)d documents are not approved yet. Nothing is published: approve them or leave them out.",
                    drafts,
                )
                % {"n": drafts}
            )
    shown: int = rows.filter(published_at=None).update(published_at=trace.now)
    return shown


@transaction.atomic
def withdraw(*, organization: int, kind: str, documents: Collection[int], trace: Trace) -> int:
    """Show the documents to nobody any more; return how many were shown."""
    rows = _documents(kind, _own(organization, trace)).filter(pk__in=documents)
    hidden: int = rows.filter(published_at__isnull=False).update(published_at=None)
    return hidden


@transaction.atomic
def publish_approved(*, organization: int, trace: Trace) -> int:
    """Show everything that is approved and not shown yet, and all calendars; return how many."""
    place = _own(organization, trace)
    shown: int = _documents(CALENDARS, place).filter(published_at=None).update(published_at=trace.now)
    for kind in (CURRICULA, PROGRAMS):
        ready = _documents(kind, place).filter(published_at=None, state=DocumentState.APPROVED)
        shown += ready.update(published_at=trace.now)
    return shown


@transaction.atomic
def add_act(*, organization: int, title: str, trace: Trace) -> LocalAct:
    """Add a local act; it is shown when it has its first version."""
    place = _own(organization, trace)
    if LocalAct.objects.filter(organization=place, title=title).exists():
        raise PublishingRefused(_("There is such an act already: add a new version to it."))
    return LocalAct.objects.create(organization=place, title=title)


@transaction.atomic
def add_act_version(
    *, act: LocalAct, file: Any, order: str, in_force_from: date, changes: str, trace: Trace
) -> LocalActVersion:
    """Publish a version of a local act; the ones before it stay readable and are never overwritten (R6).

    Raises `PublishingRefused` for what is not a PDF of at most 20 MB.
    """
    _own(act.organization_id, trace)
    check_pdf(file)
    last = LocalAct.objects.select_for_update().filter(pk=act.pk).aggregate(last=Max("versions__number"))["last"]
    number = (last or 0) + 1
    return LocalActVersion.objects.create(
        act=act, number=number, file=File(file, f"{act.pk}-{number}.pdf"), order=order, in_force_from=in_force_from,
        published_at=trace.now, published_by=trace.actor, changes=changes,
    )  # fmt: skip


def check_pdf(file: Any) -> None:
    """Refuse what is not a PDF by what is inside it, or is too large."""
    if file.size > MOST_BYTES:
        raise PublishingRefused(
            _("The file is larger than 20 MB: make it smaller, without scans at a high resolution.")
        )
    if not sniff(file, ("pdf",)):
        raise PublishingRefused(_("This is not a PDF. Save the document as PDF and choose it again."))


def _own(organization: int, trace: Trace) -> Organization:
    place = Organization.objects.get(pk=organization)
    if not publishing_organizations(trace.actor, place.local_day(trace.now)).filter(pk=place.pk).exists():
        raise NotAllowed(_("The administration of the organisation keeps its public pages."))
    return place
