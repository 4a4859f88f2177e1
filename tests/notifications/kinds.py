"""A kind of message for tests: it tells whom its rows name, and can be told to fail."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from accounts.models import Organization
from notifications.models import OutboxMessage
from notifications.registry import LetterText, Line, MessageKind, Notice
from tests.factories import NOW


def compose(organization: Organization, rows: Sequence[OutboxMessage], now: datetime) -> Iterator[Notice]:
    for row in rows:
        if row.payload.get("bad"):
            raise ValueError("Иванов Иван, ivanov@example.org")
        yield Notice(
            row.payload["user"],
            f"test:{row.subject}",
            "Заголовок",
            "Текст",
            [Line("Строка", "/place/")],
            letter=LetterText("Заголовок", "Текст", [Line("Строка", "/place/")]),
        )


KIND = MessageKind(code="test", title="Проверка", hint="Для проверки", compose=compose)


def row(organization: Organization, user: int, subject: str = "1", **values: object) -> OutboxMessage:
    payload = {"user": user, **values.pop("payload", {})}  # type: ignore[dict-item]
    return OutboxMessage(
        **{
            "organization": organization,
            "kind": "test",
            "subject": subject,
            "payload": payload,
            "created_at": NOW,
            "available_at": NOW,
        }
        | values
    )
