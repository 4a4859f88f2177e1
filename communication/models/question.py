from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communication.enums import STANDS, EntryKind, QuestionState

LONGEST = 4000


class Question(models.Model):
    """A question about the journal to those who help with it in an organisation (R31; T3.2.1, S4.1).

    `key` is made with the form: sent twice, it is one question. Where it was asked from is told by
    the path of the page and by the place of the menu it belongs to: the page's own heading and the
    query string may name a child and are not kept.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, db_index=False, related_name="questions")
    asker = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="questions")
    text = models.TextField(_("question"), max_length=LONGEST)
    role = models.CharField(_("role"), max_length=200, blank=True)
    page = models.CharField(_("page"), max_length=200, blank=True)
    place = models.CharField(_("section"), max_length=100, blank=True)
    browser = models.CharField(_("browser"), max_length=80, blank=True)
    screen = models.CharField(_("screen"), max_length=20, blank=True)
    asked_at = models.DateTimeField(_("when asked"))
    state = models.CharField(_("state"), max_length=10, choices=QuestionState.choices, default=QuestionState.OPEN)
    taken_by = models.ForeignKey(
        "accounts.User", models.PROTECT, db_index=False, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [
            models.Index(fields=("organization", "-changed_at"), name="question_of_organization"),
            models.Index(fields=("asker", "-changed_at"), name="question_of_asker"),
            models.Index(fields=("organization",), name="question_stands", condition=Q(state__in=STANDS)),
            models.Index(fields=("changed_at",), name="question_closed", condition=Q(state=QuestionState.CLOSED)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def first_words(self) -> str:
        """The beginning of the question, in one line."""
        words = " ".join(self.text.split())
        return words or "…" if len(words) <= 80 else f"{words[:79].rstrip()}…"


class Entry(models.Model):
    """What was said or done in the thread of a question; entries are only added.

    `outside` is the id of the developer's answer: told twice, it is one entry.
    """

    question = models.ForeignKey("communication.Question", models.CASCADE, db_index=False, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind.choices)
    author = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, null=True, blank=True, related_name="+")
    text = models.TextField(_("text"), max_length=LONGEST, blank=True)
    at = models.DateTimeField(_("at"))
    outside = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("entry of a thread")
        verbose_name_plural = _("entries of threads")
        constraints = [
            models.UniqueConstraint(
                fields=("question", "outside"), name="one_entry_per_answer", condition=~Q(outside="")
            ),
            models.CheckConstraint(
                name="developers_entry_has_no_author",
                condition=Q(kind__in=(EntryKind.DESK, EntryKind.REFUSED)) ^ Q(author__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=("question", "at", "id"), name="entry_of_question")]

    def __str__(self) -> str:
        return f"{self.kind}"
