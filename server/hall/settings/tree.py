"""The settings tree: typed, with titles, units and ranges in the types, so forms can be made from it.

`title` is the Chinese label, `description` the help, extra_json_schema["unit"] the unit. Validation
across fields and the default content live in server.settings.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta

from server.hall.settings.kinds import (
    DEFAULT_ZONE,
    Clock,
    Colour,
    Date,
    Letter,
    LongText,
    Minutes,
    Phone,
    Seconds,
    Slug,
    Text,
    Tree,
    WebAddress,
    WindowNumber,
    unit,
)
from server.hall.settings.screens import Board
from server.hall.settings.voice import Speech, Voice


class IdentitySettings(Tree, frozen=True):
    """Who the hall is. Empty telephones are left out, never invented."""

    name: Annotated[Text, Meta(title="大厅名称")]
    name_en: Annotated[Text, Meta(title="英文名称")]
    mark: Annotated[Text, Meta(title="标识文字")] = "桃江政务"
    consult_phone: Annotated[Phone, Meta(title="咨询电话")] = ""
    supervise_phone: Annotated[Phone, Meta(title="监督电话")] = ""
    notice: Annotated[LongText, Meta(title="大厅提示")] = ""


class Item(Tree, frozen=True):
    """A concrete matter under a line (事项) with its guide; verified=False shows 以县政务服务大厅公布为准."""

    id: Slug
    name: Annotated[Text, Meta(title="事项名称")]
    materials: Annotated[tuple[Annotated[str, Meta(max_length=80)], ...], Meta(title="材料")] = ()
    statutory: Annotated[str, Meta(max_length=120, title="法定时限")] = ""
    promised: Annotated[str, Meta(max_length=120, title="承诺时限")] = ""
    handling: Annotated[tuple[Literal["direct", "promised", "relayed"], ...], Meta(title="办理制")] = ()
    fee: Annotated[str, Meta(max_length=80, title="收费")] = ""
    bookable: Annotated[bool, Meta(title="可预约")] = False
    at_home: Annotated[bool, Meta(title="可上门")] = False
    tolerant: Annotated[bool, Meta(title="可容缺")] = False
    source: Annotated[str, Meta(max_length=120, title="来源")] = ""
    verified: Annotated[bool, Meta(title="已核实")] = False


class Line(Tree, frozen=True):
    """What a ticket stands in (业务)."""

    letter: Letter
    name: Annotated[Text, Meta(title="业务名称")]
    name_en: Annotated[Text, Meta(title="英文名称")]
    hint: Annotated[str, Meta(max_length=40, title="说明")] = ""
    open: Annotated[bool, Meta(title="开放取号")] = True
    items: tuple[Item, ...] = ()


class Serves(Tree, frozen=True):
    """A line a window serves; penalty 0 = its own line, else minutes added before it helps out."""

    line: Letter
    penalty: Annotated[Minutes, Meta(title="让位时间", description="本业务为 0")] = 0


class WindowSettings(Tree, frozen=True):
    """A numbered place (窗口)."""

    number: WindowNumber
    name: Annotated[Text, Meta(title="窗口名称")]
    name_en: Annotated[Text, Meta(title="英文名称")]
    serves: Annotated[tuple[Serves, ...], Meta(title="办理业务")]
    zone: Annotated[Slug, Meta(title="区域")] = DEFAULT_ZONE
    duty: Annotated[str, Meta(max_length=80, title="窗口职责", description="显示在窗口屏下方")] = ""

    @property
    def own_lines(self) -> tuple[str, ...]:
        """Letters of the lines it serves without penalty."""
        return tuple(served.line for served in self.serves if served.penalty == 0)

    def may_call(self, letter: str) -> bool:
        """Whether it serves a line, its own or another one's."""
        return any(served.line == letter for served in self.serves)


class TicketClass(Tree, frozen=True):
    """Class of a ticket (类别). boost_minutes moves its place forward; an appointment has no boost."""

    id: Slug
    name: Annotated[Text, Meta(title="名称")]
    name_en: Annotated[Text, Meta(title="英文名称")]
    boost_minutes: Annotated[int, Meta(ge=0, le=60, title="提前", extra_json_schema=unit("min"))] = 0
    appointment: Annotated[bool, Meta(title="按预约时间")] = False
    at_kiosk: Annotated[bool, Meta(title="取号机可选")] = True


class OfficeHours(Tree, frozen=True):
    """One part of the working day, e.g. 08:30 to 12:00."""

    opens: Clock
    closes: Clock


class Hours(Tree, frozen=True):
    """Opening hours of a working day, and when numbers are given."""

    sessions: Annotated[tuple[OfficeHours, ...], Meta(title="办公时间", min_length=1, max_length=4)]
    issue_before_minutes: Annotated[Minutes, Meta(title="提前取号")] = 30
    issue_stop_minutes: Annotated[Minutes, Meta(title="提前停止取号")] = 15


class CalendarSettings(Tree, frozen=True):
    """Working days. weekdays 1 = Monday; workdays and holidays are single dates that win over it."""

    weekdays: Annotated[tuple[Annotated[int, Meta(ge=1, le=7)], ...], Meta(title="工作日")] = (1, 2, 3, 4, 5)
    workdays: Annotated[tuple[Date, ...], Meta(title="调休上班")] = ()
    holidays: Annotated[tuple[Date, ...], Meta(title="放假")] = ()
    confirmed_years: Annotated[
        tuple[Annotated[int, Meta(ge=2020, le=2200)], ...], Meta(title="已确认年份")
    ] = ()


