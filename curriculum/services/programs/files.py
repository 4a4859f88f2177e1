"""Files of materials leave the store when nothing refers to them any more: versions and copies share them."""

from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import transaction

from curriculum.models import TopicMaterial


def drop_unused(names: Iterable[str]) -> None:
    """Delete the files that no material refers to, once the transaction is through."""
    asked = {name for name in names if name}
    used = set(TopicMaterial.objects.filter(file__in=asked).values_list("file", flat=True))
    for name in asked - used:
        transaction.on_commit(lambda name=name: default_storage.delete(name))  # type: ignore[misc]
