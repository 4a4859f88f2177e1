"""Files of records: the same people out of JSON, CSV and Excel, whole or not at all."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from contingent.feeds import files
from contingent.feeds.errors import FeedBroken, FeedError, FeedNotSet, FeedRefused, NotModified
from contingent.feeds.files import read_files
from contingent.feeds.pages import Tally
from contingent.feeds.parsing import parse
from contingent.feeds.reading import fetch
from contingent.feeds.records import Page, Record, Source
from tests.contingent.feeds import ORGANIZATION, TODAY, people, student

STUDENTS = [student(number, patronymic="Ёжиковна") for number in range(3)]
HEADERS = [
    "№ п/п", "Личный номер", "Номер лица", "Фамилия", "Имя", "Отчество (при наличии)", "E-mail", "Мобильный телефон",
    "Дата рождения", "Форма обучения", "Группа", "Номер приказа", "Дата приказа", "Дата зачисления",
]  # fmt: skip


def rows(day: str = "%d.%m.%Y") -> list[list[Any]]:
    return [
        [
            number, raw["key"], raw["person"], raw["last_name"], raw["first_name"], raw["patronymic"], raw["email"],
            raw["phone"], date.fromisoformat(raw["birth_date"]).strftime(day), "очная", raw["group"],
            raw["order_number"], date.fromisoformat(raw["order_date"]).strftime(day),
            date.fromisoformat(raw["starts"]).strftime(day),
        ]
        for number, raw in enumerate(STUDENTS, start=1)
    ]  # fmt: skip


def csv_file(delimiter: str, encoding: str, title: str = "") -> bytes:
    lines = [*([title] if title else []), *(delimiter.join(map(str, row)) for row in [HEADERS, *rows()])]
    return "\r\n".join(lines).encode(encoding)


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def pages(name: str, content: bytes) -> list[Page]:
    return list(read_files([(name, io.BytesIO(content))]))


def raws(name: str, content: bytes) -> list[dict[str, Any]]:
    return [raw for page in pages(name, content) for raw in page.records]


def understood(name: str, content: bytes) -> list[Record | list[Any]]:
    return [parse(raw, TODAY) for raw in raws(name, content)]


EXPECTED = [parse(raw, TODAY) for raw in STUDENTS]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("all.json", json.dumps(STUDENTS).encode()),
        ("all.json", json.dumps({"organization": "x", "records": STUDENTS}, indent=1, ensure_ascii=False).encode()),
        ("all.jsonl", "\n".join(json.dumps(raw) for raw in STUDENTS).encode("utf-8-sig")),
        ("all.JSON", "\r\n".join(json.dumps(raw, ensure_ascii=False) for raw in STUDENTS).encode()),
        ("Обучающиеся.csv", csv_file(";", "cp1251")),
        ("students.csv", csv_file(",", "utf-8")),
        ("выгрузка.csv", csv_file(";", "utf-8-sig", title="Список обучающихся на 01.09.2026")),
        ("2.csv", csv_file("\t", "utf-16")),
        ("people.xlsx", workbook(Обучающиеся=[["Отчёт"], [], HEADERS, *rows()])),
        ("people.xlsx", workbook(Лист1=[HEADERS, *rows(), [None, ""]])),
    ],
    ids=["list", "object", "lines", "lines-crlf", "cp1251", "utf-8", "bom-title", "utf-16", "xlsx", "xlsx-unnamed"],
)
def test_the_same_students_out_of_every_shape(name: str, content: bytes) -> None:
    assert understood(name, content) == EXPECTED
    assert pages(name, content)[-1].complete


def test_every_sheet_of_a_workbook_is_of_its_type() -> None:
    person = ["Иванова", "Анна", "Петровна", "a@example.org", "8 902 123-45-67"]
    named = ["Фамилия", "Имя", "Отчество", "Почта", "Телефон"]
    content = workbook(
        Группы=[["Название", "Курс", "Специальность", "Классный руководитель"], ["ИС-21", 2, "09.02.07", "E1"]],
        Родители=[["Номер представителя", *named, "Кем приходится"], ["P7", *person, "мать"]],
        Связи=[["Номер обучающегося", "Номер представителя", "Вид"], ["S1", "P7", "родитель"]],
        Сотрудники=[["Табельный номер", "Номер лица", *named, "Должность", "Принят"],
                    ["T1", "E1", *person, "Мастер", date(2020, 9, 1)]],
    )  # fmt: skip
    kept = understood("всё.xlsx", content)
    assert [record.TYPE for record in kept] == ["group", "representative", "tie", "employee"]
    group, mother, tie, employee = kept
    assert (group.key, group.level, group.curator) == ("ИС-21", 2, "E1")
    assert (mother.person, mother.phone, mother.kind) == ("P7", "+79021234567", "parent")
    assert tie.key == "S1/P7"
    assert (employee.position, employee.starts) == ("Мастер", "2020-09-01")


def test_a_full_name_in_one_column_is_taken_apart() -> None:
    lines = (
        "Личный номер;Номер лица;ФИО;E-mail;Телефон;Класс",
        "1;2;Петров-Водкин Кузьма Сергеевич;k@example.org;89021234567;7А",
        "3;4;Петров К.С.;p@example.org;89021234568;7А",
    )
    good, bad = understood("класс.csv", "\n".join(lines).encode("cp1251"))
    assert (good.last_name, good.first_name, good.patronymic) == ("Петров-Водкин", "Кузьма", "Сергеевич")
    assert [(problem.field, problem.code) for problem in bad] == [("full_name", "name_initials")]


def test_a_column_type_tells_records_apart() -> None:
    text = "Тип,key,name,level,student,representative\nгруппа,G1,ИС-21,2,,\nсвязь,,,,S1,P1"
    assert [record.TYPE for record in understood("mixed.csv", text.encode())] == ["group", "tie"]


def _cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        archive.writestr("xl/sharedStrings.xml", b"\0" * (101 * 2**20))
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("all.json", b""),
        ("all.json", b"[]"),
        ("all.json", b"[1]"),
        ("all.json", b'{"records": [{"type": "student"}], "counts": {"student": 2}, "checksum": "0"}'),
        ("all.json", b"[" * 100_000),
        ("all.json", '[{"type": "студент"}]'.encode("cp1251")),
        ("all.json", _cut(json.dumps(STUDENTS).encode())),
        ("all.json", b'[{"type": "gone"}] x'),
        ("all.json", b'{"type": "gone", "x": NaN}'),
        ("all.csv", b"1;2;3\n4;5;6"),
        ("all.xlsx", csv_file(";", "utf-8")),
        ("all.xlsx", _cut(workbook(Обучающиеся=[HEADERS, *rows()]))),
        ("all.xlsx", bomb()),
        ("all.exe", b"MZ"),
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_gives_nothing_whole(name: str, content: bytes) -> None:
    seen: list[Page] = []
    with pytest.raises(FeedError) as raised:
        seen.extend(read_files([(name, io.BytesIO(content))]))
    assert not any(page.complete for page in seen)
    assert raised.value.message


def drop(folder: Path, dropped: dict[str, bytes], **told: Any) -> Source:
    """Lay the files into the organisation's folder and say that they are all there."""
    place = folder / ORGANIZATION
    place.mkdir(exist_ok=True)
    for name, content in dropped.items():
        (place / name).write_bytes(content)
    (place / "complete.json").write_text(json.dumps({"files": list(dropped), **told}))
    return Source("contingent", ORGANIZATION, folder.as_uri())


