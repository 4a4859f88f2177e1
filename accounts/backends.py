"""Signing in with a login and a password."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from common.prepared import Prepared

COLUMNS = [field.attname for field in User._meta.concrete_fields]
PERSON = Prepared(lambda user: User.objects.filter(pk=user).values_list(*COLUMNS))


class PersonBackend(ModelBackend):
    """Django's own way; who is signed in, asked with every request, is a prepared statement."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person while they may sign in."""
        for row in PERSON(user_id):
            user = User.from_db("default", COLUMNS, row)
            if self.user_can_authenticate(user):
                return user
        return None
