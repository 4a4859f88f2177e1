from django.db import models
from django.utils.translation import gettext_lazy as _

from common.history import append_only


class PersonChange(models.Model):
    """One change of a person's name, birthday or contacts: who, when, before and after (R104, decision 2).

    Made by hand, by a workbook or by an outside source (then `by` may be nobody). The database
    refuses to change or delete a row; once the person is anonymised the two values may be emptied
    (152-ФЗ).
    """

    person = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="changes")
    field = models.CharField(max_length=20)
    before = models.CharField(_("before"), max_length=254, blank=True)
    after = models.CharField(_("after"), max_length=254, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, null=True, related_name="+")
    at = models.DateTimeField(_("changed at"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = _("change of a person")
        verbose_name_plural = _("changes of people")
        indexes = [models.Index(fields=("person", "-at"), name="person_change_latest")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.field}"


append_only(
    PersonChange,
    forgets=("before", "after"),
    when="EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.person_id AND u.anonymised_at IS NOT NULL)",
)
