"""What the schedule refuses, in words for people."""


class ScheduleError(Exception):
    """A refusal whose text says what happened and what to do; safe to show to the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RegimeRefused(ScheduleError):
    """The regime cannot be given to these groups or students as asked."""
