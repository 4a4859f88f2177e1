"""What the contingent refuses, in words for people."""


class ContingentError(Exception):
    """A refusal whose text says what happened and what to do; safe to show to the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UnreadableWorkbook(ContingentError):
    """The file is not a workbook that can be read."""


class ImportRefused(ContingentError):
    """The import cannot be done in the state that it is in."""


class NotAllowed(ContingentError):
    """Visible, but not this person's to do."""


class AppointmentRefused(ContingentError):
    """The appointment cannot be given or ended as asked."""


class TrustRefused(ContingentError):
    """The trusted person cannot be admitted or put out as asked."""


class BulkRefused(ContingentError):
    """The change of several people, or of one, cannot be made as asked."""


class GroupRefused(ContingentError):
    """The study group cannot be made, composed, closed or checked as asked."""


class PersonalRefused(ContingentError):
    """The consent cannot be recorded, or the person not be anonymised, as asked."""
