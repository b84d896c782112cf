"""The one entry point: a command line with a known command, else the window.

The window's libraries are imported only when there is a window to show.
"""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the program with the arguments of the process; return its exit code."""
    gc.disable()  # nothing that starting, or a command, makes is garbage before it ends
    arguments = sys.argv[1:]
    if arguments and arguments[0] == "--read-document":  # a child that reads a foreign file
        from perfeval_desktop.importing.reading_process import serve

        return serve(arguments[1:])
    if arguments and not arguments[0].endswith((".peval", ".pevalforms")):
        from perfeval_desktop.cli import run

        code = run(arguments)
        gc.freeze()  # else all that was made is looked through once more: a tenth of a second
        return code
    # `gui.collecting` has garbage collected again
    from perfeval_desktop.gui.plain_import import import_pyside

    import_pyside()
    from perfeval_desktop.app import run_window

    return run_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
