import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import AccessAction
from common.history import Guard

KEPT = "5 years"


class AccessRecord(models.Model):
    """Somebody opened or exported somebody's personal data (152-ФЗ, R5): who, when, whose, from where.

    Kept apart: numbers without constraints, so that it neither holds a name nor is touched by what
    becomes of the rows. `subject_kind` is one of the registered ones (`accounts.access_log`). The
    database refuses any change of a row, and taking one out before its term is over.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField(_("when"))
    user_id = models.BigIntegerField(_("who"))
    organization_id = models.BigIntegerField(null=True)
    action = models.CharField(_("action"), max_length=8, choices=AccessAction.choices)
    subject_kind = models.CharField(max_length=16)
    subject_id = models.BigIntegerField()
    page = models.CharField(_("page"), max_length=60)
    address = models.GenericIPAddressField(_("address"), null=True)

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("accesses to personal data")
        indexes = [
            models.Index(fields=("organization_id", "-at"), name="access_latest"),
            models.Index(fields=("subject_kind", "subject_id", "-at"), name="access_of_subject"),
            models.Index(fields=("user_id", "-at"), name="access_by_user"),
        ]
        triggers = [
            Guard(
                name="append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=f"""
                    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '{KEPT}' THEN
                        RETURN OLD;
                    END IF;
                    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
                """,
            ),
            Guard(
                name="never_emptied",
                operation=pgtrigger.Truncate,
                when=pgtrigger.Before,
                level=pgtrigger.Statement,
                func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_id}"
