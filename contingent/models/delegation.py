from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Delegated
from common.dated import ends_after_start, never_twice
from common.history import append_only, audited, needs_history, user_is_forgotten


class GroupDelegation(Delegated):
    """A group that a person on the staff reads as its curator does, though it is not theirs."""

    content_object = models.ForeignKey("contingent.StudyGroup", models.PROTECT, related_name="delegations")
    history = audited(no_db_index=["content_object", "user"])

    class Meta:
        verbose_name = _("delegated group")
        verbose_name_plural = _("delegated groups")
        constraints = [
            ends_after_start("group_delegation_ends_after_start"),
            never_twice("group_delegation_once", "user", "permission", "content_object"),
        ]
        triggers = [needs_history("contingent_historicalgroupdelegation", "starts", "ends", "ended_by_id")]


class StudentDelegation(Delegated):
    """A student whose card and diary a person on the staff reads, though no fact gives them that."""

    content_object = models.ForeignKey("contingent.Student", models.PROTECT, related_name="delegations")
    history = audited(no_db_index=["content_object", "user"])

    class Meta:
        verbose_name = _("delegated student")
        verbose_name_plural = _("delegated students")
        constraints = [
            ends_after_start("student_delegation_ends_after_start"),
            never_twice("student_delegation_once", "user", "permission", "content_object"),
        ]
        triggers = [needs_history("contingent_historicalstudentdelegation", "starts", "ends", "ended_by_id")]


WORDS = ("reason", "history_change_reason")
append_only(GroupDelegation.history.model, forgets=WORDS, when=user_is_forgotten())
append_only(
    StudentDelegation.history.model,
    forgets=WORDS,
    when=f"({user_is_forgotten()} OR EXISTS (SELECT 1 FROM contingent_student s"  # noqa: S608
    " JOIN accounts_user u ON u.id = s.user_id WHERE s.id = OLD.content_object_id AND u.anonymised_at IS NOT NULL))",
)
