"""What the journal refuses, in words for people."""


class JournalError(Exception):
    """A refusal whose text says what happened and what to do; safe to show to the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(JournalError):
    """Visible, but not this person's to do."""


class EntryClosed(JournalError):
    """Outside the entry window (R42), or nothing can be recorded there."""


class ChangedMeanwhile(JournalError):
    """Someone else changed it since this person saw it: both versions are shown, they choose."""


class Refused(JournalError):
    """It cannot be done as things are, and the text says why."""
