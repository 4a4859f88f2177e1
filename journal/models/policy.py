from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.history import append_only, audited


class EntryPolicy(models.Model):
    """How far back teachers of an organisation may enter marks (window A, R42, S3.2)."""

    DEFAULT_DAYS = 14
    LONGEST = 366

    organization = models.OneToOneField("accounts.Organization", models.PROTECT, related_name="entry_policy")
    entry_days = models.PositiveSmallIntegerField(
        _("days back"),
        default=DEFAULT_DAYS,
        help_text=_("Marks and attendance may be entered this many days after the lesson (R42)"),
    )
    history = audited()

    class Meta:
        verbose_name = _("entry policy")
        verbose_name_plural = _("entry policies")

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.entry_days}"

    def open_since(self, today: date) -> date:
        """Return the earliest day for which entries are still open today."""
        return today - timedelta(days=self.entry_days)


append_only(EntryPolicy.history.model)
