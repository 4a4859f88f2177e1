"""The check of Russian strings finds what it promises to find."""

from pathlib import Path

import pytest

from epos.translations import catalogues, extract, rooms

PYTHON = """
from django.utils.translation import gettext as _, ngettext
def say(n):
    return _("Hello, {name}"), ngettext("%(n)s mark", "%(n)s marks", n)
"""
TEMPLATE = """{% load i18n %}
    <p>{% translate "Diary" %}</p>
        {% blocktranslate trimmed count n=n %}one lesson{% plural %}{{ n }} lessons{% endblocktranslate %}
  {% translate "May" context "month" %}"""
HEADER = 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
GOOD = {
    'msgid "Hello, {name}"': 'msgstr "Здравствуйте, {name}"',
    'msgid "%(n)s mark"\nmsgid_plural "%(n)s marks"': (
        'msgstr[0] "%(n)s отметка"\nmsgstr[1] "%(n)s отметки"\nmsgstr[2] "%(n)s отметок"'
    ),
    'msgid "Diary"': 'msgstr "Дневник"',
    'msgid "one lesson"\nmsgid_plural "%(n)s lessons"': (
        'msgstr[0] "%(n)s занятие"\nmsgstr[1] "%(n)s занятия"\nmsgstr[2] "%(n)s занятий"'
    ),
    'msgctxt "month"\nmsgid "May"': 'msgstr "Май"',
}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one room with two files."""
    for module in (rooms, extract):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(rooms, "TEMPLATES", tmp_path / "templates")
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "words.py").write_text(PYTHON)
    (tmp_path / "templates" / "journal").mkdir(parents=True)
    (tmp_path / "templates" / "journal" / "page.html").write_text(TEMPLATE)
    return tmp_path


def write(entries: dict[str, str], room: str = "journal") -> None:
    path = rooms.catalogue(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + "\n\n".join(f"{key}\n{value}" for key, value in entries.items()) + "\n")


def found() -> str:
    return "\n".join(catalogues.problems("journal"))


def test_complete_catalogue_passes(house: Path) -> None:
    write(GOOD)
    assert found() == ""


def test_update_finds_every_string_and_drops_the_unused(house: Path) -> None:
    write({'msgid "Diary"': 'msgstr "Дневник"', 'msgid "Gone"': 'msgstr "Нет"'})
    catalogues.update("journal")
    text = rooms.catalogue("journal").read_text()
    assert 'msgstr "Дневник"' in text
    assert "Gone" not in text
    assert 'msgctxt "month"' in text
    assert 'msgid_plural "%(n)s lessons"' in text
    assert "Date" not in text
    assert found().count("not translated") == 4


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ('msgid "Diary"', 'msgstr ""', "not translated"),
        ('#, fuzzy\nmsgid "Diary"', 'msgstr "Дневник"', "marked fuzzy"),
        ('msgid "Unheard of"', 'msgstr "Нечто"', "no longer used"),
        ('msgid "Hello, {name}"', 'msgstr "Здравствуйте, {имя}"', "placeholders"),
        (
            'msgid "%(n)s mark"\nmsgid_plural "%(n)s marks"',
            'msgstr[0] "%(k)s отметка"\nmsgstr[1] "%(n)s отметки"\nmsgstr[2] "%(n)s отметок"',
            "placeholder",
        ),
        (
            'msgid "%(n)s mark"\nmsgid_plural "%(n)s marks"',
            'msgstr[0] "%(n)s отметка"\nmsgstr[1] "%(n)s отметки"\nmsgstr[2] ""',
            "not translated",
        ),
    ],
)
def test_a_wrong_entry_is_told(house: Path, key: str, value: str, problem: str) -> None:
    entries = {k: v for k, v in GOOD.items() if not key.endswith(k)}
    write(entries | {key: value})
    assert problem in found()


def test_missing_entry_is_told_with_its_place(house: Path) -> None:
    write({key: value for key, value in GOOD.items() if "Diary" not in key})
    assert "not in the catalogue: 'Diary' (templates/journal/page.html)" in found()


def test_two_rooms_may_not_translate_one_string_differently(house: Path) -> None:
    write(GOOD)
    write({'msgid "Diary"': 'msgstr "Журнал"'}, "accounts")
    assert [line for line in catalogues.disagreements() if "Diary" in line]
