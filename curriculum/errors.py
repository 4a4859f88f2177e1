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


class PublishingRefused(CurriculumError):
    """A document cannot be shown to anyone as asked."""
