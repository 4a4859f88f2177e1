import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.dated import Dated, ends_after_start, never_twice
from common.history import Guard

OUTLASTED = """
    IF NEW.ends IS NOT NULL AND EXISTS (
        SELECT 1 FROM accounts_appointment a
        WHERE a.organization_id = NEW.organization_id AND a.user_id = NEW.user_id
        AND (a.ends IS NULL OR a.ends > NEW.ends AND a.ends >= a.starts)
        AND NOT EXISTS (
            SELECT 1 FROM contingent_employee e
            WHERE e.organization_id = NEW.organization_id AND e.user_id = NEW.user_id
            AND greatest(a.starts, NEW.ends + 1) BETWEEN e.starts AND coalesce(e.ends, 'infinity')
        )
    ) THEN
        RAISE EXCEPTION 'an appointment outlasts the employment %', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
"""


class Employee(Dated):
    """A person on an organisation's staff, from the day taken on to the day they leave (R36).

    The database refuses a last day that an appointment of theirs outlasts (R19–R21).
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="employees")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="employments")
    position = models.CharField(_("position"), max_length=200, blank=True)
    leaving_order = models.CharField(_("order of leaving"), max_length=120, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        constraints = [
            ends_after_start("employee_ends_after_start"),
            never_twice("employee_once", "organization", "user"),
        ]
        triggers = [
            Guard(
                name="appointments_end_too",
                operation=pgtrigger.UpdateOf("ends"),  # type: ignore[no-untyped-call]
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func=OUTLASTED,
            )
        ]

    def __str__(self) -> str:
        return self.user.short_name
