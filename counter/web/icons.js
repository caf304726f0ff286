// The icons of the clerk's page beside those of all pages: lucide (ISC).
export {
  arrowRightLeft,
  bell,
  check,
  door,
  lunch,
  pause,
  play,
  printer,
  recall,
  receipt,
  rejoin,
  undo,
  userMissed,
  users,
  volumeOff,
  warning,
  wifi,
  wifiOff,
} from "../../server/browser/icons.js";
export { default as close } from "lucide-static/icons/door-closed.svg";
export { default as putBack } from "lucide-static/icons/corner-up-left.svg";
export { default as search } from "lucide-static/icons/list-ordered.svg";
