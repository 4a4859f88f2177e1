"""Kinds and roles of the people and organisations (T1.7, T3.1, S1.5)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganizationKind(TextChoices):
    COLLEGE = "college", _("College")
    SCHOOL = "school", _("School")


class Role(TextChoices):
    """What an appointment lets a member of staff do in an organisation (R10, R11, R13, R15)."""

    DIRECTOR = "director", _("Director")
    DEPUTY = "deputy", _("Deputy director")
    JOURNAL_ADMIN = "journal_admin", _("Journal administrator")
    TEACHER = "teacher", _("Teacher")
    ADDITIONAL_EDUCATION = "additional_education", _("Additional-education officer")
    ADMISSIONS = "admissions", _("Admissions secretary")
    IT_SUPPORT = "it_support", _("IT support")


class DelegatedRight(TextChoices):
    """What may be handed to a person on the staff for a time: to a course, a group, a student (decision 5)."""

    READ_PAGE = "read_page", _("Read the page")
    KEEP_PAGE = "keep_page", _("Keep the page")
    READ_GROUP = "read_group", _("Read the group as its curator does")
    READ_STUDENT = "read_student", _("Read the card and the diary")


class OutsideSystem(TextChoices):
    """Where a number that names a person comes from (X1–X4)."""

    CONTINGENT = "contingent", _("ИС «Контингент»")
    STAFF = "staff", _("Staff source")
    GOSUSLUGI = "gosuslugi", _("Госуслуги")
    RSAAG = "rsaag", _("РСААГ")


class RequestState(TextChoices):
    """What has become of a request to be recognised at the door."""

    OPEN = "open", _("Not answered yet")
    LINKED = "linked", _("Linked with a person")
    REFUSED = "refused", _("Refused")


class CredentialKind(TextChoices):
    """How a person was given a way to sign in (R18, R26), or freed of a lost one."""

    SLIP = "slip", _("Printed slip")
    LINK = "link", _("One-time link, handed over")
    MAIL = "mail", _("One-time link by e-mail")
    FORGOTTEN = "forgotten", _("Forgotten password")
    FACTOR_RESET = "factor_reset", _("Second factor taken off")


class ConsentKind(TextChoices):
    """What is agreed to (152-ФЗ)."""

    PROCESSING = "processing", _("Processing of personal data")
    TRUSTED_PERSON = "trusted_person", _("Diary opened to a trusted person")


class AccessAction(TextChoices):
    """What was done to personal data of another (152-ФЗ)."""

    OPENED = "opened", _("opened")
    EXPORTED = "exported", _("exported")
    PRINTED = "printed", _("printed")
    REMOVED = "removed", _("anonymised")


READS_ORGANIZATION = (Role.DIRECTOR, Role.DEPUTY, Role.JOURNAL_ADMIN)
