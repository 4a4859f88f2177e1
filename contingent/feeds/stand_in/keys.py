"""The numbers by which the stand-ins know organisations, people and groups: the same in every demo."""

LETTERS = {"contingent": "P", "staff": "E"}


def organization_key(organization_id: int) -> str:
    return f"59-{organization_id:04}"


def person_key(system: str, user_id: int) -> str:
    """Return a person's number in ИС «Контингент» or in the staff source."""
    return f"{LETTERS[system]}{user_id:08}"


def group_key(organization_id: int, group_id: int) -> str:
    return f"{organization_key(organization_id)}-G{group_id:05}"


def employment_key(organization_id: int, employee_id: int) -> str:
    return f"{organization_key(organization_id)}-T{employee_id:05}"
