from django.db import models
from django.utils.translation import gettext_lazy as _


class MailChoice(models.Model):
    """Whether a person wants a kind of message by e-mail too; no row means yes."""

    user = models.ForeignKey("accounts.User", models.CASCADE, db_index=False, related_name="mail_choices")
    kind = models.CharField(_("kind"), max_length=40)
    by_mail = models.BooleanField(_("by e-mail"), default=True)

    class Meta:
        verbose_name = _("choice of e-mail")
        verbose_name_plural = _("choices of e-mail")
        constraints = [models.UniqueConstraint(fields=("user", "kind"), name="one_choice_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.by_mail}"
