"""The house stands as it is drawn: who may import whom, and how long a line, a function, a file may be."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

from server.hall.commands import QueueCommand
from server.hall.events import HallEvent
from server.hall.fold import apply
from server.hall.rules import decide
from server.registry import roles
from tests import plan

IMPORTS = plan.house()
STORES = {"journal", "vault", "presence", "media"}
ROOMS = {"day", "registry", "settings"}
BELOW_WEB = {"hall", "runtime", "engine", "wire"} | STORES | ROOMS
# Room of the server -> what it may import besides itself; a name with a dot is one file.
MAY: dict[str, set[str]] = {
    "hall": set(),
    "runtime": set(),
    **{store: {"hall", "runtime"} for store in STORES},
    **{room: {"hall"} | STORES for room in ROOMS},
    "wire": {"hall", "registry.commands", "settings.commands"},
    "engine": {"hall", "journal", "wire", "runtime"},
    "web": BELOW_WEB,
    "stores": STORES,
    "machine": {"hall.errors", "wire.text"},
}
ON_TOP = {"bootstrap", "demo", "serve", "cli"}  # these see all
APART = {  # what must never meet, though both are in one room or in rooms that may
    "server.hall.rules": {"server.hall.views", "server.hall.fold"},
    "server.hall.views": {"server.hall.rules", "server.hall.fold"},
    "server.hall.fold": {"server.hall.rules", "server.hall.views"},
    "server.engine": {"server.hall.rules", "server.hall.views", "server.hall.fold"},
}
# Where rooms meet: each exists to bring many of them together.
MEETING = {"server.bootstrap", "server.cli.main", "kiosk.agent", "display.agent"}
FAN_OUT, FAN_OUT_MEDIAN = 12, 3
FILE_LINES, FUNCTION_LINES, COLUMNS = 350, 40, 110
SHORT = NARROW = (".py", ".js", ".mjs", ".css")  # what is kept to 350 lines, to 110 columns
WRITTEN = (*plan.TOP, "deploy", "tests")
PAGES = ("server/demo/web", "server/office/web", "kiosk/web", "counter/web", "display/web", "server/browser")


def within(name: str, room: str) -> bool:
    """Whether a file stands in a room, or is it."""
    return name == room or name.startswith(f"{room}.")


def short(path: Path) -> str:
    """A path from the root."""
    return path.relative_to(plan.ROOT).as_posix()


def test_nothing_imports_itself_however_far_around() -> None:
    """Imports in functions and those for types alone are imports, too."""
    assert plan.loops(IMPORTS) == []


def test_loops_are_found() -> None:
    """Over one file and over two; a file that only looks at a loop is in none."""
    drawn = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": {"e"}}
    assert plan.loops(drawn) == [["a", "b", "c"]] * 3 + [["e"]]


def foreign(name: str, other: str) -> bool:
    """Whether the file must not import the other one."""
    top, room = name.split(".")[0], ".".join(name.split(".")[1:2])
    if any(within(name, here) and within(other, there) for here in APART for there in APART[here]):
        return True
    if other.split(".")[0] == top and (top != "server" or within(other, f"server.{room}")):
        return False
    if top != "server":
        return not within(other, "server.wire")
    if room in ON_TOP or name in ("server", "server.__main__"):
        return False
    return not any(within(other, f"server.{allowed}") for allowed in MAY[room])


def test_each_room_imports_only_what_lies_under_it() -> None:
    """By what each file itself imports; the rest is import-linter's (pyproject.toml)."""
    wrong = [(name, other) for name, others in IMPORTS.items() for other in others if foreign(name, other)]
    assert sorted(wrong) == []


def test_no_file_is_a_hub() -> None:
    """At most 12 files of ours each, those apart where rooms meet; the median at most 3."""
    out = {name: len(others) for name, others in IMPORTS.items()}
    most = {name: count for name, count in out.items() if count > FAN_OUT and name not in MEETING}
    assert most == {}
    assert statistics.median(out.values()) <= FAN_OUT_MEDIAN


def test_no_file_is_longer_than_350_lines() -> None:
    """Python and scripts."""
    found = plan.files(*SHORT, folders=WRITTEN)
    long = {short(path): n for path in found if (n := len(path.read_text("utf-8").splitlines())) > FILE_LINES}
    assert long == {}


def test_no_function_is_longer_than_40_lines() -> None:
    """Its docstring apart; a function inside another one counts for itself."""
    found = {
        (short(path), name): lines
        for path in plan.files(".py", folders=WRITTEN)
        for name, lines in plan.functions(plan.tree_of(path))
        if lines > FUNCTION_LINES
    }
    assert found == {}


def test_no_line_is_wider_than_110_columns() -> None:
    """A comment for a tool at its end counts, too."""
    found = [
        f"{short(path)}:{n}"
        for path in plan.files(*NARROW, folders=WRITTEN)
        for n, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > COLUMNS
    ]
    assert found == []


def test_a_page_sees_its_own_folder_and_what_all_pages_share() -> None:
    """Its own folder, server/browser, and packages."""
    wrong = []
    for folder in PAGES:
        for path in plan.files(".js", ".css", folders=(folder,)):
            for named in plan.page_imports(path):
                target = (path.parent / named).resolve()
                homes = (plan.ROOT / folder, plan.ROOT / "server/browser")
                if named.startswith((".", "/")) and not any(home in target.parents for home in homes):
                    wrong.append(f"{short(path)}: {named}")
    assert wrong == []


def test_imports_of_pages_are_seen(tmp_path: Path) -> None:
    """Of one name, of many over several lines, of a side effect, at run time; of style sheets."""
    script, sheet = tmp_path / "page.js", tmp_path / "page.css"
    script.write_text(
        'import { a } from "./a.js";\nimport {\n  b,\n  c,\n} from "../b.js";\nimport "./d.js";\n'
        'export { e } from "./e.js";\nconst f = await import("./f.js");\nconst words = "import x";\n'
        'export function g(text) {\n  return text.split("/");\n}\n'
    )
    sheet.write_text('@import "../theme.css";\n')
    assert plan.page_imports(script) == ["./a.js", "../b.js", "./d.js", "./e.js", "./f.js"]
    assert plan.page_imports(sheet) == ["../theme.css"]


@pytest.mark.parametrize(
    "path", [path for path in plan.files(".py") if path.name == "__init__.py"], ids=short
)
def test_each_room_says_what_lives_there_and_what_may_not(path: Path) -> None:
    """And its first file holds nothing else, so that nothing is imported by the way."""
    tree = plan.tree_of(path)
    said = ast.get_docstring(tree) or ""
    assert "Lives here: " in said and "May not live here: " in " ".join(said.split())
    assert len(tree.body) == 1


def test_nothing_in_the_product_waits_for_a_test() -> None:
    """Slow disks and deaths between commit and answer are made in tests/frail.py."""
    assert [
        short(path) for path in plan.files(".py", ".js") if "JIAOHAO_TEST" in path.read_text("utf-8")
    ] == []


def test_a_command_has_all_that_the_walk_names() -> None:
    """See server.hall: a rule, a row of the fold for each fact, somebody who may."""
    commands, given = QueueCommand.__args__, {do for row in roles.ROLES.values() for do in row.may or ()}
    assert set(decide._ROWS) == set(commands)
    assert set(apply._ROWS) == set(HallEvent.__args__)
    assert {str(command.__struct_config__.tag) for command in commands} <= given