def counted(records: list[dict[str, Any]]) -> dict[str, Any]:
    tally = Tally()
    tally.add(records)
    return {"counts": dict(tally.counts), "checksum": tally.checksum}


@pytest.fixture(autouse=True)
def folder_of_the_environment(tmp_path: Path, settings: Any) -> None:
    settings.FEEDS = {"contingent": {"address": tmp_path.as_uri(), "token": ""}}


def test_a_folder_that_the_environment_does_not_name_is_not_read(tmp_path: Path, settings: Any) -> None:
    source = drop(tmp_path, {})
    settings.FEEDS = {"contingent": {"address": "", "token": ""}}
    with pytest.raises(FeedRefused):
        list(fetch(source))


def test_a_folder_is_read_when_all_is_there_and_once(tmp_path: Path) -> None:
    content = csv_file(";", "cp1251")
    told = counted(raws("students.csv", content))
    source = drop(tmp_path, {"students.csv": content}, **told)
    found = list(fetch(source))
    assert [parse(raw, TODAY) for page in found for raw in page.records] == EXPECTED
    assert found[-1].complete and found[-1].full
    with pytest.raises(NotModified):
        list(fetch(source, etag=found[-1].etag))
    drop(tmp_path, {"students.csv": content + b"\r\n"}, **told)
    assert list(fetch(source, etag=found[-1].etag))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda place: (place / "complete.json").unlink(), FeedNotSet),
        (lambda place: (place / "complete.json").write_text("{"), FeedBroken),
        (lambda place: (place / "complete.json").write_text('{"files": ["../../secret.csv"]}'), FeedRefused),
        (lambda place: (place / "complete.json").write_text('{"files": ["students.csv"]}'), FeedBroken),
        (lambda place: (place / "students.csv").unlink(), FeedBroken),
        (lambda place: (place / "students.csv").write_bytes(csv_file(";", "cp1251")[:-200]), FeedBroken),
        (lambda place: (place / "students.csv").unlink() or (place / "students.csv").symlink_to("/etc/hostname"),
         FeedRefused),
    ],
)  # fmt: skip
def test_a_folder_that_is_not_whole_is_not_read(tmp_path: Path, change: Any, error: type[FeedError]) -> None:
    content = csv_file(";", "cp1251")
    source = drop(tmp_path, {"students.csv": content}, **counted(raws("students.csv", content)))
    change(tmp_path / ORGANIZATION)
    seen: list[Page] = []
    with pytest.raises(error):
        seen.extend(fetch(source))
    assert not any(page.complete for page in seen)


