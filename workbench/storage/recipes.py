"""Stored recipes of exports."""

from __future__ import annotations

import sqlite3


def recipes(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """All recipes by name, each with its words (JSON)."""
    rows = connection.execute("SELECT name, words FROM recipe ORDER BY name, uid")
    return [(name, words) for name, words in rows]
