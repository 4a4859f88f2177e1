import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contingent.enums import ChangeKind, SyncState

UNDER_WAY = (SyncState.WAITING, SyncState.FETCHING, SyncState.CHECKING, SyncState.APPLYING)
# A task lives a quarter of an hour at most; what is under way longer was lost with its worker.
LOST_AFTER = timedelta(minutes=30)


def lost(now: datetime) -> Q:
    """Return the condition that a run was lost with its worker."""
    return Q(state__in=UNDER_WAY, asked_at__lte=now - LOST_AFTER)


def at_work(now: datetime) -> Q:
    """Return the condition that a run is under way and not lost."""
    return Q(state__in=UNDER_WAY, asked_at__gt=now - LOST_AFTER)


class SyncRun(models.Model):
    """One synchronisation of one source: fetched whole, compared, applied as a whole or not at all (X1, X2).

    One at a time in an organisation. `token` marks the history rows it writes. `kept` holds while
    the batch and the values before are there: a month; then it can no longer be rolled back (R5).
    `started_at` is when a worker took it up (once more after a person's word), `fetched_at` when its batch was whole.
    """

    source = models.ForeignKey("contingent.SyncSource", models.PROTECT, related_name="runs")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="sync_runs")
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked for at"))
    state = models.CharField(_("state"), max_length=12, choices=SyncState.choices, default=SyncState.WAITING)
    full = models.BooleanField(_("everybody"), default=True)
    decision = models.BooleanField(_("after a decision on a doubtful pair"), default=False)
    # Names of the files given by hand; such a run shows everything it would change and waits for a word.
    files = models.CharField(_("files"), max_length=500, blank=True)
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    counts = models.JSONField(default=dict)
    asks = models.JSONField(default=list)
    confirmed = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    cursor = models.CharField(max_length=200, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(_("began"), null=True)
    fetched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    rolled_back_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    rolled_back_at = models.DateTimeField(null=True)
    kept = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("synchronisation")
        verbose_name_plural = _("synchronisations")
        ordering = ["-pk"]
        indexes = [models.Index(fields=("source", "-id"), name="sync_run_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=("organization",), name="sync_one_at_a_time", condition=Q(state__in=UNDER_WAY)
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def is_lost(self, now: datetime) -> bool:
        """Whether it was lost with its worker: as `lost` asks of the database."""
        return self.state in UNDER_WAY and self.asked_at <= now - LOST_AFTER

    @property
    def lasted(self) -> timedelta | None:
        """How long it was at work; nothing of one under way, or found lost long after its worker was."""
        if self.state in UNDER_WAY or not self.started_at or not self.ended_at:
            return None
        lasted = self.ended_at - self.started_at
        return lasted if timedelta() < lasted < LOST_AFTER else None


class SyncRecord(models.Model):
    """One record as it was sent, and in the neutral form the comparison reads; purged after a month (R5).

    Written by COPY, hundreds of thousands at once: no constraint of a foreign key is checked.
    `problems` are the codes of why it was set aside.
    """

    run: Any = models.ForeignKey(
        "contingent.SyncRun", models.DO_NOTHING, related_name="records", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=14)
    key = models.CharField(max_length=250)
    person = models.CharField(max_length=120, default="")
    last_name = models.CharField(max_length=100, default="")
    first_name = models.CharField(max_length=100, default="")
    patronymic = models.CharField(max_length=100, default="")
    email = models.CharField(max_length=254, default="")
    phone = models.CharField(max_length=20, default="")
    birth_date = models.DateField(null=True)
    # A student's form of study, a tie's kind, an employee's position, a group's name.
    title = models.CharField(max_length=200, default="")
    group = models.CharField(max_length=120, default="")
    # An order; a group's specialty.
    note = models.CharField(max_length=200, default="")
    # A group's curator, a tie's student, what kind is gone.
    other = models.CharField(max_length=120, default="")
    level = models.PositiveSmallIntegerField(null=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    raw = models.JSONField(default=dict)
    digest = models.CharField(max_length=32, default="")
    problems = models.JSONField(default=list)

    class Meta:
        verbose_name = _("record of a source")
        verbose_name_plural = _("records of a source")
        indexes = [models.Index(fields=("run", "kind"), name="sync_record_run")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SyncChange(models.Model):
    """What a run made of one object: what its report shows and its rolling back reads.

    `person`, `group` and `object` are numbers without constraint: what a run made is deleted when
    it is rolled back, its report stays. Names and values are emptied after a month (R5).
    """

    run: Any = models.ForeignKey(
        "contingent.SyncRun", models.DO_NOTHING, related_name="changes", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    model = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    new_person = models.BooleanField(default=False)
    who = models.CharField(max_length=310, default="")
    field = models.CharField(max_length=20, default="")
    before = models.TextField(default="")
    after = models.TextField(default="")

    class Meta:
        verbose_name = _("change of a synchronisation")
        verbose_name_plural = _("changes of a synchronisation")
        indexes = [models.Index(fields=("run", "kind", "id"), name="sync_change_run")]

    def __str__(self) -> str:
        return f"{self.kind} {self.model} {self.object_id}"
