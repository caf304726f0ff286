// The words that several pages say, Chinese and English beside each other, and how a page adds its own.
// {names} are filled in.
/** @import { Lang } from "./types.js" */

export const WORDS = {
  connecting: ["正在连接…", "Connecting…"],
  demo: ["演示", "Demo"],
  reconnecting: ["连接中断，正在重新连接…", "Connection lost, reconnecting…"],
  stale: ["显示暂停更新（{time}），请稍候", "Display paused at {time}, please wait"],
  dead: [
    "显示暂停更新，请以窗口工作人员叫号为准（{time}）",
    "Display paused at {time}: please follow the staff at the windows",
  ],
  refused: ["本屏幕暂时不能使用。", "This screen cannot be used now."],
  window_gone: [
    "本屏幕所属的窗口已从设置中取消，请联系管理员改派其他窗口。",
    "The window of this screen is not in the settings any more; ask the administrator for another.",
  ],
  zone_gone: [
    "本屏幕所属的区域已从设置中取消，请联系管理员改派其他区域。",
    "The zone of this screen is not in the settings any more; ask the administrator for another.",
  ],
  not_enrolled: ["本屏幕尚未登记。", "This screen is not enrolled."],
  enrol_here: ["登记本屏幕", "Enrol this screen"],
  broken: ["页面暂时显示不出来，正在重试…", "This page cannot be shown just now; trying again…"],
  sockets_cut: [
    "网络切断了 WebSocket（代理或杀毒软件），页面改用轮询，反应会慢一些，请管理员放行",
    "The network cuts WebSockets (a proxy or antivirus): this page polls and is slower; tell your admin",
  ],
  unencrypted: [
    "网络没有加密，别人能看到这里的内容和密码，请管理员启用 TLS",
    "Not encrypted: others can read this page and passwords; ask for TLS",
  ],
  order_refused: ["本页面不能执行这条指令。", "This page cannot do that."],
  identity_kiosk: ["取号机", "Kiosk"],
  identity_board: ["大屏", "Wall"],
  identity_window: ["{n}号窗口屏", "Sign of window {n}"],
  identity_counter: ["{n}号窗口叫号页", "Counter of window {n}"],
  identity_close: ["点一下屏幕或按任意键关闭（{n} 秒）", "Touch or press a key to close ({n} s)"],
  minutes: ["{n} 分钟", "{n} min"],
  window: ["{n}号窗口", "Window {n}"],
  windows: ["{n}号窗口", "Windows {n}"],
  list_and: ["、", ", "],
  list_to: ["至", "–"],
  windows_many: ["{first} 等 {n} 个窗口", "Windows {first}, {n} in all"],
  no_window: ["窗口待定", "No window yet"],
  not_open: ["今日服务已结束", "Closed for today"],
  not_yet_open: ["尚未开始取号", "No tickets yet"],
  other_language: ["English", "中文"],
  clock_unsure: ["服务器时间待核对，暂不能取号", "The time is being checked; no tickets for the moment"],
  clock_apart: [
    "大厅时间 {hall}，服务器时钟 {machine}，两者不一致，请值班负责人核对",
    "Hall time {hall}, machine clock {machine}: a supervisor must check",
  ],
  hours: ["办公时间 {hours}", "Hours {hours}"],
  lunch_calls: ["午休中，{time} 恢复叫号", "Lunch break, calls go on at {time}"],
  window_head: ["窗口", "Window"],
  window_called: ["服务中", "Open"],
  window_serving: ["服务中", "Open"],
  window_free: ["服务中", "Open"],
  window_lunch: ["午休", "Lunch break"],
  window_paused: ["暂停服务", "Paused"],
  window_closed: ["暂未开放", "Closed"],
  window_early: ["尚未开始服务", "Not open yet"],
  window_over: ["今日服务已结束", "Closed for today"],
  window_again: ["{time} 恢复", "again at {time}"],
  window_from: ["{time} 开始取号", "tickets from {time}"],
  pause_break: ["休息", "short break"],
  pause_meeting: ["开会", "meeting"],
  pause_away: ["暂时离开", "away"],
  pause_system: ["系统故障", "system fault"],
  consult: ["咨询电话", "Information"],
  supervise: ["监督电话", "Complaints"],
  played_played: ["已播", "announced"],
  played_skipped: ["未播", "not announced"],
  played_failed: ["播报失败", "announcement failed"],
  unheard_late: ["来不及播报", "too late"],
  unheard_no_speaker: ["无人播报", "no speaker"],
  unheard_undone: ["已撤销", "undone"],
  unheard_quiet: ["静音时段", "quiet hours"],
  unheard_blocked: ["大屏声音未开启", "the board's sound is off"],
  unheard_no_device: ["大屏没有声音设备", "the board has no sound device"],
  unheard_stalled: ["大屏声音停滞", "the board's sound stands still"],
  no_server: ["连接不上服务器", "The server cannot be reached"],
};

const AT = { zh: 0, en: 1 };

/**
 * t(lang, key, facts) of a page: its own words and the shared ones, in "zh" or "en". An unknown key is told
 * to the console, where the tests see it.
 * @param {Record<string, string[]>} [own]
 */
export function speak(own = {}) {
  /** @type {Record<string, string[]>} */
  const all = { ...WORDS, ...own };
  /** @type {(lang: Lang, key: string, facts?: Record<string, string | number>) => string} */
  return (lang, key, facts = {}) => {
    const words = all[key];
    if (!words) {
      console.error(`no text ${key}`);
      return key;
    }
    return words[AT[lang]].replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
  };
}

/** The shared words alone. */
export const t = speak();
