// The words of the demo's start page.
import { speak } from "../../browser/words.js";

export const WORDS = {
  try_this: ["三步体验", "Try this"],
  step_1: [
    "打开取号机，按“社会事务”，号票从右边出来",
    "Open the kiosk, touch Social affairs: the ticket rolls out",
  ],
  step_2: ["打开大屏，放在旁边看", "Open the wall and put it beside this page"],
  step_3: [
    "打开2号窗口，按 Enter，大屏马上显示并响铃",
    "Open window 2 and press Enter: the wall shows it and chimes",
  ],
  plan: ["大厅平面", "Plan of the hall"],
  place_counter: ["叫号页", "Counter"],
  place_sign: ["窗口屏", "Sign"],
  place_board: ["大屏", "The wall"],
  place_board_note: ["号码 → 窗口", "number → window"],
  place_kiosk: ["取号机", "Kiosk"],
  place_kiosk_note: ["触摸取号", "touch to take a ticket"],
  demo_note: [
    "演示大厅：号票不作办事凭证，数据只在本机。",
    "A demo hall: tickets have no effect; all data stays on this machine.",
  ],
  not_opened: ["屏幕没有打开，请再试一次", "The screen did not open, please try again"],
  paper_roll: ["打印纸卷", "Paper roll"],
  paper_empty: ["号票会出现在这里", "Tickets appear here"],
  paper_of: ["号票 {number}", "Ticket {number}"],
};

export const t = speak(WORDS);
