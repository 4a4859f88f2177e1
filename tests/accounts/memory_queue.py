"""The queue of the access log inside a test's own process."""


class MemoryQueue:
    """Keeps entries in a list; `answers` says whether it takes any."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self.answers = True

    def push(self, entries: list[str]) -> bool:
        if self.answers:
            self.entries += entries
        return self.answers

    def head(self, most: int) -> list[str]:
        return self.entries[:most]

    def drop(self, entries: list[str]) -> None:
        del self.entries[: len(entries)]
