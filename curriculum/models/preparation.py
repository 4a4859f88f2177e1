from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.history import append_only, audited


class StepCheck(models.Model):
    """That a step of the year's preparation was checked: signed with name and moment (R33, R8).

    `step` is the code under which a room registered it. `lacked` tells how many rows lacked what
    when it was signed: what lacks more since has changed. A signature taken back stays in the history.
    """

    academic_year = models.ForeignKey("curriculum.AcademicYear", models.PROTECT, related_name="step_checks")
    step = models.CharField(_("step"), max_length=40)
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("signed at"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    lacked: "models.JSONField[Any, Any]" = models.JSONField(default=dict, db_default={})
    history = audited()

    class Meta:
        verbose_name = _("checked step")
        verbose_name_plural = _("checked steps")
        constraints = [models.UniqueConstraint(fields=("academic_year", "step"), name="step_signed_once")]

    def __str__(self) -> str:
        return f"{self.academic_year_id}: {self.step}"


append_only(StepCheck.history.model)


class StepTerm(models.Model):
    """By when a step is due and who answers for it, where the organisation differs from the regulation."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="step_terms")
    step = models.CharField(_("step"), max_length=40)
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"))
    answers = models.ForeignKey(
        "contingent.Employee", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who answers")
    )

    class Meta:
        verbose_name = _("term of a step")
        verbose_name_plural = _("terms of steps")
        constraints = [
            models.UniqueConstraint(fields=("organization", "step"), name="step_term_once"),
            models.CheckConstraint(
                name="step_term_is_a_day",
                condition=models.Q(month__gte=1, month__lte=12, day__gte=1, day__lte=31),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.day:02}.{self.month:02}"


class PreparationAction(models.Model):
    """A large action of the preparation that can be undone until what it made is used.

    Copying references and plans into a year, moving groups up, forming courses, importing from
    Excel: `kind` names it, `made` tells what it wrote so that undoing takes back exactly that.
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="preparation_actions")
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=300)
    made: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    done_at = models.DateTimeField(_("done at"))
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("action of the preparation")
        verbose_name_plural = _("actions of the preparation")
        indexes = [models.Index(fields=("organization", "-done_at"), name="preparation_action_latest")]

    def __str__(self) -> str:
        return self.title


class LocalAct(models.Model):
    """A local act of the organisation, the regulation of the journal among them (R6)."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="local_acts")
    title = models.CharField(_("title"), max_length=300)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)

    class Meta:
        verbose_name = _("local act")
        verbose_name_plural = _("local acts")
        ordering = ["organization", "position", "title"]
        constraints = [models.UniqueConstraint(fields=("organization", "title"), name="local_act_once")]

    def __str__(self) -> str:
        return self.title


class LocalActVersion(models.Model):
    """A version of a local act: approved by an order, in force from a day; it is never overwritten."""

    act = models.ForeignKey("curriculum.LocalAct", models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(_("file"), upload_to="acts/%Y", max_length=200)
    order = models.CharField(_("order"), max_length=120)
    in_force_from = models.DateField(_("in force from"))
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    changes = models.CharField(_("what changed"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("version of a local act")
        verbose_name_plural = _("versions of local acts")
        ordering = ["act", "-number"]
        constraints = [models.UniqueConstraint(fields=("act", "number"), name="local_act_version_once")]

    def __str__(self) -> str:
        return f"{self.act_id}, {self.number}"
