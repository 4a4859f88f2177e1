from django.db import models
from django.utils.translation import gettext_lazy as _


class CaughtMail(models.Model):
    """A mail of the demo: shown on a page instead of being sent.

    `message_id` is unique: a mail handed over twice after a break is caught once, as a mail
    program shows it once.
    """

    message_id = models.CharField(max_length=200, unique=True)
    organization = models.ForeignKey(
        "accounts.Organization", models.CASCADE, null=True, db_index=False, related_name="+"
    )
    recipient = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="+")
    address = models.EmailField(_("to"), max_length=254)
    title = models.CharField(_("heading"), max_length=200)
    text = models.TextField(_("text"))
    caught_at = models.DateTimeField(_("caught at"), auto_now_add=True)

    class Meta:
        verbose_name = _("caught mail")
        verbose_name_plural = _("caught mail")
        indexes = [models.Index(fields=("organization", "-caught_at"), name="caught_of_organization")]

    def __str__(self) -> str:
        return self.title
