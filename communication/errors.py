"""What this room refuses, in words for people."""


class CommunicationError(Exception):
    """A refusal whose text says what happened and what to do; safe to show to the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class QuestionRefused(CommunicationError):
    """The question cannot be asked, or this cannot be done to it in the state that it is in."""


class NotAllowed(CommunicationError):
    """Visible, but not this person's to do."""
