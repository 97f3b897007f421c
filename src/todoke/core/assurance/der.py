"""DER, the writing half (X.690 clause 10): one spelling for every value."""

from __future__ import annotations

INTEGER, BIT_STRING, OCTET_STRING, UTF8_STRING, SEQUENCE, SET = 0x02, 0x03, 0x04, 0x0C, 0x30, 0x31
CONTEXT_CONSTRUCTED = 0xA0


def tlv(tag: int, content: bytes) -> bytes:
    """One value with its shortest length."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def implicit(number: int, content: bytes) -> bytes:
    """[number] IMPLICIT over a constructed value: `content` is what lies inside that value."""
    return tlv(CONTEXT_CONSTRUCTED | number, content)


def explicit(number: int, value: bytes) -> bytes:
    """[number] EXPLICIT around a whole value."""
    return tlv(CONTEXT_CONSTRUCTED | number, value)
