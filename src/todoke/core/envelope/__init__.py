"""Sealed envelopes: what travels through the one door, and what a break-in there surrenders.

`seal` and `open_envelope` are the two halves; `docs/reference/envelope.md` gives every byte.
"""
