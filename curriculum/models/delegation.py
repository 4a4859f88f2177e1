from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Delegated
from common.dated import ends_after_start, never_twice
from common.history import append_only, audited, needs_history, user_is_forgotten


class CourseDelegation(Delegated):
    """A page of the journal that a person on the staff reads or keeps, though it is not theirs by the load."""

    content_object = models.ForeignKey("curriculum.Course", models.PROTECT, related_name="delegations")
    history = audited(no_db_index=["content_object", "user"])

    class Meta:
        verbose_name = _("delegated page")
        verbose_name_plural = _("delegated pages")
        constraints = [
            ends_after_start("course_delegation_ends_after_start"),
            never_twice("course_delegation_once", "user", "permission", "content_object"),
        ]
        triggers = [needs_history("curriculum_historicalcoursedelegation", "starts", "ends", "ended_by_id")]


append_only(CourseDelegation.history.model, forgets=("reason", "history_change_reason"), when=user_is_forgotten())
