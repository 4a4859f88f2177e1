"""What the curriculum refuses, in words for people."""


class CurriculumError(Exception):
    """A refusal whose text says what happened and what to do; safe to show to the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DelegationRefused(CurriculumError):
    """The right cannot be handed over or taken back as asked."""


class NotAllowed(CurriculumError):
    """Visible, but not this person's to do."""


class ProgramRefused(CurriculumError):
    """A work programme cannot be written, sent, approved or followed as asked."""


class CoursesRefused(CurriculumError):
    """Courses cannot be formed, divided, joined or taken back as asked."""


class PublishingRefused(CurriculumError):
    """A document cannot be shown to anyone as asked."""


class PlanRefused(CurriculumError):
    """A curriculum cannot be written, approved, bound or read from a workbook as asked."""


class PlanChanged(CurriculumError):
    """Somebody saved the curriculum meanwhile: nothing is overwritten, the person decides."""


class ReferenceRefused(CurriculumError):
    """A row of a reference cannot be kept, removed or taken back as asked; `cells` says which cells and why."""

    def __init__(self, message: str, cells: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.cells = cells or {}


class ReferenceChanged(CurriculumError):
    """Somebody kept the row meanwhile: nothing is overwritten, the person sees the other's values."""


class ReadinessRefused(CurriculumError):
    """A step of the preparation cannot be signed, taken back or given a term as asked."""


class RolloverRefused(CurriculumError):
    """The new year cannot be made or taken back as asked; nothing was written."""
