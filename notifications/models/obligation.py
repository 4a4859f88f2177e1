from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.enums import ObligationOutcome


class ObligationTerm(models.Model):
    """How many days an organisation gives for an obligation, instead of the regulation's number."""

    LONGEST = 60

    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, db_index=False, related_name="obligation_terms"
    )
    kind = models.CharField(_("obligation"), max_length=40)
    days = models.PositiveSmallIntegerField(_("days"))

    class Meta:
        verbose_name = _("term of an obligation")
        verbose_name_plural = _("terms of obligations")
        constraints = [
            models.UniqueConstraint(fields=("organization", "kind"), name="one_term_per_kind"),
            models.CheckConstraint(name="term_is_sensible", condition=Q(days__lte=60)),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"


class Obligation(models.Model):
    """Something that the regulation asked of someone by a time, and that was not done by then (R4).

    One row for one debt: it is closed when the debt is paid and opened again, without a second
    reminder, when what was done is undone.
    """

    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, db_index=False, related_name="obligations"
    )
    kind = models.CharField(_("obligation"), max_length=40)
    subject = models.BigIntegerField(_("what about"))
    user = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="obligations")
    due_at = models.DateTimeField(_("due"))
    opened_at = models.DateTimeField(_("noticed at"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=ObligationOutcome.choices, blank=True)

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            models.UniqueConstraint(fields=("kind", "subject", "user"), name="one_obligation_per_debt"),
            models.CheckConstraint(
                name="closed_with_outcome",
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=("organization", "kind"),
                name="obligation_open",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(fields=("user",), name="obligation_open_of", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
