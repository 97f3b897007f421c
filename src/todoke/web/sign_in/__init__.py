"""Signing in with a password and a second step, for every site whose members work inside: office and hub."""
