"""What people are told when something cannot be: a stable code, an HTTP status, a sentence in two languages.

    Told            base of every error that a person reads
      Refused       the rules say no (here)
      Rejected      the engine says no (server.engine.errors)
      Malformed     the request has no meaning (server.wire.errors)
      JournalError, VaultError, …   a store says no (each in its room)

Each room holds one table: code -> (status, Chinese, English).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Sentence = tuple[int, str, str]  # HTTP status, Chinese, English; {names} are filled from the facts


class Told(Exception):
    """Base: what somebody is told instead of an answer.

    code: stable name of the problem. status: of HTTP. zh, en: one sentence each. facts: what filled them.
    """

    def __init__(self, code: str, sentence: Sentence, facts: Mapping[str, Any] | None = None) -> None:
        self.facts = dict(facts or {})
        self.code, self.status = code, sentence[0]
        self.zh, self.en = sentence[1].format_map(self.facts), sentence[2].format_map(self.facts)
        super().__init__(f"{code}: {self.en}")


SENTENCES: Final[dict[str, Sentence]] = {
    "day_not_open": (409, "今天还没有开始取号，{opens}。", "The hall day is not open yet; {opens_en}."),
    "day_closed": (409, "今天的业务已经结束。", "The hall day is closed."),
    "day_not_closed": (
        409,
        "大厅里还有 {inside} 人，确认后才能结束今天的业务。",
        "{inside} people are still inside; confirm to close the day.",
    ),
    "day_over": (410, "该业务日已经结束。", "That hall day is over."),
    "day_other": (
        409,
        "现在的业务日是 {today}，不是 {day}，请核对日期。",
        "The hall day is {today}, not {day}; check the date.",
    ),
    "too_late": (409, "操作已过时限，没有执行，请重试。", "It came too late and did not happen; try again."),
    "clock_unsure": (
        409,
        "服务器时间可能不对，请值班负责人先核对日期和时间。",
        "The server's clock is in doubt; a supervisor must confirm date and time first.",
    ),
    "until_past": (
        409,
        "结束时间须在现在之后、次日 04:00 之前。",
        "The end must lie after now and before 04:00 of the next day.",
    ),
    "clock_differs": (
        409,
        "服务器时钟是 {machine}，与 {said} 不符；如服务器时钟不准，请选择“手工设定时间”。",
        "The machine's clock says {machine}, not {said}; set the time by hand if that clock is wrong.",
    ),
    "clock_bounds": (
        409,
        "手工时间 {said} 须在最后一条记录 {last} 之后、30 天之内。",
        "A time set by hand ({said}) must lie within 30 days after the last entry ({last}).",
    ),
    "issuing_over": (
        409,
        "今日取号已结束，请明天再来或到导服台咨询。",
        "Ticket issuing has stopped for today.",
    ),
    "lunch": (409, "午休时间，暂停叫号。", "Calls pause over lunch."),
    "line_unknown": (404, "没有这个业务。", "There is no such line."),
    "line_closed": (409, "该业务今天不办理。", "This line is closed today."),
    "item_unknown": (404, "没有这个事项。", "There is no such item."),
    "class_unknown": (404, "没有这个号票类别。", "There is no such ticket class."),
    "class_at_desk": (
        409,
        "“{name}”号请到导服台，由工作人员办理。",
        "The class {name_en} is given by staff at the guide desk.",
    ),
    "slot_needed": (422, "预约号需要预约时间。", "An appointment needs its time slot."),
    "slot_unfit": (
        409,
        "只有预约号才有预约时间，且须在当天。",
        "Only an appointment has a slot, and it must be today.",
    ),
    "booking_unknown": (404, "没有这个预约。", "There is no such booking."),
    "numbers_full": (409, "该业务今天的号已取完，请到导服台。", "No numbers are left on this line today."),
    "ticket_unknown": (404, "没有找到这张号票。", "There is no such ticket."),
    "ticket_state": (
        409,
        "{number} 现在是“{state}”，不能这样操作。",
        "{number} is {state_en}; that cannot be done now.",
    ),
    "rejoins_used": (
        409,
        "{number} 过号恢复排队的次数已用完，请重新取号。",
        "{number} has used up its returns; take a new number.",
    ),
    "class_same": (409, "{number} 已经是这个类别。", "{number} already has this class."),
    "window_unknown": (404, "没有这个窗口。", "There is no such window."),
    "window_open": (409, "{window}号窗口已经开放。", "Window {window} is already open."),
    "window_not_open": (
        409,
        "{window}号窗口没有开放，请先开放窗口。",
        "Window {window} is not open; open it first.",
    ),
    "window_paused": (409, "{window}号窗口已经暂停。", "Window {window} is already paused."),
    "window_closed": (409, "{window}号窗口已经关闭。", "Window {window} is already closed."),
    "window_busy": (
        409,
        "{window}号窗口还在办理 {number}，请先办结。",
        "Window {window} still has {number}; finish it first.",
    ),
    "window_empty": (409, "{window}号窗口当前没有号票。", "Window {window} has no current ticket."),
    "aimed_waiting": (
        409,
        "还有 {count} 张号票只等{window}号窗口，请选择放回队列或保留。",
        "{count} tickets wait for window {window} only; choose release or keep.",
    ),
    "nobody_waiting": (409, "现在没有人等候。", "Nobody is waiting."),
    "not_current": (
        409,
        "{number} 不是{window}号窗口当前的号票。",
        "{number} is not the current ticket of window {window}.",
    ),
    "not_held_here": (
        409,
        "{number} 的材料在{window}号窗口，请由该窗口恢复。",
        "{number} is kept by window {window}; resume it there.",
    ),
    "line_not_served": (
        409,
        "{window}号窗口不办理 {number} 的业务。",
        "Window {window} does not serve the line of {number}.",
    ),
    "aimed_elsewhere": (409, "{number} 只等{target}号窗口。", "{number} waits for window {target} only."),
    "reason_needed": (
        422,
        "指定呼叫 {number} 需要选择原因。",
        "Calling {number} out of turn needs a reason.",
    ),
    "transfer_where": (
        422,
        "请选择转到一个业务或一个窗口。",
        "Choose one line or one window to transfer to.",
    ),
    "transfer_here": (409, "{number} 已经在这里。", "{number} is already there."),
    "returns_full": (
        409,
        "{number} 已有 {count} 个窗口等它回来，请先办结。",
        "{count} windows wait for {number} to come back; finish it first.",
    ),
    "text_unseen": (
        422,
        "文字里有看不见或改变方向的符号，或没有可读的字，请重新输入。",
        "The text holds signs that are unseen or turn it, or nothing that can be read; write it again.",
    ),
    "days_needed": (422, "承诺件需要填写工作日天数。", "A promised outcome needs its working days."),
    "undo_nothing": (409, "没有可以撤销的操作。", "There is nothing to undo."),
    "undo_late": (
        409,
        "已超过 {seconds} 秒，不能撤销。",
        "More than {seconds} s have passed; it cannot be undone.",
    ),
    "undo_touched": (
        409,
        "{number} 之后又有变动，不能撤销。",
        "{number} has changed since; it cannot be undone.",
    ),
    "undo_foreign": (
        409,
        "{number} 的这一步不是您做的，不能撤销。",
        "That was somebody else's act on {number}; only they can undo it.",
    ),
    "job_unknown": (404, "没有这个打印任务。", "There is no such print job."),
    "job_state": (409, "该打印任务已经是这个状态。", "The print job cannot go to that state."),
    "printer_unknown": (409, "没有可用的打印机。", "There is no printer to print on."),
    "call_unknown": (404, "没有这次呼叫。", "There is no such call."),
    "already_played": (
        409,
        "这次呼叫在该区域已有播报记录。",
        "That call already has its record in this zone.",
    ),
    "call_elsewhere": (
        409,
        "这次呼叫的窗口不在该区域。",
        "The window of that call stands in another zone.",
    ),
    "zone_unknown": (404, "没有这个区域。", "There is no such zone."),
    "name_taken": (409, "这个名称已经有人使用。", "That name is taken."),
    "account_unknown": (404, "没有这个工号。", "There is no such account."),
    "device_unknown": (404, "没有这个设备。", "There is no such device."),
    "order_unknown": (404, "没有这条设备指令，或已过期。", "There is no such order, or its time is over."),
    "order_over": (
        409,
        "这条设备指令已经答复或已过期。",
        "The order was answered, or its time is over.",
    ),
    "order_unfit": (409, "这台设备不能执行该操作。", "That device cannot do this."),
    "order_args": (422, "设备指令的内容有误。", "The words of the order do not fit."),
    "token_unknown": (404, "没有这个令牌。", "There is no such token."),
    "device_needed": (
        409,
        "这个角色属于一台设备，请登记设备（device add），不用工号或令牌。",
        "This role belongs to a device: enrol one (device add) instead of an account or a token.",
    ),
    "window_needed": (409, "这个角色需要指定窗口。", "This role needs a window."),
    "last_admin": (409, "至少要保留一名管理员。", "One administrator must remain."),
    "login_wrong": (401, "工号或密码不对。", "Name or password is wrong."),
    "login_slow": (429, "尝试次数过多，请 {seconds} 秒后再试。", "Too many tries; wait {seconds} s."),
    "code_wrong": (
        401,
        "代码有误或已过期，请向管理员索取新代码。",
        "The code is wrong or expired; ask the administrator for a new one.",
    ),
    "password_weak": (422, "密码太简单，请换一个。", "That password is too common; choose another."),
    "settings_invalid": (422, "设置有误：{first}", "Invalid settings: {first_en}"),
    "version_unknown": (404, "没有这个设置版本。", "There is no such settings version."),
    "settings_same": (409, "设置没有变化。", "Nothing would change."),
    "people_inside": (
        409,
        "{named}还在大厅里，这样改会取消{things}：请先办结或转移，或等今天的业务结束后再改。",
        "{named_en} still inside would lose {things_en}: finish or move them, or wait for the day's end.",
    ),
    "not_available": (404, "该功能尚未启用。", "This function is not available yet."),
}


class Refused(Told):
    """The rules say no; nothing was written. code: key of SENTENCES."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, SENTENCES[code], facts)
