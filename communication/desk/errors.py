"""How the exchange with the developer's desk can fail; the text names the kind, never what was sent."""


class DeskError(Exception):
    """A failure with a short code for the log and the ticket."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DeskUnavailable(DeskError):
    """It may work later: `after` is how many seconds the desk asked to wait, 0 when it did not say."""

    def __init__(self, code: str, after: float = 0) -> None:
        super().__init__(code)
        self.after = after


class DeskRefused(DeskError):
    """The desk does not accept this: sending the same again is of no use."""


class CursorExpired(DeskError):
    """Answers since that place are not kept any more: read from the beginning."""
