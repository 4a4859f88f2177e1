"""What time it is while a run is at work."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic


@dataclass(frozen=True)
class Watch:
    """The moment a run was taken up, and how much has passed since then."""

    began: datetime
    started: float = field(default_factory=lambda: monotonic())

    def now(self) -> datetime:
        """Return the moment it is now; a clock that is set meanwhile does not matter."""
        return self.began + timedelta(seconds=monotonic() - self.started)
