from django.db import models
from django.utils.translation import gettext_lazy as _

from common.dated import Dated, ends_after_start, never_twice


class Employee(Dated):
    """A person on an organisation's staff, from the day taken on to the day they leave (R36)."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="employees")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="employments")
    position = models.CharField(_("position"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        constraints = [
            ends_after_start("employee_ends_after_start"),
            never_twice("employee_once", "organization", "user"),
        ]

    def __str__(self) -> str:
        return self.user.short_name
