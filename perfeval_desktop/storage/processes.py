"""Which computer, which start of it, and which process this is; and whether another one lives."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def computer_name() -> str:
    """Return the name of this computer; no network is asked."""
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename


def boot_id() -> str:
    """Return what tells this start of this computer from others, "" where the system does not.

    A computer that was set up from the image of another has everything else in common with it.
    """
    if sys.platform == "win32":
        return _windows_boot_id()
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return ""


def started_at(pid: int) -> str:
    """Return when a process started, in the system's own words; "" when it cannot be told.

    The number of a process that has ended may be given to another one.
    """
    if sys.platform == "win32":
        return _windows_start(pid) or ""
    with suppress(OSError, IndexError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return stat.rpartition(")")[2].split()[19]  # the name before it may hold anything
    return ""


def is_running(pid: int, started: str) -> bool:
    """Say whether the process still runs that had this number and this start."""
    if sys.platform == "win32":
        now = _windows_start(pid)
        return now is not None and (not started or not now or now == started)
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass  # it is somebody else's; or no number of a process at all, which nobody can ask for
    now = started_at(pid)
    return not started or not now or now == started


def _windows_boot_id() -> str:
    if sys.platform == "win32":
        import winreg

        key = (
            r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management"
            r"\PrefetchParameters"
        )
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
            return str(winreg.QueryValueEx(opened, "BootId")[0])
    return ""


def _windows_start(pid: int) -> str | None:
    """Return the start of a process that runs, "" when it is not told, None when it has ended."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
        times = (wintypes.HANDLE, *[ctypes.POINTER(wintypes.FILETIME)] * 4)
        kernel.GetProcessTimes.argtypes = times
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        limited, access_denied = 0x1000, 5
        handle = kernel.OpenProcess(limited, False, pid & 0xFFFFFFFF)
        if not handle:
            return "" if ctypes.get_last_error() == access_denied else None
        try:
            made, ended, system, user = (wintypes.FILETIME() for _ in range(4))
            found = [ctypes.byref(each) for each in (made, ended, system, user)]
            if not kernel.GetProcessTimes(handle, *found):
                return ""
            if ended.dwLowDateTime or ended.dwHighDateTime:
                return None
            return f"{made.dwHighDateTime:08x}{made.dwLowDateTime:08x}"
        finally:
            kernel.CloseHandle(handle)
    return None
