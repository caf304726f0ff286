// The words of walls and window signs.
import { speak } from "../../server/browser/words.js";

export const WORDS = {
  lunch: ["午休", "Lunch break"],
  no_calls: ["请留意叫号", "Please watch for your number"],
  please: ["请", "Please"],
  to: ["到", "go to"],
  to_window: ["号窗口", "window"],
  please_go: ["请 {number} 到 {window} 号窗口", "{number} → Window {window}"],
  called_again: ["第 {n} 次呼叫", "call {n}"],
  number_head: ["号码", "Number"],
  page_of: ["{n}/{all}", "{n}/{all}"],
  waiting_head: ["等候人数", "Waiting"],
  missed_head: ["过号", "Missed"],
  updated: ["更新 {time}", "Updated {time}"],
  sound_off: ["声音未开启，请点击屏幕", "Sound is off: touch the screen"],
  welcome: ["热情为您服务", "Welcome"],
  paused_sign: ["暂停服务", "Paused"],
};

export const t = speak(WORDS);
