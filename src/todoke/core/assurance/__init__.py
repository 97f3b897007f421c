"""How surely a person must be known: worksheet → levels → methods (design §5.6)."""
