from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from common.dated import Dated, DatedQuerySet


class Delegated(UserObjectPermissionBase, Dated):
    """A right to one object that no fact carries: given to a person by someone, until a day, for a reason.

    A direct foreign key `content_object` names the object (decision 5). It may be ended before its last
    day; what was given and ended stays. Rows are asked for by day: guardian's own shortcuts, which know
    no days, have no place here.
    """

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("to whom"))
    permission = models.ForeignKey("auth.Permission", models.PROTECT, related_name="+", db_index=False)
    given_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField(_("given at"))
    reason = models.CharField(_("reason"), max_length=100)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = DatedQuerySet.as_manager()  # type: ignore[assignment,misc]
    if TYPE_CHECKING:
        content_object: Any
        content_object_id: int

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.content_object_id}: {self.user_id}"
