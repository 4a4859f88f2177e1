"""What the editor of a programme is told as JSON: the rows, the hours needed, its words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from curriculum.enums import HoursKind, PlannedWorkKind
from curriculum.programs import Document, SectionRow, plain
from curriculum.queries.programs.document import version_of, wired
from curriculum.queries.programs.page import elements_of
from curriculum.services.programs.materials import BIGGEST
from curriculum.topic_rows import Read

if TYPE_CHECKING:
    from curriculum.models import ContentElement, TopicMaterial, WorkProgram

HOURS = [(kind.value, kind.label) for kind in HoursKind]
NO_KEY = "00000000-0000-0000-0000-000000000000"


def editor_config(
    program: "WorkProgram",
    document: Document,
    materials: Mapping[str, "Sequence[TopicMaterial]"],
    planned: Mapping[str, Decimal],
    *,
    user: int,
    open_remarks: int,
) -> dict[str, Any]:
    """Return all that the editor begins with."""
    pk = program.pk
    return {
        "user": user,
        "program": pk,
        "seen": version_of(program),
        "changedBy": (program.changed_by or program.author.user).short_name,
        "changedAt": date_format(program.organization.local(program.changed_at), "j E, H:i"),
        "doc": wired(document),
        "planned": {kind: plain(hours) for kind, hours in planned.items()},
        "kinds": [[kind.value, str(kind.label)] for kind in HoursKind],
        "workKinds": [[kind.value, str(kind.label)] for kind in PlannedWorkKind],
        "elements": [[row.pk, row.code, row.name] for row in elements_of(program.subject_id)],
        "materials": {key: [wired_material(row) for row in rows] for key, rows in materials.items()},
        "largest": BIGGEST,
        "openRemarks": open_remarks,
        "urls": {
            "save": reverse("curriculum:program_save", args=[pk]),
            "read": reverse("curriculum:program_read", args=[pk]),
            "material": reverse("curriculum:program_material_add", args=[pk, NO_KEY]),
            "signIn": reverse("accounts:sign_in_again"),
        },
        "noKey": NO_KEY,
        "texts": texts(),
    }


def wired_material(row: "TopicMaterial") -> dict[str, Any]:
    """Return a material as the editor shows it."""
    return {
        "id": row.pk,
        "title": row.title,
        "url": row.url or reverse("curriculum:program_material", args=[row.pk]),
        "remove": reverse("curriculum:program_material_delete", args=[row.pk]),
    }


def wired_read(read: Read, codifier: "Sequence[ContentElement]") -> dict[str, Any]:
    """Return the rows of a table as the editor takes them in, and those left out; codes become elements."""
    known = {element.code: element.pk for element in reversed(codifier)}
    rows: list[dict[str, Any]] = []
    for row in read.rows:
        if row.is_section:
            rows.append({"t": "section", "name": row.name})
            continue
        elements = sorted({known[code] for code in row.elements if code in known})
        works = [{"kind": row.work, "title": row.name[:200], "elements": elements}] if row.work else []
        rows.append(
            {
                "t": "topic", "name": row.name, "kind": row.kind, "hours": plain(row.hours), "content": row.content,
                "homework": row.homework, "elements": elements, "works": works, "guessed": row.note,
            }
        )  # fmt: skip
    return {"rows": rows, "left_out": read.left_out[:20]}


def numbered(rows: Any, materials: Any, remarks: Any, codifier: "Sequence[ContentElement]") -> list[dict[str, Any]]:
    """Return the rows for reading: topics numbered, with their elements, materials and open remarks."""
    known = {element.pk: element for element in codifier}
    told: list[dict[str, Any]] = []
    n = 0
    said: dict[str, list[Any]] = {}
    for remark in remarks:
        if remark.topic:
            said.setdefault(str(remark.topic.key), []).append(remark)
    for row in rows:
        if isinstance(row, SectionRow):
            told.append({"section": row})
            continue
        n += 1
        key = str(row.key)
        elements = [known[pk] for pk in row.elements if pk in known]
        works = [(work.title, ", ".join(known[pk].code for pk in work.elements if pk in known)) for work in row.works]
        hung = {"works": works, "materials": materials.get(key, []), "remarks": said.get(key, []), "elements": elements}
        told.append({"topic": row, "n": n} | hung)
    return told


def texts() -> dict[str, Any]:
    """Return the words of the editor; braces are filled in by the script."""
    return {
        "saved": _("All saved"),
        "saving": _("Saving…"),
        "waiting": _("Not saved yet"),
        "offline": _("No network. What you typed is kept on this device and goes in by itself."),
        "trouble": _("The server does not answer. What you typed is kept and goes in by itself."),
        "sign_in": _("You have been signed out. What you typed is kept on this device."),
        "signInLink": _("Sign in and save"),
        "no_network": _("The server cannot be reached. Check the network and try again."),
        "another_user": _("Someone else is signed in here now. What you typed waits for you."),
        "gone": _("This programme is not yours to write any more. Copy what you typed before you leave."),
        "draft": _("What you had typed and not saved has been brought back."),
        "merged": _("{author} changed the programme on {at}. Theirs and yours have been put together: look it over."),
        "conflict": _("{author} changed the programme on {at}, and just what you changed. Choose whose stays here:"),
        "clash": _("{name} — yours: {mine}; theirs: {theirs}"),
        "mine": _("Mine here, all else put together"),
        "theirs": _("Theirs here, all else put together"),
        "section_name": _("Name of the section"),
        "topic_name": _("Topic No. {n}"),
        "kind": _("Kind of hours"),
        "hours": _("Hours of topic No. {n}"),
        "hours_wrong": _("Hours are a number more than zero: 2 or 1.5."),
        "more": _("Content, homework, control works, materials of topic No. {n}"),
        "content": _("Content of the lesson"),
        "homework": _("Homework"),
        "elements": _("Content elements"),
        "no_elements": _("The codifier of the subject is empty yet."),
        "works": _("Control works"),
        "add_work": _("Plan a control work"),
        "work_title": _("What the work is called"),
        "remove": pgettext("button", "Remove"),
        "materials": _("Materials"),
        "materials_seen": _("Students and parents see them in the diary once the programme is approved: no keys here."),
        "add_link": _("Add a link"),
        "add_file": _("Add a file"),
        "link_title": _("What it is called"),
        "link": _("Address, https://…"),
        "file_large": _("The file is larger than 20 MB."),
        "delete_topic": _("Remove topic No. {n}"),
        "delete_section": _("Remove the section, its topics stay"),
        "delete_materials": _("The topic has materials: they go with it. Remove it?"),
        "handle": _("Move: drag, or Alt and arrows"),
        "moved": _("Row {n} of {all}"),
        "undone": _("Taken back"),
        "redone": _("Done again"),
        "no_topics": _("There are no topics yet."),
        "nameless": _("Topics without a name: {n}."),
        "open_remarks": _("Remarks not settled: {n}."),
        "hours_off": _("The hours are not those of the curriculum: whoever approves will see it."),
        "of_elements": _("{given} of {planned} taught"),
        "find_element": _("Find an element by code or words"),
        "material_later": _("The programme is not saved yet, what to do is said above; add the material after that."),
        "of_plan": _("{given} of {planned} h"),
        "missing": _("{n} h missing"),
        "too_many": _("{n} h too many"),
        "no_plan": _("{given} h"),
        "total": _("Total"),
        "paste_read": _("Rows understood: {n}, {hours} h in all."),
        "paste_nothing": _("No topics were found there. Copy the table with its headings and paste it whole."),
        "paste_left": _("Left out: {rows}"),
        "paste_insert": _("Insert {n}"),
        "guessed": _("hours not told: 1"),
        "has_works": _("control work"),
        "has_materials": _("materials: {n}"),
    }  # fmt: skip
