from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schedule.enums import TAKES_RECORD, LessonFormat, LessonStatus


class Lesson(models.Model):
    """One dated occurrence of a course: when, where, by whom, and what became of it.

    `teacher` is who gives this lesson: on a substitution it is the substitute (R61).
    """

    course = models.ForeignKey("curriculum.Course", models.PROTECT, db_index=False, related_name="lessons")
    date = models.DateField(_("date"))
    number = models.PositiveSmallIntegerField(_("number"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    hours = models.PositiveSmallIntegerField(_("academic hours"), default=1, db_default=1)
    room = models.ForeignKey("schedule.Room", models.PROTECT, null=True, blank=True, related_name="lessons")
    teacher = models.ForeignKey("contingent.Employee", models.PROTECT, related_name="lessons")
    format = models.CharField(_("format"), max_length=10, choices=LessonFormat.choices, default=LessonFormat.IN_PERSON)
    status = models.CharField(_("status"), max_length=10, choices=LessonStatus.choices, default=LessonStatus.PLANNED)

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        indexes = [models.Index(fields=("teacher", "date"), name="lesson_teacher_date")]
        constraints = [
            models.UniqueConstraint(fields=("course", "date", "number"), name="lesson_time_once"),
            models.UniqueConstraint(fields=("id", "course"), name="lesson_of_course"),
            models.CheckConstraint(name="lesson_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}, {self.number}"

    @property
    def takes_record(self) -> bool:
        """Whether anything may be recorded of it: not of a cancelled, replaced or moved lesson."""
        return self.status in TAKES_RECORD


class LessonTopic(models.Model):
    """A topic of the work programme dealt out to a lesson (R69): several may share one, one may take several.

    `is_manual`: a person put it there, dealing out again leaves the lesson as it is.
    """

    lesson = models.ForeignKey("schedule.Lesson", models.CASCADE, db_index=False, related_name="topics")
    topic = models.ForeignKey("curriculum.Topic", models.PROTECT, related_name="lessons")
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1, default=1)
    is_manual = models.BooleanField(_("put there by hand"), default=False, db_default=False)

    class Meta:
        verbose_name = _("topic of a lesson")
        verbose_name_plural = _("topics of lessons")
        ordering = ["lesson", "position"]
        constraints = [
            models.UniqueConstraint(fields=("lesson", "topic"), name="lesson_topic_once"),
            models.CheckConstraint(name="lesson_topic_hours_positive", condition=Q(hours__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id}: {self.topic_id}"
