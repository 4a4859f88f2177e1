from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import ConsentKind


class Consent(models.Model):
    """What a person, or whoever answers for them, has agreed to, in the words they saw (152-ФЗ, R5, R12).

    It is withdrawn, never deleted. One given on paper tells the `document` and who entered it.
    """

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="consents")
    given_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="given_consents")
    kind = models.CharField(_("consent"), max_length=20, choices=ConsentKind.choices)
    text = models.TextField(_("text"))
    given_at = models.DateTimeField(_("given at"))
    document = models.CharField(_("document"), max_length=200, blank=True, db_default="")
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(
                name="consent_withdrawn_after",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__gte=F("given_at"), withdrawn_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person_id}"
