from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class GroupCheck(models.Model):
    """A curator's word that a group is composed as it should be (R49, T3.2.3).

    `about` is the day whose composition was looked at: in summer that of 1 September. `students`
    are those who were in the group then: whoever has come or left since shows against them.
    A check that was taken back stays, with who took it back.
    """

    group = models.ForeignKey("contingent.StudyGroup", models.PROTECT, related_name="checks")
    checked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("checked at"))
    about = models.DateField(_("composition of the day"))
    students = models.JSONField(default=list)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        verbose_name = _("check of a group")
        verbose_name_plural = _("checks of groups")
        indexes = [models.Index(fields=("group", "-checked_at"), name="group_check_latest")]
        constraints = [
            models.CheckConstraint(
                name="group_check_withdrawn_by_someone",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.checked_at:%d.%m.%Y}"
