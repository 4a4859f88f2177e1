from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.dated import Dated, NewestFirst, ends_after_start, never_twice
from contingent.enums import StudyForm


class Student(Dated):
    """A person on an organisation's contingent (R22, R37): leavers are closed with a day, never deleted."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="students", db_index=False)
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="studies")
    outside_id = models.CharField(_("number in the contingent"), max_length=64, blank=True)
    form = models.CharField(_("form of study"), max_length=12, choices=StudyForm.choices, default=StudyForm.IN_PERSON)

    leaving_order = models.CharField(_("order of leaving"), max_length=120, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("student")
        verbose_name_plural = _("students")
        # With the person: of an organisation that the planner has not seen yet it would read all the rows.
        indexes = [models.Index(fields=("organization", "user"), name="student_of_organization")]
        permissions = [("read_student", "Can read the card and the diary")]
        constraints = [
            ends_after_start("student_ends_after_start"),
            never_twice("student_once", NewestFirst("user"), NewestFirst("organization")),
            models.UniqueConstraint(
                fields=("organization", "outside_id"),
                name="student_outside_id_unique",
                condition=~Q(outside_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.user.full_name
