from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contingent.enums import ImportStatus


class ImportBatch(models.Model):
    """One workbook of students and representatives: checked, then loaded as a whole, or undone (R22).

    The file itself is not kept, nor any column that is not loaded. `sheets` tells how the sheets
    were understood, `rows` what was read, `plan` what will come of every row, `done` what was
    made and changed, so that it can be undone. What was only checked is
    purged with time; what was loaded loses its rows a month later, what was undone at once (R5).
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="imports")
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("checked at"))
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(max_length=64)
    starts = models.DateField(_("in the groups from"))
    contacts_optional = models.BooleanField(_("students may have no contacts"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=ImportStatus.choices, default=ImportStatus.CHECKED)
    counts = models.JSONField(default=dict)
    sheets = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    plan = models.JSONField(default=dict)
    differences = models.JSONField(default=list)
    done = models.JSONField(default=dict)
    applied_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(_("loaded at"), null=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("loading from a workbook")
        verbose_name_plural = _("loadings from workbooks")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=("organization", "-uploaded_at"), name="import_latest")]
        constraints = [
            models.CheckConstraint(
                name="import_status_dated",
                condition=Q(status=ImportStatus.CHECKED, applied_at=None, undone_at=None)
                | Q(status=ImportStatus.APPLIED, applied_at__isnull=False, undone_at=None)
                | Q(status=ImportStatus.UNDONE, applied_at__isnull=False, undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
