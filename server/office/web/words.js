// The words of the page that enrols a screen.
import { speak } from "../../browser/words.js";

export const WORDS = {
  enrol_title: ["登记本屏幕", "Enrol this screen"],
  enrol_code: ["设备代码（8 位）", "Device code (8 signs)"],
  enrol_go: ["登记", "Enrol"],
  enrol_how: [
    "代码由管理员生成：jiaohao device add 名称 --role kiosk|board|clerk，10 分钟内有效，只能用一次。",
    "The administrator makes it: jiaohao device add NAME --role kiosk|board|clerk; valid 10 minutes, once.",
  ],
  start_page: ["返回首页", "Start page"],
};

export const t = speak(WORDS);
