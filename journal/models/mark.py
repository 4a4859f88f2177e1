from django.db import models
from django.utils.translation import gettext_lazy as _

from common.history import append_only, audited, needs_history, never_emptied


class Mark(models.Model):
    """One student's result for one work (R60): at most one, in a code of the work's scale.

    `scale` repeats the work's scale: foreign keys of two columns hold work, scale and grade together.
    """

    work = models.ForeignKey("journal.Work", models.PROTECT, db_index=False, db_constraint=False, related_name="marks")
    student = models.ForeignKey("contingent.Student", models.PROTECT, related_name="marks")
    scale = models.ForeignKey(
        "journal.MarkScale", models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    grade = models.ForeignKey(
        "journal.ScaleGrade",
        models.PROTECT,
        db_index=False,
        db_constraint=False,
        related_name="marks",
    )
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="given_marks")
    updated_at = models.DateTimeField(_("changed at"))
    history = audited(guarded=True, no_db_index=["scale", "grade", "author"])

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [models.UniqueConstraint(fields=("work", "student"), name="one_mark_per_work")]
        triggers = [needs_history("journal_historicalmark", "grade_id", "comment", "work_id"), never_emptied()]

    def __str__(self) -> str:
        return f"{self.grade_id}"


append_only(
    Mark.history.model,
    forgets="comment",
    when="EXISTS (SELECT 1 FROM contingent_student s JOIN accounts_user u ON u.id = s.user_id"
    " WHERE s.id = OLD.student_id AND u.anonymised_at IS NOT NULL)",
)
