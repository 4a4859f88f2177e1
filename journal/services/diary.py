"""A reader's word that they have read a diary."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contingent.access import diary_students
from journal.errors import NotAllowed
from journal.models import DiaryGlance


@transaction.atomic
def acknowledge_diary(*, student: int, until: datetime, actor: User, now: datetime) -> DiaryGlance:
    """Note that the actor has read the changes of the diary that were shown up to `until`.

    What came after `until` stays new to them. Pressing again never brings old changes back.
    Raises `NotAllowed` when the diary is not the actor's own: who reads it on duty
    acknowledges nothing.
    """
    if not diary_students(actor, timezone.localdate(now)).filter(pk=student).exists():
        raise NotAllowed(_("Only the student and their representatives acknowledge the diary."))
    last = DiaryGlance.objects.filter(student=student, user=actor).order_by("-seen_at").first()
    until = max(min(until, now), last.seen_until if last else until)
    return DiaryGlance.objects.create(student_id=student, user=actor, seen_until=min(until, now), seen_at=now)
