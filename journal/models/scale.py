from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MarkScale(models.Model):
    """A set of codes that marks are given in: 2–5, pass and fail, 100 points, letters."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="mark_scales")
    name = models.CharField(_("name"), max_length=80)
    is_default = models.BooleanField(_("used unless another is chosen"), default=False)

    class Meta:
        verbose_name = _("mark scale")
        verbose_name_plural = _("mark scales")
        constraints = [
            models.UniqueConstraint(fields=("organization", "name"), name="scale_name_once"),
            models.UniqueConstraint(fields=("organization",), name="one_default_scale", condition=Q(is_default=True)),
        ]

    def __str__(self) -> str:
        return self.name


class ScaleGrade(models.Model):
    """One code of a scale: its value in averages, whether it passes, whether it is only owed.

    A grade that is owed («.») promises a mark by the work's date and counts nowhere.
    """

    scale = models.ForeignKey("journal.MarkScale", models.PROTECT, related_name="grades")
    code = models.CharField(_("code"), max_length=8)
    title = models.CharField(_("meaning"), max_length=80)
    value = models.DecimalField(_("value"), max_digits=5, decimal_places=2, null=True, blank=True)
    passes = models.BooleanField(_("passes"), null=True, blank=True)
    counts = models.BooleanField(_("counts in the average"), default=True)
    is_owed = models.BooleanField(_("a mark is owed"), default=False)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ["scale", "position"]
        constraints = [
            models.UniqueConstraint(fields=("scale", "code"), name="grade_code_once"),
            models.UniqueConstraint(fields=("id", "scale"), name="grade_of_scale"),
            models.CheckConstraint(
                name="grade_counts_with_value",
                condition=Q(counts=False) | Q(value__isnull=False),
            ),
            models.CheckConstraint(name="owed_grade_counts_nowhere", condition=Q(is_owed=False) | Q(counts=False)),
        ]

    def __str__(self) -> str:
        return self.code
