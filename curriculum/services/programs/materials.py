"""Links and files of a topic (R52, R74): kept privately, of a known kind, of a bounded size."""

from io import BytesIO
from typing import IO
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts.audit import Trace
from common.files import bare_name, sniff
from curriculum.errors import ProgramRefused
from curriculum.models import Topic, TopicMaterial
from curriculum.program_access import check_writes
from curriculum.services.programs.files import drop_unused
from curriculum.services.programs.saving import lock_program

BIGGEST = 20 * 2**20
MOST = 20
LONGEST_TITLE = 200


@transaction.atomic
def add_link(*, topic: Topic, title: str, url: str, trace: Trace) -> TopicMaterial:
    """Add a link to a topic; raise `ProgramRefused` unless it leads to a page of the web."""
    _check(topic, trace)
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > 500:
        raise ProgramRefused(_("A link begins with https:// and is at most 500 characters long."))
    told = (title.strip() or parts.hostname)[:LONGEST_TITLE]
    return TopicMaterial.objects.create(topic=topic, title=told, url=url.strip())


@transaction.atomic
def add_file(*, topic: Topic, title: str, name: str, file: IO[bytes], trace: Trace) -> TopicMaterial:
    """Add a file to a topic: at most 20 MB, a document, a picture, a recording; raise `ProgramRefused` else."""
    _check(topic, trace)
    content = file.read(BIGGEST + 1)
    if len(content) > BIGGEST:
        raise ProgramRefused(_("The file is larger than 20 MB. Put it where it can be watched and add a link."))
    ending = sniff(BytesIO(content))
    if not ending:
        raise ProgramRefused(
            _("Taken are PDF, Word, Excel, PowerPoint, OpenDocument, pictures, MP3, MP4, plain text; no macros.")
        )
    told = title.strip()[:LONGEST_TITLE] or bare_name(name, LONGEST_TITLE) or _("File")
    made = TopicMaterial(topic=topic, title=told)
    made.file.save(f"{get_random_string(24)}.{ending}", ContentFile(content), save=False)
    made.save()
    return made


@transaction.atomic
def delete_material(*, material: TopicMaterial, trace: Trace) -> None:
    """Take a material away; its file stays while another version or programme refers to it."""
    _check(material.topic, trace, adding=False)
    material.delete()
    drop_unused([str(material.file.name or "")])


def _check(topic: Topic, trace: Trace, *, adding: bool = True) -> None:
    program = lock_program(topic.program_id)
    check_writes(trace.actor, program, program.organization.local_day(trace.now))
    if adding and TopicMaterial.objects.filter(topic=topic).count() >= MOST:
        raise ProgramRefused(_("A topic has at most %(n)d materials.") % {"n": MOST})
