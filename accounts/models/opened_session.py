from django.db import models
from django.utils.translation import gettext_lazy as _


class OpenedSession(models.Model):
    """Whose a session is, and from where it was opened: written at the sign-in alone, gone with the session."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="opened_sessions")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    began_at = models.DateTimeField(_("signed in at"))
    address = models.GenericIPAddressField(_("address"), null=True)
    agent = models.CharField(_("browser"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("open session")
        verbose_name_plural = _("open sessions")
        indexes = [models.Index(fields=("user", "-began_at"), name="opened_session_of")]

    def __str__(self) -> str:
        return f"{self.pk}"
