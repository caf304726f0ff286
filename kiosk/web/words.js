// The words of the touch page.
import { speak } from "../../server/browser/words.js";

export const WORDS = {
  to_come: ["待公布", "to be announced"],
  display: ["显示", "Display"],
  elder: ["大字", "Large text"],
  contrast: ["高对比度", "High contrast"],
  choose_line: ["请选择要办理的业务", "What do you need today?"],
  choose_hint: ["按一下即可取号", "One touch gives you a ticket"],
  lunch_issue: [
    "午休中，{time} 恢复叫号，可以先取号",
    "Calls pause over lunch until {time}; you can take a ticket",
  ],
  cut_off: ["取号机暂时不能取号", "This machine cannot give tickets now"],
  issuing_over: ["今日取号已结束", "No more tickets today"],
  opens_at: ["{day} {time} 开始取号。", "Tickets from {day}, {time}."],
  more_lines: ["更多业务", "More"],
  home_screen: ["首页", "First page"],
  screen_of: ["第 {n} 页，共 {all} 页", "Page {n} of {all}"],
  first_lines: ["返回上一页", "Back"],
  line_closed: ["今天不办理", "Closed today"],
  windows_away: ["{windows}暂未开放", "{windows} not open"],
  waiting_n: ["等候 {n} 人", "{n} waiting"],
  class_question: ["优先人群请先选类别，再选业务", "Priority? Touch your group, then the service"],
  class_more: ["选择优先类别", "Choose your group"],
  class_next: ["下一页", "Next"],
  class_back: ["返回", "Back"],
  ask_guide: ["不清楚？请到导服台", "Not sure? Ask the guide desk"],
  one_moment: ["请稍候…", "One moment…"],
  ahead_none: ["您前面无人等候", "Nobody is ahead of you"],
  ahead_n: ["前面等候 {n} 人", "{n} people ahead of you"],
  paper_printing: ["正在打印号票…", "Printing your ticket…"],
  paper_take: ["请取走号票", "Please take your ticket"],
  paper_unsure: [
    "请取走号票；没有出纸也有效，请记住号码",
    "Please take your ticket; without paper your number counts, too",
  ],
  paper_out: [
    "取号机暂时缺纸，请记住或拍下您的号码",
    "Out of paper: please remember or photograph your number",
  ],
  paper_failed: [
    "号票没有打印，号码有效，请记住号码",
    "No paper came out. Your number is valid, please remember it",
  ],
  wait_here: ["请在等候区就座，留意大屏", "Please take a seat and watch the wall"],
  wait_and_listen: ["请在等候区就座，留意广播和大屏", "Please take a seat, listen and watch the wall"],
  done_n: ["知道了（{n} 秒）", "Done ({n} s)"],
  back_n: ["返回（{n} 秒）", "Back ({n} s)"],
  issue_slow: [
    "正在核对号码是否已经取到，请稍候",
    "Checking whether your number was given, one moment please",
  ],
  issue_unsent: ["没有取到号，请再按一次", "No number was given, please touch again"],
  issue_unknown: ["没有收到服务器的答复", "The server did not answer"],
  go_to_guide: ["请到导服台，工作人员会帮助您。", "Please go to the guide desk; staff will help you."],
  still_there: ["您还在吗？", "Are you still there?"],
  still_there_hint: ["{n} 秒后回到首页", "Back to the first screen in {n} s"],
  go_on: ["继续", "Go on"],
};

export const t = speak(WORDS);
