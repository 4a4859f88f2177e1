from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.closing import ClosingQuerySet
from common.dated import Dated, NewestFirst, ends_after_start, never_twice
from common.history import append_only, audited, needs_history
from common.sql import NaturalKey, SortKey
from contingent.enums import GroupKind


class StudyGroup(models.Model):
    """Those who are taught together: a home group or class, a subgroup, a stream, an activity (R45)."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="study_groups")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=GroupKind.choices, default=GroupKind.HOME)
    level = models.PositiveSmallIntegerField(_("year or parallel"), default=1)
    specialty = models.CharField(_("specialty"), max_length=200, blank=True)
    division = models.CharField(
        _("divided for"),
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text=_("What the home group is divided for: in subgroups of one division a student is in one only"),
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    sources = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="derived_groups",
        help_text=_("Home groups whose students a subgroup, stream or activity is drawn from"),
    )
    sort_key = models.GeneratedField(expression=NaturalKey("name"), output_field=models.TextField(), db_persist=True)
    search_key = models.GeneratedField(expression=SortKey("name"), output_field=models.TextField(), db_persist=True)

    objects = ClosingQuerySet.as_manager()
    closing_day_serves = True

    class Meta:
        verbose_name = _("study group")
        verbose_name_plural = _("study groups")
        permissions = [("read_group", "Can read the group as its curator does")]
        indexes = [GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="group_search_key_trgm")]
        constraints = [
            models.UniqueConstraint(fields=("id", "kind"), name="study_group_kind"),
            models.UniqueConstraint(
                fields=("organization", "name"),
                name="study_group_name_unique",
                condition=Q(closed_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Dated):
    """A student in a study group from a day to a day, by an order; one home group on any day.

    `group_kind` repeats the group's kind: the database holds the two together by a foreign
    key, so that it can refuse a second home group itself.
    """

    student = models.ForeignKey("contingent.Student", models.PROTECT, related_name="memberships")
    # The foreign key with the kind says it already.
    group = models.ForeignKey("contingent.StudyGroup", models.PROTECT, related_name="memberships", db_constraint=False)
    group_kind = models.CharField(max_length=10, choices=GroupKind.choices, default=GroupKind.HOME)
    order = models.CharField(_("order"), max_length=120, blank=True)
    history = audited(no_db_index=["group"])

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            ends_after_start("membership_ends_after_start"),
            # Of home groups the second says it already: two such indexes would cost twice in a load of thousands.
            never_twice("membership_once", "student", "group", condition=~Q(group_kind=GroupKind.HOME)),
            never_twice("one_home_group", NewestFirst("student"), condition=Q(group_kind=GroupKind.HOME)),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} → {self.group_id}"


append_only(
    Membership.history.model,
    forgets=("order", "history_change_reason"),
    when="EXISTS (SELECT 1 FROM contingent_student s JOIN accounts_user u ON u.id = s.user_id"
    " WHERE s.id = OLD.student_id AND u.anonymised_at IS NOT NULL)",
)


class Curatorship(Dated):
    """The employee in charge of a home group: one on any day (R11)."""

    group = models.ForeignKey("contingent.StudyGroup", models.PROTECT, related_name="curatorships")
    employee = models.ForeignKey("contingent.Employee", models.PROTECT, related_name="curatorships")
    history = audited(guarded=True, no_db_index=["employee"])

    class Meta:
        verbose_name = _("curator")
        verbose_name_plural = _("curators")
        constraints = [
            ends_after_start("curatorship_ends_after_start"),
            never_twice("one_curator", "group"),
        ]
        triggers = [needs_history("contingent_historicalcuratorship", "starts", "ends", "employee_id")]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.employee_id}"


append_only(Curatorship.history.model)
