"""Groups whose commands are imported when asked for, so that `todoke --help` stays quick."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click


class Rooms(click.Group):
    """`rooms`: name → `module` (its `command`) or `module:name`."""

    def __init__(self, name: str | None = None, *, rooms: Mapping[str, str], **rest: object) -> None:
        super().__init__(name, **rest)  # type: ignore[arg-type]
        self.rooms = rooms

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *self.rooms]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = self.rooms.get(cmd_name)
        if target is None:
            return super().get_command(ctx, cmd_name)
        module, _, name = target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name or "command")
        return command
