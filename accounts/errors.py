"""What the accounts refuse, in words for people."""


class AccountsError(Exception):
    """A refusal whose text says what happened and what to do; safe to show to the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(AccountsError):
    """Visible, but not this person's to do."""


class RequestRefused(AccountsError):
    """The request cannot be raised or answered in the state that it is in."""
