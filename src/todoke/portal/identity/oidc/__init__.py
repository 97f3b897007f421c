"""Signing in with an ID service: an OpenID Connect client that trusts nothing it has not verified."""
