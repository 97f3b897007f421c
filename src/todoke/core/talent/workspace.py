"""Files of the hub's workspace: what may be put there.

Invariant: a file is given out as a download of a known kind, whatever its sender called it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.conflicts import InformationClass

MOST_BYTES = 10 * 1024 * 1024
MOST_NAME = 120
MOST_TITLE = 160
OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: Mapping[str, tuple[str, bytes]] = MappingProxyType(
    {
        "pdf": ("application/pdf", b"%PDF-"),
        "docx": (f"{OFFICE}.wordprocessingml.document", b"PK"),
        "xlsx": (f"{OFFICE}.spreadsheetml.sheet", b"PK"),
        "pptx": (f"{OFFICE}.presentationml.presentation", b"PK"),
        "png": ("image/png", b"\x89PNG"),
        "jpg": ("image/jpeg", b"\xff\xd8\xff"),
        "txt": ("text/plain; charset=utf-8", b""),
    }
)
"""Ending → media type and first bytes."""

NO_TITLE = Refusal(code="talent.document.no-title", message=N_("Write what the document is called."))
LONG_TITLE = Refusal(
    code="talent.document.long-title", message=N_("Shorten the title to 160 characters at the most.")
)
NO_CLASS = Refusal(
    code="talent.document.no-class",
    message=N_("Choose whose confidence it is. That decides who can open it."),
)
NO_CATEGORY = Refusal(
    code="talent.document.no-category",
    message=N_("A tender document belongs to a procurement. Choose what is being bought."),
)
NO_FILE = Refusal(code="talent.document.no-file", message=N_("Choose the file."))
EMPTY = Refusal(code="talent.document.empty", message=N_("This file is empty. Choose another one."))
TOO_LARGE = Refusal(
    code="talent.document.too-large",
    message=N_("This file is larger than 10 MB. Make it smaller, or split it."),
)
WRONG_KIND = Refusal(
    code="talent.document.kind",
    message=N_(
        "This file cannot be kept here. Choose a PDF, Word, Excel, PowerPoint, PNG, JPEG or text file."
    ),
)


def media_type(name: str) -> str:
    """By the ending; "" where it is none of ours."""
    return KINDS.get(ending(name), ("", b""))[0]


def ending(name: str) -> str:
    found = name.rpartition(".")[2].lower() if "." in name else ""
    return "jpg" if found == "jpeg" else found


def refuse_file(name: str, content: bytes | None) -> Refusal | None:
    if content is None:
        return NO_FILE
    if not content:
        return EMPTY
    if len(content) > MOST_BYTES:
        return TOO_LARGE
    return _kind_problem(ending(name), content)


def _kind_problem(kind: str, content: bytes) -> Refusal | None:
    if kind not in KINDS or not content.startswith(KINDS[kind][1]):
        return WRONG_KIND
    if kind != "txt":
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return WRONG_KIND
    return WRONG_KIND if b"\0" in content else None


def _title_problem(title: str) -> Refusal | None:
    if not title.strip():
        return NO_TITLE
    return LONG_TITLE if len(title) > MOST_TITLE else None


def document_problems(
    title: str, kind: InformationClass | None, *, category: str, name: str, content: bytes | None
) -> Mapping[str, Refusal]:
    tender = kind is InformationClass.TENDER
    found = {
        "title": _title_problem(title),
        "kind": NO_CLASS if kind is None else None,
        "category": NO_CATEGORY if tender and not category else None,
        "file": refuse_file(name, content),
    }
    return {field: refusal for field, refusal in found.items() if refusal is not None}
