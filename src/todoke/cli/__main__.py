"""`python -m todoke.cli` is the `todoke` command."""

from todoke.cli.main import main

main()
