"""Which student of the organisation a row tells of. Nobody is ever matched by the name alone."""

from collections.abc import Sequence
from datetime import date

from contingent.remarks import Remark, remark, stops
from contingent.services.people_import.existing import (
    Existing,
    KnownStudent,
    contacts,
    name_key,
)
from contingent.services.people_import.rows import Row


def row_key(row: Row) -> str:
    """Return what two spellings of the student's surname and name share."""
    return name_key(row.student.last_name, row.student.first_name)


def fits(one: str, other: str) -> bool:
    """Whether two patronymics may be one person's: alike, or left out in one place."""
    return not one or not other or name_key(one) == name_key(other)


class Matcher:
    """Matches the rows of one workbook, in order; no student is taken by two rows."""

    def __init__(self, existing: Existing, rows: Sequence[Row], on: date) -> None:
        self.existing, self.on = existing, on
        self.taken: dict[int, Row] = {}
        self.numbers: dict[str, Row] = {}
        self.by_name: dict[str, list[Row]] = {}
        for row in rows:
            if row.student.last_name:
                self.by_name.setdefault(row_key(row), []).append(row)

    def match(self, row: Row, remarks: list[Remark]) -> KnownStudent | None:
        """Return the student that the row tells of, None for a new one; remark what is ambiguous."""
        self._compare_within(row, remarks)
        if stops(remarks):
            return None
        student = self._by_number(row, remarks) or (None if stops(remarks) else self._by_name(row, remarks))
        if student is None:
            return None
        if other := self.taken.get(student.pk):
            remarks.append(remark("twice_in_file", self._name_cell(row), {"other": other.at}))
            return None
        self.taken[student.pk] = row
        if student.ends is not None and student.ends < self.on:
            values = {"who": student.person.full_name, "day": student.ends.strftime("%d.%m.%Y")}
            remarks.append(remark("student_left", self._name_cell(row), values))
        return student

    def _compare_within(self, row: Row, remarks: list[Remark]) -> None:
        """Remark a person who stands in the workbook twice, or a namesake who cannot be told apart."""
        if row.outside_id:
            first = self.numbers.setdefault(row.outside_id, row)
            if first is not row:
                remarks.append(remark("twice_in_file", row.cell("outside_id"), {"other": first.at}))
                return
        for other in self.by_name[row_key(row)]:
            if other is row or not fits(row.student.patronymic, other.student.patronymic):
                continue
            if row.outside_id and other.outside_id:
                continue
            if row.birth_date and other.birth_date:
                if row.birth_date != other.birth_date:
                    continue
                code = "twice_in_file"
            else:
                code = "namesake_in_file"
            remarks.append(remark(code, self._name_cell(row), {"other": other.at}))
            return

    def _by_number(self, row: Row, remarks: list[Remark]) -> KnownStudent | None:
        student = self.existing.by_number.get(row.outside_id) if row.outside_id else None
        if student is None:
            return None
        same_name = name_key(student.person.last_name, student.person.first_name) == row_key(row)
        same_birth = bool(row.birth_date) and row.birth_date == student.birth_date
        first = name_key(student.person.first_name) == name_key(row.student.first_name)
        if same_name or (same_birth and first) or (first and not (row.birth_date and student.birth_date)):
            return student
        remarks.append(remark("number_taken", row.cell("outside_id"), {"who": self._who(student)}))
        return None

    def _by_name(self, row: Row, remarks: list[Remark]) -> KnownStudent | None:
        """Match by the full name together with the date of birth, or with the student's own contact."""
        namesakes = [
            student
            for student in self.existing.by_name.get(row_key(row), ())
            if fits(row.student.patronymic, student.person.patronymic)
            and not (row.birth_date and student.birth_date and row.birth_date != student.birth_date)
        ]
        sure = [student for student in namesakes if self._is_sure(row, student)]
        if len(sure) == 1:
            if row.outside_id and sure[0].outside_id and row.outside_id != sure[0].outside_id:
                values = {"value": sure[0].outside_id}
                remarks.append(remark("number_differs", row.cell("outside_id"), values))
                return None
            return sure[0]
        if len(sure) > 1:
            who = "; ".join(self._who(student) for student in sure[:3])
            remarks.append(remark("namesakes", self._name_cell(row), {"who": who}))
        elif namesakes and not (row.outside_id and all(student.outside_id for student in namesakes)):
            remarks.append(remark("namesake", self._name_cell(row), {"who": self._who(namesakes[0])}))
        return None

    def _is_sure(self, row: Row, student: KnownStudent) -> bool:
        if row.birth_date and student.birth_date:
            return True
        told = set(contacts(row.student.phone, row.student.email))
        return bool(told & set(contacts(student.person.phone, student.person.email)))

    def _who(self, student: KnownStudent) -> str:
        born = date.fromisoformat(student.birth_date).strftime("%d.%m.%Y") if student.birth_date else ""
        group = self.existing.group_of(student.pk, self.on)
        return ", ".join(filter(None, (student.person.full_name, group, born)))

    def _name_cell(self, row: Row) -> str:
        return row.student.cells.get("full_name") or row.cell("last_name")
