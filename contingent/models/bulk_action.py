from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contingent.enums import BulkKind


class BulkAction(models.Model):
    """One change made to several people of a list at once, which can be taken back (R104).

    `asked` tells the day, the order and whatever else was asked for; `people` whom it changed;
    `done` what was made and changed, in the shape of a loading's, so that it can be undone.
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="bulk_actions")
    kind = models.CharField(_("action"), max_length=16, choices=BulkKind.choices)
    actor = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("made at"))
    asked = models.JSONField(default=dict)
    people = models.JSONField(default=list)
    done = models.JSONField(default=dict)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("change of several people")
        verbose_name_plural = _("changes of several people")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=("organization", "-at"), name="bulk_action_latest")]
        constraints = [
            models.CheckConstraint(
                name="bulk_action_undone_by_someone",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.pk}"
