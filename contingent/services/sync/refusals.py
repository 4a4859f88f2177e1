"""What is refused of a synchronisation, in words."""

from contingent.errors import ContingentError


class SyncRefused(ContingentError):
    """It cannot be done in the state that the run or the pair is in."""
