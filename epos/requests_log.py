"""Gunicorn's log of requests; a module of its own, for nothing else should load gunicorn."""

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from epos.reporting import SECRET


class PathsOnly(Logger):  # type: ignore[misc]
    """Keeps no secret of a link that opens once: whoever reads the log could open it first (R28)."""

    def atoms(self, *told: Any) -> dict[str, Any]:
        """Return what a line is made of."""
        found: dict[str, Any] = super().atoms(*told)
        return found | {"U": SECRET.sub("…", found["U"])}
