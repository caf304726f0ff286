"""The package's build: its pages come with it, or it is not built."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the pages of a clone; those of an unpacked sdist are up to date already."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """version "editable" is a developer's own tree: deploy/setup.sh builds its pages."""
        if version == "editable":
            return
        pages = _pages(Path(self.root))
        try:
            pages.make(Path(self.root))
        except pages.NoPages as error:
            self.app.abort(f"jiaohao: {error}")


def _pages(root: Path) -> Any:
    """deploy/pages.py; deploy is no package."""
    spec = importlib.util.spec_from_file_location("jiaohao_pages", root / "deploy/pages.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
