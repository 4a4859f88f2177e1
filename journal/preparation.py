"""Steps of the preparation that the journal knows: references as a whole, windows of entry (R33, R42, R43)."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Organization
from curriculum.preparation_steps import (
    BY_REFERENCES,
    REFERENCES,
    Found,
    Step,
    YearAsked,
    absent,
    address,
    found,
    page,
    register,
    table,
)
from journal.models import AbsenceReason, EntryPolicy, MarkScale, WorkKind
from schedule.models import BellSchedule, BellSlot


def look_at_references(asked: YearAsked) -> Found:
    """What has no step of its own: bells, scales with a default, kinds of work, reasons of absence (R33)."""
    own: dict[str, Any] = {"organization": OuterRef("pk")}
    silent = BellSchedule.objects.exclude(Exists(BellSlot.objects.filter(schedule=OuterRef("pk"))))
    bells, mute, scales, kinds, reasons = (
        Organization.objects.filter(pk=asked.organization.pk).values_list(
            Exists(BellSchedule.objects.filter(**own)),
            Exists(silent.filter(**own)),
            Exists(MarkScale.objects.filter(is_default=True, **own)),
            Exists(WorkKind.objects.filter(**own)),
            Exists(AbsenceReason.objects.open_on(asked.on).filter(**own)),
        )
    )[0]
    return found(
        sum((bells, scales, kinds, reasons)),
        absent("bells", gettext("no bell schedules"), not bells, table("bell-schedules")(asked)),
        absent("slots", gettext("a bell schedule without bells"), mute, table("bell-schedules", "slots")(asked)),
        absent("scales", gettext("no usual mark scale"), not scales, table("scales")(asked)),
        absent("kinds", gettext("no kinds of work"), not kinds, table("work-kinds")(asked)),
        absent("reasons", gettext("no reasons of absence"), not reasons, table("absence-reasons")(asked)),
    )


def look_at_windows(asked: YearAsked) -> Found:
    """How long marks may be entered is set: for lessons (A) and after an attestation period (B)."""
    many = EntryPolicy.objects.filter(organization=asked.organization).count()
    page = address("journal:policy")
    return found(many, absent("policy", gettext("windows of entry are not set"), not many, page))


register(
    Step("references", 10, _("References"), _("Complete and true: bells, scales, kinds of work, reasons of absence."),
         "R33", REFERENCES, BY_REFERENCES, Role.JOURNAL_ADMIN, look_at_references,
         lambda asked: address("curriculum:references", org=asked.organization.pk)),
    Step("windows", 100, _("Windows of entry"), _("A for lessons past, B after an attestation period."), "R42, R43",
         REFERENCES, BY_REFERENCES, Role.JOURNAL_ADMIN, look_at_windows, page("journal:policy")),
)  # fmt: skip
