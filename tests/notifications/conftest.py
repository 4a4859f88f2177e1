import pytest

from accounts.models import Organization, User
from notifications.registry import registry
from tests.factories import OrganizationFactory, UserFactory
from tests.notifications.kinds import KIND


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind of message of the tests, known for the time of one test."""
    monkeypatch.setitem(registry.messages, "test", KIND)


@pytest.fixture
def organization(db: None) -> Organization:
    return OrganizationFactory.create()


@pytest.fixture
def person(db: None) -> User:
    return UserFactory.create()
