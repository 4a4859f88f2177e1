"""Rows of a programme by what an address or a form names."""

from uuid import UUID

from curriculum.models import ProgramRemark, Topic, TopicMaterial, WorkProgram


def find_topic(program: WorkProgram, key: str) -> Topic | None:
    """Return the topic by its key; None without one."""
    try:
        return Topic.objects.filter(program=program, key=UUID(key)).first()
    except ValueError:
        return None


def find_remark(program: WorkProgram, pk: int) -> ProgramRemark | None:
    """Return a remark on the programme."""
    return ProgramRemark.objects.select_related("program").filter(program=program, pk=pk).first()


def find_material(pk: int) -> TopicMaterial | None:
    """Return a material with its topic."""
    return TopicMaterial.objects.select_related("topic").filter(pk=pk).first()
