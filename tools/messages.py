"""Every sentence marked for translation, and whether the Japanese catalogues have it.

`python tools/messages.py src/todoke/web` lists what is missing below a folder; exit code 1 if anything is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "todoke"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}


def marked(folder: Path) -> Iterator[tuple[str, str]]:
    """(msgid, file) of every marked sentence in Python and templates."""
    for method, pattern in (("python", "*.py"), ("jinja2.ext:babel_extract", "*.html")):
        for file in sorted(folder.rglob(pattern)):
            options = {"newstyle_gettext": "true"} if method.startswith("jinja2") else {}
            for found in extract_from_file(method, str(file), keywords=KEYWORDS, options=options):
                message = found[1]
                yield (
                    (message[0] if isinstance(message, tuple) else message),
                    file.relative_to(ROOT).as_posix(),
                )


def known() -> dict[str, set[str]]:
    """msgid → its Japanese translations in all catalogues."""
    words: dict[str, set[str]] = {}
    for po in SOURCE.glob("*/locale/*/ja/LC_MESSAGES/django.po"):
        with po.open("rb") as file:
            for message in read_po(file, locale="ja"):
                key = message.id[0] if isinstance(message.id, tuple) else message.id
                if key and message.string and not message.fuzzy:
                    text = message.string[0] if isinstance(message.string, tuple) else message.string
                    words.setdefault(key, set()).add(text)
    return words


def main(folder: Path) -> int:
    words = known()
    missing = {(message, file) for message, file in marked(folder) if message and message not in words}
    torn = {message: texts for message, texts in words.items() if len(texts) > 1}
    for message, file in sorted(missing, key=lambda pair: (pair[1], pair[0])):
        print(f"{file}: no Japanese for {message!r}")
    for message, texts in torn.items():
        print(f"two translations of {message!r}: {sorted(texts)}")
    return 1 if missing or torn else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else SOURCE))
