from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from common.dated import Dated, ends_after_start, never_twice
from common.history import append_only, audited, needs_history, user_is_forgotten


class Appointment(Dated):
    """A person's role in an organisation: who gave it, by which order, from when, until when (R18–R21)."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="appointments")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    given_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="given_appointments")
    order = models.CharField(_("order"), max_length=120, blank=True)
    history = audited()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            ends_after_start("appointment_ends_after_start"),
            never_twice("appointment_once", "organization", "user", "role"),
        ]
        triggers = [needs_history("accounts_historicalappointment", "role", "starts", "ends")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"


append_only(Appointment.history.model, forgets=("order", "history_change_reason"), when=user_is_forgotten())
