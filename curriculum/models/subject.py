from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.closing import ClosingQuerySet
from common.sql import SortKey
from curriculum.enums import Level, SubjectKind


class Subject(models.Model):
    """What is taught, named as the standard (ФГОС) names it (R35)."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="subjects")
    code = models.CharField(_("code"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=16, choices=SubjectKind.choices)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices, blank=True, default="", db_default="")
    standard_name = models.CharField(
        _("name in the standard (ФГОС)"), max_length=300, blank=True, default="", db_default=""
    )
    closed_on = models.DateField(_("taught no more since"), null=True, blank=True)
    sort_key = models.GeneratedField(
        expression=SortKey("code", "name"), output_field=models.TextField(), db_persist=True
    )

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        indexes = [GinIndex(OpClass("sort_key", name="gin_trgm_ops"), name="subject_key_trgm")]
        constraints = [models.UniqueConstraint(fields=("organization", "code", "name"), name="subject_name_once")]

    def __str__(self) -> str:
        return self.name
