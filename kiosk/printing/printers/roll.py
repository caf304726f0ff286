"""Pictures in a folder instead of paper."""

from __future__ import annotations

import os
import time
from pathlib import Path

from PIL import Image

from kiosk.printing.errors import NoPrinter
from kiosk.printing.printers.printer import Sending
from kiosk.printing.status import PrinterStatus


class PaperRoll:
    """A folder of PNGs: the demo's and the trainers' printer."""

    def __init__(self, folder: Path, width: int = 80) -> None:
        self.folder, self.width = folder, width

    def print(self, picture: Image.Image, name: str, sending: Sending) -> PrinterStatus:
        """See Printer; the file appears whole or not at all."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            target = self.folder / f"{time.time_ns() // 1_000_000}-{name}.png"
            scratch = target.with_suffix(".new")
            sending.begin(self.status())
            picture.save(scratch, "PNG")
            os.replace(scratch, target)
        except OSError as error:
            raise NoPrinter(f"the paper roll cannot be written: {error}") from error
        sending.left()
        return self.status()

    def status(self) -> PrinterStatus:
        """A folder never runs out."""
        return PrinterStatus("ok", "ok")
