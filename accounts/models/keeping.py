from django.db import models
from django.utils.translation import gettext_lazy as _

from common.history import append_only


class KeepingChange(models.Model):
    """One change of how long an organisation keeps people by name: who, when, before and after, why (152-ФЗ, art. 5).

    The database refuses to change or delete a row.
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="keeping_changes")
    before = models.PositiveSmallIntegerField(_("before"))
    after = models.PositiveSmallIntegerField(_("after"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField(_("changed at"))
    address = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = _("change of the term of keeping")
        verbose_name_plural = _("changes of the term of keeping")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.before} → {self.after}"


append_only(KeepingChange)
