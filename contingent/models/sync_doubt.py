from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contingent.enums import PairState


class SetAside(models.Model):
    """A record that cannot go in, with its reasons, until the source mends it (R22).

    Shown to the journal administrator, and to the curator of its group.
    """

    source = models.ForeignKey("contingent.SyncSource", models.PROTECT, related_name="set_aside")
    kind = models.CharField(max_length=14)
    key = models.CharField(max_length=250)
    group = models.ForeignKey("contingent.StudyGroup", models.PROTECT, null=True, related_name="set_aside_records")
    who = models.CharField(max_length=310)
    reasons = models.JSONField(default=list)
    raw = models.JSONField(default=dict)
    since = models.DateTimeField(_("since"))
    mended_at = models.DateTimeField(_("mended at"), null=True)

    class Meta:
        verbose_name = _("record set aside")
        verbose_name_plural = _("records set aside")
        constraints = [
            models.UniqueConstraint(
                fields=("source", "kind", "key"), name="set_aside_once", condition=Q(mended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class DoubtfulPair(models.Model):
    """A person of a source and one known here who may be the same: a person decides, never a name alone.

    Until then nothing of that record goes in. `told` is what the source says of the person.
    """

    source = models.ForeignKey("contingent.SyncSource", models.PROTECT, related_name="pairs")
    key = models.CharField(_("number there"), max_length=120)
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="doubtful_pairs")
    told = models.JSONField(default=dict)
    alike = models.JSONField(default=list)
    found_at = models.DateTimeField(_("found at"))
    state = models.CharField(_("decision"), max_length=10, choices=PairState.choices, default=PairState.OPEN)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    run = models.ForeignKey("contingent.SyncRun", models.PROTECT, null=True, related_name="decided_pairs")

    class Meta:
        verbose_name = _("doubtful pair")
        verbose_name_plural = _("doubtful pairs")
        constraints = [models.UniqueConstraint(fields=("source", "key", "user"), name="doubtful_pair_once")]

    def __str__(self) -> str:
        return f"{self.key} / {self.user_id}"
