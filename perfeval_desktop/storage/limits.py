"""How much a document may hold, and how long looking at one may take.

What this program writes stays far below; whatever is beyond was made to do harm, or by an accident.
"""

from __future__ import annotations

import sqlite3
import time

MOST_BYTES = 128 * 2**20
MOST_ROWS = 200_000  # of one table; a year's report has about 20,000 edits in its history
MOST_RECORDS = 20_000
LONGEST_TEXT = 8 * 2**20  # bytes, of one value; the longest is what last year's file showed
LONGEST_ENTRY = 60_000  # characters, with what is noted on its figures; 20,000 can be typed
_SECONDS = 8.0
_OPERATIONS = 20_000  # of SQLite's machine between two looks at the clock

_LIMITS = (
    (sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_TEXT),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (sqlite3.SQLITE_LIMIT_COLUMN, 50),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 50),
    (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 10),
    (sqlite3.SQLITE_LIMIT_FUNCTION_ARG, 8),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
)


def bind(connection: sqlite3.Connection, seconds: float = _SECONDS) -> None:
    """Bound what a connection to a stranger's file may take; beyond it SQLite gives an error."""
    for limit, most in _LIMITS:
        connection.setlimit(limit, most)
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, _OPERATIONS)
