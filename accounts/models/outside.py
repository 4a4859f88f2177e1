from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import OutsideSystem


class OutsideIdentity(models.Model):
    """The number by which an outside system knows a person (X1–X4): people are matched by it, never by name alone."""

    system = models.CharField(_("system"), max_length=12, choices=OutsideSystem.choices)
    key = models.CharField(_("number there"), max_length=120)
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="outside_identities")

    class Meta:
        verbose_name = _("outside identity")
        verbose_name_plural = _("outside identities")
        constraints = [models.UniqueConstraint(fields=("system", "key"), name="outside_identity_once")]

    def __str__(self) -> str:
        return f"{self.get_system_display()}: {self.user_id}"
