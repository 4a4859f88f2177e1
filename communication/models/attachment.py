from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from communication.enums import FileKind


def place_of(attachment: "Attachment", name: str) -> str:
    """Return where the file lies: a name of ours alone, nothing of what the sender called it."""
    return f"questions/{attachment.at:%Y-%m}/{uuid4()}.{attachment.kind}"


class Attachment(models.Model):
    """A file with a question or with what was added to it: a screenshot, a photo, a document (R31).

    It lies in the private storage and is given only by a page that asks whose it is. `entry` is the
    words it was sent with; with none it belongs to the question itself.
    """

    question = models.ForeignKey("communication.Question", models.CASCADE, related_name="attachments")
    entry = models.ForeignKey("communication.Entry", models.CASCADE, null=True, related_name="attachments")
    author = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(_("name of the file"), max_length=120)
    kind = models.CharField(_("kind"), max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField(_("size, bytes"))
    file = models.FileField(upload_to=place_of, max_length=120)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
