"""Checks a published round from its plain data alone; shares no code with what computed it."""
