"""Giving out files that people sent: to be saved, never to be run by a browser as a page of ours."""

from typing import Any

from django.http import FileResponse, Http404

from common.files import TYPES


def download(file: Any, name: str) -> FileResponse:
    """Return a kept file under the name; its type is told by the ending it was kept with; 404 when it is gone."""
    ending = str(file.name).rpartition(".")[2]
    try:
        content = file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    kind = TYPES.get(ending, "application/octet-stream")
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=kind)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
