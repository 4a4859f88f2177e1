from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.history import append_only, audited


class EntryPolicy(models.Model):
    """How long teachers of an organisation may enter marks.

    Window A: so many days after the lesson (R42, S3.2). Window B: so many days after the end of an
    attestation period, for marks of attestation (R43, S3.2).
    """

    DEFAULT_DAYS = 14
    DEFAULT_ATTESTATION_DAYS = 7
    LONGEST = 366

    organization = models.OneToOneField("accounts.Organization", models.PROTECT, related_name="entry_policy")
    entry_days = models.PositiveSmallIntegerField(
        _("days back"),
        default=DEFAULT_DAYS,
        help_text=_("Marks and attendance may be entered this many days after the lesson (R42)"),
    )
    attestation_days = models.PositiveSmallIntegerField(
        _("days after the end of a period"),
        default=DEFAULT_ATTESTATION_DAYS,
        db_default=DEFAULT_ATTESTATION_DAYS,
        help_text=_("Attestation marks may be entered this many days after the attestation period ends (R43)"),
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
