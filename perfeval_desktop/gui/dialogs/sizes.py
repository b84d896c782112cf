"""How large a dialog opens: as its letters need, and never larger than the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from perfeval_desktop.gui import theme

_FRAME_WIDTH, _FRAME_HEIGHT = 20, 44  # what the desktop draws around a window


def open_at(dialog: QDialog, width: int, height: int = 0) -> None:
    """Size a dialog that has its layout: `width` × `height` with letters of the usual size.

    Without a height it is as high as its texts need, and may not become narrower.
    """
    room = dialog.screen().availableGeometry()
    wide = min(int(width * theme.letter_scale()), room.width() - _FRAME_WIDTH)
    if not height:
        dialog.setMinimumWidth(wide)
    layout = dialog.layout()
    needed = layout.totalHeightForWidth(wide) if layout is not None else -1
    if needed < 0:
        needed = dialog.sizeHint().height()
    high = max(int(height * theme.letter_scale()), needed)
    dialog.resize(wide, min(high, room.height() - _FRAME_HEIGHT))
