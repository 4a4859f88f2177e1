"""What a sent file is, told by its content for every room that takes files."""

import zipfile
from io import BytesIO

import pytest

from common.files import TYPES, bare_name, sniff

PDF, PNG = b"%PDF-1.7\n%%EOF\n", b"\x89PNG\r\n\x1a\nIEND\xaeB`\x82"


def packed(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, "pdf"), (PNG, "png"), (b"\xff\xd8\xff\xe0\xff\xd9", "jpg"), (b"GIF89a", "gif"), (b"ID3\x03", "mp3"),
        (b"\0\0\0\x18ftypmp42", "mp4"), ("Конспект".encode(), "txt"),
        (packed(**{"word/document.xml": b""}), "docx"),
        (packed(mimetype=TYPES["odt"].encode()), "odt"),
        (PDF[:9], ""), (PNG[:12], ""), (b"MZ\x90\x00", ""), (b"", ""), ("Конспект".encode("cp1251"), ""),
        (b"<HTML><script>", ""), (b"PK\x03\x04junk", ""), (packed(**{"any.txt": b"text"}), ""),
        (packed(**{"word/document.xml": b"", "word/vbaProject.bin": b""}), ""),
    ],
)  # fmt: skip
def test_a_file_is_what_its_content_says(content: bytes, ending: str) -> None:
    file = BytesIO(content)
    assert sniff(file) == ending
    assert file.tell() == 0
    assert sniff(file, ("pdf",)) == ("pdf" if ending == "pdf" else "")


def test_a_name_is_kept_without_what_could_mean_something() -> None:
    assert bare_name("C:\\Мои\\<i>План № 1.PNG.html", 100) == "i План № 1.PNG"
    assert bare_name("../../плакат.exe", 3) == "пла"
    assert bare_name("/", 100) == ""
