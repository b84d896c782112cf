"""How long a file may take to be computed when it is opened: its template may be a stranger's."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from perfeval_desktop.domain.errors import NotAReportError
from perfeval_desktop.domain.template import ReportTemplate

_SECONDS = 7.0  # for a template that nobody vouches for; what we ship takes less than one


def patience_with(path: Path, template: ReportTemplate) -> Callable[[], None]:
    """Return what to call before each rule; it raises once a strange template takes too long.

    A slow computer may take its time over a template that comes with the program.

    Raises (what is returned):
        NotAReportError: it takes too long.
    """
    end = time.monotonic() + _SECONDS
    is_known = False

    def be_patient() -> None:
        nonlocal is_known
        if time.monotonic() > end and not is_known:
            from perfeval_desktop.templates.installed import is_installed

            is_known = is_installed(template)
            if not is_known:
                raise NotAReportError(path, "文件里带的表样要算的太多，一直算不完")

    return be_patient