def test_a_folder_of_another_name_is_not_looked_into(tmp_path: Path) -> None:
    for name in ("..", "", "a/b", ".hidden"):
        with pytest.raises(FeedRefused):
            list(fetch(Source("contingent", name, tmp_path.as_uri())))
    with pytest.raises(FeedNotSet):
        list(fetch(Source("contingent", "59-7", tmp_path.as_uri())))


class Endless(io.RawIOBase):
    """A JSON file of so many records that is nowhere whole."""

    def __init__(self, students: int) -> None:
        self.parts: Iterator[str] = (json.dumps(raw) for raw in people(students))
        self.left = b"["
        self.first = True

    def readable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = 0) -> int:
        return 0

    def tell(self) -> int:
        return 0

    def read(self, size: int = -1) -> bytes:
        while len(self.left) < size and (part := next(self.parts, None)) is not None:
            self.left += (b"" if self.first else b",") + part.encode()
            self.first = False
        if len(self.left) < size and not self.left.endswith(b"]") and self.left:
            self.left += b"]"
        taken, self.left = self.left[:size], self.left[size:]
        return taken


def test_memory_does_not_grow_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PAGE", 100)

    def peak(students: int) -> tuple[int, int]:
        tracemalloc.start()
        count = 0
        for page in read_files([("all.json", Endless(students))]):
            count += sum(not isinstance(parse(raw, TODAY), list) for raw in page.records)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found, count

    few, count = peak(200)
    assert count == 2 + 500
    many, count = peak(2_000)
    assert count == 2 + 5_000
    assert many < few * 2