class Rules(Tree, frozen=True):
    """Figures of the rules of the queue."""

    rejoin_behind: Annotated[int, Meta(ge=1, le=10, title="过号顺延", extra_json_schema=unit("位"))] = 3
    rejoin_max: Annotated[int, Meta(ge=0, le=10, title="最多召回", extra_json_schema=unit("次"))] = 2
    slot_grace_minutes: Annotated[
        int, Meta(ge=0, le=60, title="预约迟到宽限", extra_json_schema=unit("min"))
    ] = 10
    chosen_calls: Annotated[
        Literal["free", "reason", "supervisor"],
        Meta(title="指定呼叫", description="free 窗口自定，reason 须选原因，supervisor 仅值班主管"),
    ] = "free"
    finish_and_next: Annotated[
        bool, Meta(title="办结并叫下一位", description="窗口按一次，办结当前号票并呼叫下一位")
    ] = True
    undo_seconds: Annotated[int, Meta(ge=0, le=60, title="撤销时限", extra_json_schema=unit("s"))] = 10
    aimed_alarm_minutes: Annotated[Minutes, Meta(title="指定等候告警")] = 20
    unserved_alarm_minutes: Annotated[Minutes, Meta(title="无窗口业务告警")] = 10


class PaperSettings(Tree, frozen=True):
    """What the ticket says besides the facts."""

    overdue: Annotated[str, Meta(max_length=60, title="过号说明", description="留空时按过号规则自动生成")] = (
        ""
    )
    advice: Annotated[
        str, Meta(max_length=60, title="提示", description="默认文字在有语音播报时提醒留意广播")
    ] = "请在等候区就座，留意大屏。"


class Kiosk(Tree, frozen=True):
    """The touch page and its printer. A ticket that could not be printed for so many minutes never is."""

    show_classes: Annotated[bool, Meta(title="显示优先类别")] = True
    result_seconds: Annotated[Seconds, Meta(title="结果停留")] = 8
    print_late_minutes: Annotated[
        int, Meta(ge=1, le=120, title="超时不再打印", extra_json_schema=unit("min"))
    ] = 10


class PhonePage(Tree, frozen=True):
    """The citizen's phone page; without url the QR on the slip is the bare secret."""

    url: Annotated[WebAddress, Meta(title="手机页地址")] = ""


class Theme(Tree, frozen=True):
    """Colours the county may change."""

    accent: Annotated[Colour, Meta(title="主色")] = "#a8161d"


class Limits(Tree, frozen=True):
    """Token bucket of each device: commands a second and burst."""

    rate: Annotated[int, Meta(ge=1, le=100_000, title="每秒请求", extra_json_schema=unit("1/s"))] = 20
    burst: Annotated[int, Meta(ge=1, le=100_000, title="突发")] = 40


class Settings(Tree, frozen=True, dict=True):
    """The tree that stands in Hall, with what every view and rule looks up made once."""

    identity: IdentitySettings
    lines: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=24)]
    windows: Annotated[tuple[WindowSettings, ...], Meta(min_length=1, max_length=99)]
    classes: Annotated[tuple[TicketClass, ...], Meta(min_length=1, max_length=20)]
    hours: Hours
    calendar: CalendarSettings = CalendarSettings()
    rules: Rules = Rules()
    board: Board = Board()
    speech: Speech = Speech()
    voice: Voice = Voice()
    paper: PaperSettings = PaperSettings()
    kiosk: Kiosk = Kiosk()
    phone: PhonePage = PhonePage()
    theme: Theme = Theme()
    limits: Limits = Limits()

    @cached_property
    def _lines(self) -> dict[str, Line]:
        return {line.letter: line for line in reversed(self.lines)}

    @cached_property
    def _windows(self) -> dict[int, WindowSettings]:
        return {window.number: window for window in reversed(self.windows)}

    @cached_property
    def _own_windows(self) -> dict[str, tuple[int, ...]]:
        return _by_line({window.number: window.own_lines for window in self.windows})

    @cached_property
    def _zones(self) -> dict[str, frozenset[int]]:
        zones = {window.zone for window in self.windows}
        return {zone: frozenset(w.number for w in self.windows if w.zone == zone) for zone in zones}

    def line(self, letter: str) -> Line | None:
        """The line with this letter."""
        return self._lines.get(letter)

    def window(self, number: int) -> WindowSettings | None:
        """The window with this number."""
        return self._windows.get(number)

    def ticket_class(self, name: str) -> TicketClass | None:
        """The ticket class with this id."""
        return next((cls for cls in self.classes if cls.id == name), None)

    def windows_of(self, letter: str) -> tuple[int, ...]:
        """Windows that have the line as their own."""
        return self._own_windows.get(letter, ())

    def zones_of(self, letter: str) -> frozenset[str]:
        """Where those windows stand."""
        return frozenset(self._windows[number].zone for number in self.windows_of(letter))

    def callers(self, letter: str) -> tuple[int, ...]:
        """Windows that serve the line, as their own or to help."""
        return tuple(window.number for window in self.windows if window.may_call(letter))

    def may_call(self, number: int, letter: str) -> bool:
        """Whether a window may call tickets of a line."""
        window = self.window(number)
        return window is not None and window.may_call(letter)

    @property
    def sounds(self) -> bool:
        """Whether calls are to be heard at all: words or a chime."""
        return self.voice.spoken or self.board.chime

    def has_zone(self, zone: str) -> bool:
        """Whether a window stands in the zone."""
        return zone in self._zones

    def windows_in(self, zone: str) -> frozenset[int]:
        """Windows that stand in the zone."""
        return self._zones.get(zone, frozenset())


def _by_line(windows: dict[int, tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """window -> its lines, as line -> its windows in the same order."""
    letters = {letter for own in windows.values() for letter in own}
    return {letter: tuple(n for n, own in windows.items() if letter in own) for letter in letters}
