from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class DiaryGlance(models.Model):
    """A reader's word that they have read a student's diary («с дневником ознакомлен», R2, R91).

    One row each time, never changed. `seen_until` is the moment up to which changes had been
    shown to the reader; what came later is still new to them.
    """

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="diary_glances")
    student = models.ForeignKey("contingent.Student", models.PROTECT, db_index=False, related_name="diary_glances")
    seen_until = models.DateTimeField(_("changes shown until"))
    seen_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading of a diary")
        verbose_name_plural = _("readings of diaries")
        indexes = [models.Index(fields=("student", "user", "-seen_at"), name="glance_student_user")]
        constraints = [
            models.CheckConstraint(name="shown_before_read", condition=models.Q(seen_until__lte=F("seen_at")))
        ]

    def __str__(self) -> str:
        return f"{self.student_id}: {self.seen_at:%d.%m.%Y}"
