from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import CredentialKind


class Credential(models.Model):
    """Who was given a way to sign in, by whom, when and from where; or was freed of a lost second factor (R18, R26).

    The row is the answer for the act and is never deleted. Neither a password nor a link is in it: of a link
    only the digest is kept. It opens once and until its term.
    """

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="credentials")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("way"), max_length=12, choices=CredentialKind.choices)
    given_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(_("given at"))
    address = models.GenericIPAddressField(_("address"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    ends_at = models.DateTimeField(_("good until"), null=True)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("credentials given")
        verbose_name_plural = _("credentials given")
        indexes = [models.Index(fields=("user", "-given_at"), name="credential_latest")]
        constraints = [
            models.UniqueConstraint(fields=("digest",), name="credential_digest_once", condition=~Q(digest=""))
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.pk}"
