from django.db import models
from django.utils.translation import gettext_lazy as _

from common.dated import Dated, NewestFirst, ends_after_start, never_twice
from contingent.enums import RepresentativeKind


class Representative(Dated):
    """A person who answers for a student, or whom a parent trusts with the diary (R12).

    `admitted_by` and `consent` tell which parent let a trusted person in, and in which words.
    """

    student = models.ForeignKey("contingent.Student", models.PROTECT, related_name="representatives")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="representations")
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=RepresentativeKind.choices,
        default=RepresentativeKind.PARENT,
    )
    admitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    consent = models.ForeignKey("accounts.Consent", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [
            ends_after_start("representative_ends_after_start"),
            never_twice("representative_once", NewestFirst("student"), NewestFirst("user")),
        ]

    def __str__(self) -> str:
        return self.user.full_name
