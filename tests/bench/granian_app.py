"""Serve one WSGI application as the portal is served: `python granian_app.py TARGET PORT`."""

from __future__ import annotations

import sys

from todoke.cli.serve import serve_with_granian

if __name__ == "__main__":
    serve_with_granian(sys.argv[1], interface="wsgi", host="127.0.0.1", port=int(sys.argv[2]))
