// The words of walls and window signs.
import { speak } from "../../server/browser/words.js";

export const WORDS = {
  no_calls: ["请留意叫号", "Please watch for your number"],
  please: ["请", "Please"],
  to: ["到", "go to"],
  to_window: ["号窗口", "window"],
  please_go: ["请 {number} 到 {window} 号窗口", "{number} → Window {window}"],
  called_again: ["第 {n} 次呼叫", "call {n}"],
  number_head: ["号码", "Number"],
  row_called: ["请到", "called"],
  row_serving: ["办理中", "being served"],
  page_of: ["{n}/{all}", "{n}/{all}"],
  line_head: ["业务", "Service"],
  next_head: ["下一位", "Next"],
  waiting_head: ["等候", "Waiting"],
  none_open: ["未开放", "closed"],
  missed_head: ["过号（{n} 分钟内）", "Missed, {n} min"],
  tickets_at: ["{date} {time} 开始取号", "Tickets again from {date}, {time}"],
  sound_off: ["声音未开启，请点击屏幕", "Sound is off: touch the screen"],
  sound_none: ["没有可用的音响", "No loudspeaker"],
  sound_stalled: ["音响没有响应", "The loudspeaker does not respond"],
  sound_on: ["点击开启声音", "Touch to turn the sound on"],
  sign_window: ["号窗口", "Window"],
  sign_called: ["请", "Please"],
  sign_serving: ["正在办理", "Now serving"],
  sign_free: ["热情为您服务", "Welcome"],
};

export const t = speak(WORDS);
