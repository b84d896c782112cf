"""What the tests of faults share: a server that forks processes to be killed or starved."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.soak.forks import Forks, forks


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Processes to be had at once; loading the program takes a second."""
    if not hasattr(os, "pidfd_open"):
        pytest.skip("processes are forked and timed as Linux does")
    with forks(tmp_path_factory.mktemp("said")) as running:
        yield running
