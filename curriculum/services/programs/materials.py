"""Links and files of a topic (R52, R74): kept privately, of a known kind, of a bounded size."""

import zipfile
from io import BytesIO
from typing import IO
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts.audit import Trace
from curriculum.errors import ProgramRefused
from curriculum.models import Topic, TopicMaterial
from curriculum.program_access import check_writes
from curriculum.services.programs.files import drop_unused
from curriculum.services.programs.saving import lock_program

BIGGEST = 20 * 2**20
MOST = 20
HEADS = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"ID3", "mp3"),
)
PARTS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain; charset=utf-8",
}


def sniffed(content: bytes) -> str:
    """Return the ending of what the content really is, whatever it is called; empty for what is not taken."""
    for head, ending in HEADS:
        if content.startswith(head):
            return ending
    if content[4:8] == b"ftyp":
        return "mp4"
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if b"\x00" not in content:
        try:
            content.decode()
        except UnicodeDecodeError:
            return ""
        return "" if b"<script" in content.lower() or b"<html" in content.lower() else "txt"
    return ""


def _packed(content: bytes) -> str:
    """Tell documents apart from other archives by what is inside; one with macros is not taken."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            names = packed.namelist()[:5000]
            if any(name.endswith("vbaProject.bin") for name in names):
                return ""
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                told = packed.read("mimetype").decode("ascii", "replace")
                return next((ending for ending, kind in TYPES.items() if kind == told), "")
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return ""
    return next((ending for folder, ending in PARTS if any(name.startswith(folder) for name in names)), "")


@transaction.atomic
def add_link(*, topic: Topic, title: str, url: str, trace: Trace) -> TopicMaterial:
    """Add a link to a topic; raise `ProgramRefused` unless it leads to a page of the web."""
    _check(topic, trace)
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > 500:
        raise ProgramRefused(_("A link begins with https:// and is at most 500 characters long."))
    return TopicMaterial.objects.create(topic=topic, title=(title.strip() or parts.hostname)[:200], url=url.strip())


@transaction.atomic
def add_file(*, topic: Topic, title: str, name: str, file: IO[bytes], trace: Trace) -> TopicMaterial:
    """Add a file to a topic: at most 20 MB, a document, a picture, a recording; raise `ProgramRefused` else."""
    _check(topic, trace)
    content = file.read(BIGGEST + 1)
    if len(content) > BIGGEST:
        raise ProgramRefused(_("The file is larger than 20 MB. Put it where it can be watched and add a link."))
    ending = sniffed(content)
    if not ending:
        raise ProgramRefused(
            _("Taken are PDF, Word, Excel, PowerPoint, OpenDocument, pictures, MP3, MP4, plain text; no macros.")
        )
    plain = name.replace("\\", "/").rpartition("/")[2]
    told = (title.strip() or plain.rpartition(".")[0] or plain)[:200]
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


def content_type(name: str) -> str:
    """Return the type under which a kept file is given out."""
    return TYPES.get(name.rpartition(".")[2], "application/octet-stream")


def _check(topic: Topic, trace: Trace, *, adding: bool = True) -> None:
    program = lock_program(topic.program_id)
    check_writes(trace.actor, program, program.organization.local_day(trace.now))
    if adding and TopicMaterial.objects.filter(topic=topic).count() >= MOST:
        raise ProgramRefused(_("A topic has at most %(n)d materials.") % {"n": MOST})
