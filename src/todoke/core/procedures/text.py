"""A text of a definition in several languages; Japanese is always there.

Invariants:
- `say` never fails: a language without its own words gets the Japanese ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, model_validator

PLAIN = "ja-x-plain"


class Text(BaseModel):
    """`ja` (complete), `plain` (やさしい日本語), `en`, and any other language by its tag (`vi`, `zh`, …)."""

    model_config = ConfigDict(frozen=True, extra="allow")
    if not TYPE_CHECKING:  # pydantic reads it; mypy would take it for an argument of __init__
        __pydantic_extra__: dict[str, str]

    ja: str
    plain: str | None = None
    en: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_string_is_japanese(cls, value: Any) -> Any:
        return {"ja": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _says_something(self) -> Text:
        if not self.ja.strip():
            raise ValueError("a text needs Japanese words")
        return self

    def say(self, language: str) -> str:
        """The words for `language`: "ja", "ja-x-plain", "en" or another tag."""
        if language == PLAIN:
            return self.plain or self.ja
        if language == "en":
            return self.en or self.ja
        return self._other(language) or self.ja

    def has(self, language: str) -> bool:
        """Whether these words exist in `language` itself, without falling back."""
        if language in {"ja", "en"}:
            return bool(getattr(self, language))
        return bool(self.plain if language == PLAIN else self._other(language))

    def _other(self, language: str) -> str | None:
        word = (self.__pydantic_extra__ or {}).get(language)
        return word if isinstance(word, str) else None

    def __str__(self) -> str:
        return self.ja
