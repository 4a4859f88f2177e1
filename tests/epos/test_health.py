"""The machines' door."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_health_answers_without_sign_in(client: Client) -> None:
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.content == b"ok"
