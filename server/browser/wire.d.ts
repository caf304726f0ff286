// What comes and goes over the wire. Made from server/wire/schema.py: python -m server.wire.typescript

export interface About {
  ticket?: string;
  number?: string;
}

export interface AccountCode {
  id: string;
  name: string;
  code: string;
}

export interface AddAccount {
  do: "account.add";
  name: string;
  role: "admin" | "board" | "button" | "clerk" | "guide" | "kiosk" | "sign" | "supervisor";
  label?: string | null;
  window?: number | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface AddDevice {
  do: "device.add";
  name: string;
  role: "board" | "button" | "clerk" | "guide" | "kiosk" | "sign" | "supervisor";
  zone?: string | null;
  window?: number | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface AddToken {
  do: "token.add";
  name: string;
  role: "admin" | "board" | "button" | "clerk" | "guide" | "kiosk" | "sign" | "supervisor";
  window?: number | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface Alarm {
  kind: string;
  zh: string;
  en: string;
}

export interface Answer {
  day: string;
  seq: number;
  result: Issued | AccountCode | CallMade | DayEnded | DeviceShown | Rejoined | Reprinted | DayOpened | ScreenCode | TokenShown | Changed | ClockMoved | OrderGiven | SettingsVersion | About;
}

export interface Beat {
  build: string;
  size?: [number, number] | null;
  errors?: number;
  sound?: "blocked" | "none" | "ok" | "stalled" | null;
  volume?: number | null;
  shown?: Shown | null;
  wants_to_speak?: boolean;
  device?: DeviceBeat | null;
}

export interface BeatAnswer {
  speaker: string | null;
  until: number | null;
}

export interface BoardFrame {
  epoch: string;
  day: string;
  seq: number;
  hash: string;
  role: "board";
  view: BoardView;
  live: Live;
}

export interface BoardShown {
  keep_call_seconds: number;
  newest_seconds: number;
  diagonal_inches: number;
  farthest_metres: number;
  chime: boolean;
  voice: VoiceShown;
  layout: string;
  missed_minutes: number;
  standby_minutes: number;
}

export interface BoardView {
  face: HallShown;
  day: DayShown;
  zone: string;
  calls: CallShown[];
  waiting: LineOnWall[];
  windows: WindowOnWall[];
  missed: MissedShown[];
  rule: string;
  rule_en: string;
  board: BoardShown;
  unheard: UnheardShown | null;
  more: Record<string, number>;
}

export interface CallMade {
  ticket: string | null;
  number: string | null;
  call: number | null;
  finished?: string;
}

export interface CallNext {
  do: "window.next";
  window: number;
  finish?: Finish | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface CallSeen {
  day: string;
  call: number;
  at: number;
}

export interface CallShown {
  call: number;
  number: string;
  window: number;
  window_name: string;
  line: string;
  at: number;
  state: string;
  calls: number;
  say: string;
  parts: string[][];
  played: string;
  why: string;
}

export interface CallTicket {
  do: "window.call";
  window: number;
  ticket: string;
  reason?: "correction" | "other" | "priority" | "returned" | "together" | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface CallUnheard {
  call: number;
  number: string;
  window: number;
  zone: string;
  at: number;
}

export interface CancelTicket {
  do: "ticket.cancel";
  ticket: string;
  reason?: "citizen" | "mistake" | "staff" | "test";
  day?: string | null;
  valid_until?: number | null;
}

export interface Changed {
  id: string;
}

export interface ClassShown {
  id: string;
  name: string;
  name_en: string;
}

export interface ClipIndex {
  pack: string;
  clips: Record<string, ClipShown>;
}

export interface ClipShown {
  url: string;
  ms: number;
}

export interface Clock {
  hall: number;
  machine: number;
}

export interface ClockMoved {
  step: number;
}

export interface CloseDay {
  do: "day.close";
  confirm?: boolean;
  day?: string | null;
  valid_until?: number | null;
}

export interface CloseWindow {
  do: "window.close";
  window: number;
  reason?: "away" | "break" | "meeting" | "other" | "system" | null;
  until?: number | null;
  aimed?: "keep" | "release" | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface CodeDevice {
  do: "device.code";
  id: string;
  day?: string | null;
  valid_until?: number | null;
}

export type Command =
  | AddAccount
  | RemoveAccount
  | ResetAccount
  | SetAccount
  | ReportPlayed
  | ConfirmClock
  | CloseDay
  | OpenDay
  | AddDevice
  | CodeDevice
  | OrderDevice
  | ReportOrder
  | RevokeDevice
  | RollDevice
  | ReportPrint
  | ImportSettings
  | RestoreSettings
  | SetSettings
  | CancelTicket
  | IssueTicket
  | ReclassTicket
  | RejoinTicket
  | ReprintTicket
  | UndoTicket
  | AddToken
  | RevokeToken
  | CallTicket
  | CloseWindow
  | FinishService
  | HoldTicket
  | MissTicket
  | CallNext
  | OpenWindow
  | PauseWindow
  | RecallTicket
  | ResumeTicket
  | ReturnTicket
  | StartService
  | TransferTicket
  | Undo;

export interface ConfirmClock {
  do: "clock.confirm";
  now: number;
  by_hand?: boolean;
  day?: string | null;
  valid_until?: number | null;
}

export interface CountShown {
  line: string;
  name: string;
  count: number;
  oldest_at: number | null;
}

export interface CounterFrame {
  epoch: string;
  day: string;
  seq: number;
  hash: string;
  role: "counter";
  view: CounterView;
  live: Live;
}

export interface CounterView {
  face: HallShown;
  day: DayShown;
  window: WindowShown;
  current: TicketShown | null;
  played: string | null;
  waiting: CountShown[];
  queue: TicketShown[];
  aimed: number;
  held: TicketShown[];
  missed: TicketShown[];
  undo: UndoShown | null;
  windows: WindowShown[];
  lines: LineShown[];
  classes: ClassShown[];
  rejoin_max: number;
  chosen_calls: string;
  own: string[];
  finish_and_next: boolean;
  why: string;
  played_by: string;
  gone: TicketShown[];
  more: Record<string, number>;
}

export interface DayEnded {
  left: number;
  missed: number;
  unfinished: number;
}

export interface DayOpened {
  day: string;
  until: number | null;
}

export interface DayShown {
  day: string | null;
  open: boolean;
  schedule: Schedule | null;
  aside: boolean;
  until: number | null;
  hours: [string, string][];
}

export interface DeviceBeat {
  printer?: PrinterBeat | null;
  box?: string | null;
  last_press?: number | null;
  faults?: string[];
}

export interface DeviceShown {
  id: string;
  token: string;
  code: string;
}

export interface Doors {
  issuing: boolean;
  calling: boolean;
  why: string;
  opens_at: number | null;
}

export interface Enrol {
  code: string;
}

export interface Enrolled {
  screen: string;
  url: string;
}

export interface Finish {
  outcome: "advice" | "direct" | "partial" | "promised" | "refused" | "relayed";
  ticket?: string | null;
  reference?: string | null;
  days?: number | null;
}

export interface FinishService {
  do: "window.finish";
  window: number;
  ticket?: string | null;
  outcome?: "advice" | "direct" | "partial" | "promised" | "refused" | "relayed";
  reference?: string | null;
  days?: number | null;
  day?: string | null;
  valid_until?: number | null;
}

export type Frame =
  | KioskFrame
  | BoardFrame
  | WindowFrame
  | CounterFrame
  | SupervisorFrame;

export interface HallShown {
  id: string;
  name: string;
  name_en: string;
  mark: string;
  consult_phone: string;
  supervise_phone: string;
  notice: string;
  accent: string;
}

export interface Hello {
  build: string;
  hall: string;
  role: string;
  arg: string;
  screen: string | null;
  device: string | null;
  demo: boolean;
  now: number;
  plain_http: boolean;
  name: string | null;
}

export interface HoldTicket {
  do: "window.hold";
  window: number;
  ticket?: string | null;
  kind?: "kept" | "papers" | "step";
  day?: string | null;
  valid_until?: number | null;
}

export interface ImportSettings {
  do: "settings.import";
  settings: Record<string, unknown>;
  note?: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface IssueTicket {
  do: "ticket.issue";
  line: string;
  item?: string | null;
  class?: string | null;
  slot?: number | null;
  booking?: string | null;
  printer?: string | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface Issued {
  ticket: string;
  number: string;
  ahead: number;
  eta: [number, number] | null;
  page: string | null;
}

export interface ItemShown {
  id: string;
  name: string;
}

export interface JobShown {
  job: string;
  ticket: string;
  state: string;
  at: number;
  slip: Slip;
  waits: boolean;
  why: string;
}

export interface KioskFrame {
  epoch: string;
  day: string;
  seq: number;
  hash: string;
  role: "kiosk";
  view: KioskView;
  live: Live;
}

export interface KioskView {
  face: HallShown;
  day: DayShown;
  lines: LineShown[];
  classes: ClassShown[];
  jobs: JobShown[];
  paper: string;
  result_seconds: number;
  newest: PaperShown[];
  print_late_minutes: number;
  announced: string[];
  more: Record<string, number>;
}

export interface LineOnWall {
  line: string;
  name: string;
  count: number;
  oldest_at: number | null;
  next: string[];
}

export interface LineShown {
  line: string;
  name: string;
  name_en: string;
  hint: string;
  open: boolean;
  windows: number[];
  open_windows: number[];
  waiting: number;
  items: ItemShown[];
}

export interface Live {
  now: number;
  opening?: Opening | null;
  doors?: Doors | null;
  eta?: Record<string, [number, number] | null>;
  devices?: Record<string, string>;
  unwell?: Record<string, Unwell>;
  orders?: Order[];
  ordered?: Ordered[];
  speaking?: Record<string, Speaking>;
  names?: Record<string, string>;
  shown?: Record<string, CallSeen>;
  clips?: string;
  printer?: string;
  paper?: string;
  notes?: Record<string, string>;
  alarms?: Alarm[];
  clock_unsure?: boolean;
  clock?: Clock | null;
  away?: string[];
  store_ok?: boolean;
}

export interface Me {
  hall: string;
  kind: "account" | "device" | "local" | "token";
  id: string;
  role: string;
  name: string;
  device: string | null;
  window: number | null;
  zone: string | null;
  commands: ("account.add" | "account.remove" | "account.reset" | "account.set" | "call.played" | "clock.confirm" | "day.close" | "day.open" | "device.add" | "device.code" | "device.order" | "device.report" | "device.revoke" | "device.roll" | "print.report" | "settings.import" | "settings.restore" | "settings.set" | "ticket.cancel" | "ticket.issue" | "ticket.reclass" | "ticket.rejoin" | "ticket.reprint" | "ticket.undo" | "token.add" | "token.revoke" | "window.call" | "window.close" | "window.finish" | "window.hold" | "window.miss" | "window.next" | "window.open" | "window.pause" | "window.recall" | "window.resume" | "window.return" | "window.start" | "window.transfer" | "window.undo")[];
  views: Seen[];
  view: Seen | null;
  tickets: boolean;
  version: string;
}

export interface MissTicket {
  do: "window.miss";
  window: number;
  ticket?: string | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface MissedShown {
  number: string;
  line: string;
  window: number | null;
  at: number;
}

export interface Nothing {
}

export interface OpenDay {
  do: "day.open";
  until?: number | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface OpenWindow {
  do: "window.open";
  window: number;
  day?: string | null;
  valid_until?: number | null;
}

export interface Opening {
  numbers: [number, number] | null;
  calls: [number, number][];
  why: string;
  promised: boolean;
}

export interface Order {
  id: string;
  device: string;
  act: string;
  until: number;
  args?: Record<string, string>;
}

export interface OrderDevice {
  do: "device.order";
  device: string;
  act: "announce" | "identify" | "reload" | "restart" | "screenshot" | "stop_sound" | "test_chime" | "test_print";
  args?: Record<string, string>;
  day?: string | null;
  valid_until?: number | null;
}

export interface OrderGiven {
  order: string;
}

export interface Ordered {
  id: string;
  device: string;
  act: string;
  until: number;
  at: number;
  state: string;
  detail: string;
  media: string | null;
  args: Record<string, string>;
}

export interface PaperShown {
  ticket: string;
  state: string;
}

export interface PauseWindow {
  do: "window.pause";
  window: number;
  reason?: "away" | "break" | "meeting" | "other" | "system" | null;
  until?: number | null;
  aimed?: "keep" | "release" | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface PrinterBeat {
  state?: string;
  paper?: string;
  causes?: string[];
}

export interface Problem {
  type: string;
  status: number;
  code: string;
  title: string;
  detail: string;
  facts?: Record<string, unknown>;
}

export interface Ready {
  ready: boolean;
  store: boolean;
  clock_unsure: boolean;
  day: string;
  seq: number;
  pages: boolean;
}

export interface RecallTicket {
  do: "window.recall";
  window: number;
  ticket?: string | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface ReclassTicket {
  do: "ticket.reclass";
  ticket: string;
  class: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface RejoinTicket {
  do: "ticket.rejoin";
  ticket: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface Rejoined {
  ticket: string;
  number: string;
  ahead: number;
}

export interface RemoveAccount {
  do: "account.remove";
  name: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface ReportOrder {
  do: "device.report";
  order: string;
  state: "done" | "failed" | "refused";
  detail?: string;
  media?: string | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface ReportPlayed {
  do: "call.played";
  call: number;
  zone: string;
  state: "failed" | "played" | "skipped";
  reason?: "blocked" | "late" | "no_device" | "no_speaker" | "quiet" | "stalled" | "undone" | null;
  through?: number | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface ReportPrint {
  do: "print.report";
  job: string;
  state: "confirmed" | "failed" | "queued" | "sent" | "unknown";
  paper?: "low" | "ok" | "out" | "unknown";
  why?: "cover" | "cutter" | "error" | "gone" | "late" | "offline" | "paper" | "unfit" | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface ReprintTicket {
  do: "ticket.reprint";
  ticket: string;
  printer?: string | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface Reprinted {
  ticket: string;
  number: string;
  job: string;
}

export interface ResetAccount {
  do: "account.reset";
  name: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface RestoreSettings {
  do: "settings.restore";
  version: number;
  note?: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface Results {
  "account.add": AccountCode;
  "account.remove": Changed;
  "account.reset": AccountCode;
  "account.set": Changed;
  "call.played": About;
  "clock.confirm": ClockMoved;
  "day.close": DayEnded;
  "day.open": DayOpened;
  "device.add": DeviceShown;
  "device.code": ScreenCode;
  "device.order": OrderGiven;
  "device.report": About;
  "device.revoke": Changed;
  "device.roll": TokenShown;
  "print.report": About;
  "settings.import": SettingsVersion;
  "settings.restore": SettingsVersion;
  "settings.set": SettingsVersion;
  "ticket.cancel": About;
  "ticket.issue": Issued;
  "ticket.reclass": About;
  "ticket.rejoin": Rejoined;
  "ticket.reprint": Reprinted;
  "ticket.undo": About;
  "token.add": TokenShown;
  "token.revoke": Changed;
  "window.call": CallMade;
  "window.close": About;
  "window.finish": About;
  "window.hold": About;
  "window.miss": About;
  "window.next": CallMade;
  "window.open": About;
  "window.pause": About;
  "window.recall": CallMade;
  "window.resume": About;
  "window.return": About;
  "window.start": About;
  "window.transfer": About;
  "window.undo": About;
}

export interface ResumeTicket {
  do: "window.resume";
  window: number;
  ticket: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface ReturnTicket {
  do: "window.return";
  window: number;
  ticket: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface RevokeDevice {
  do: "device.revoke";
  id: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface RevokeToken {
  do: "token.revoke";
  id: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface RollDevice {
  do: "device.roll";
  id: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface Schedule {
  sessions: [number, number][];
  issue_from: number;
  issue_until: number;
}

export interface ScreenCode {
  id: string;
  code: string;
}

export interface Seen {
  role: string;
  arg: string | null;
}

export interface SetAccount {
  do: "account.set";
  name: string;
  role?: "admin" | "board" | "button" | "clerk" | "guide" | "kiosk" | "sign" | "supervisor" | null;
  label?: string | null;
  window?: number | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface SetPassword {
  name: string;
  code: string;
  password: string;
}

export interface SetSettings {
  do: "settings.set";
  changes: Record<string, unknown>;
  note?: string;
  day?: string | null;
  valid_until?: number | null;
}

export interface SettingTold {
  path: string;
  zh: string;
  en: string;
}

export interface SettingsVersion {
  version: number;
  told?: SettingTold[];
}

export interface Shown {
  day: string;
  call: number;
  at: number;
}

export interface SignIn {
  name: string;
  password: string;
}

export interface SignedIn {
  name: string;
}

export interface Slip {
  number: string;
  line: string;
  cls: string;
  windows: string;
  ahead: number;
  time: string;
  hall: string;
  mark: string;
  overdue: string;
  advice: string;
  consult_phone: string;
  supervise_phone: string;
  qr: string;
  copy: number;
  item: string;
}

export interface Speaking {
  device?: string;
  name?: string;
  why?: string;
}

export interface StartService {
  do: "window.start";
  window: number;
  ticket?: string | null;
  day?: string | null;
  valid_until?: number | null;
}

export interface SupervisorFrame {
  epoch: string;
  day: string;
  seq: number;
  hash: string;
  role: "supervisor";
  view: SupervisorView;
  live: Live;
}

export interface SupervisorView {
  face: HallShown;
  day: DayShown;
  windows: WindowShown[];
  waiting: CountShown[];
  lines: LineShown[];
  tickets: TicketShown[];
  counts: Record<string, number>;
  paper: Record<string, string>;
  chosen_calls: Record<string, number>;
  wrong_lines: Record<string, number>;
  stranded: TicketShown[];
  gone: TicketShown[];
  calls: Record<string, number>;
  unheard: CallUnheard[];
  more: Record<string, number>;
}

export interface Tick {
  epoch: string;
  day: string;
  seq: number;
  hash: string;
  now: number;
}

export interface TicketPage {
  tickets: TicketShown[];
  count: number;
  next: string | null;
  more: Record<string, number>;
}

export interface TicketShown {
  ticket: string;
  number: string;
  line: string;
  line_name: string;
  cls: string;
  cls_name: string;
  item: string;
  state: string;
  arrived_at: number;
  state_at: number;
  calls: number;
  call: number | null;
  called_at: number | null;
  started_at: number | null;
  first_called_at: number | null;
  came_ms: number;
  handled_ms: number;
  window: number | null;
  aimed: number | null;
  hold: string | null;
  rejoins: number;
  note: string | null;
  undo: TicketUndo | null;
}

export interface TicketUndo {
  of: number;
  do: string;
  until: number;
  actor: string;
  by: string | null;
}

export interface TokenShown {
  id: string;
  token: string;
}

export interface TransferTicket {
  do: "window.transfer";
  window: number;
  ticket?: string | null;
  to_line?: string | null;
  to_window?: number | null;
  note?: string | null;
  back?: boolean;
  wrong_line?: boolean;
  day?: string | null;
  valid_until?: number | null;
}

export interface Undo {
  do: "window.undo";
  window: number;
  of: number;
  day?: string | null;
  valid_until?: number | null;
}

export interface UndoShown {
  of: number;
  do: string;
  number: string;
  until: number;
}

export interface UndoTicket {
  do: "ticket.undo";
  ticket: string;
  of: number;
  day?: string | null;
  valid_until?: number | null;
}

export interface UnheardShown {
  call: number;
  through: number;
  at: number;
}

export interface Unwell {
  sound?: string;
  errors?: number;
  printer?: string[];
  faults?: string[];
}

export interface Uploaded {
  media: string;
}

export interface VoiceShown {
  volume: number;
  quiet: [string, string][];
  repeats: number;
  spoken: boolean;
  prompts: Record<string, string>;
}

export interface WindowFrame {
  epoch: string;
  day: string;
  seq: number;
  hash: string;
  role: "window";
  view: WindowView;
  live: Live;
}

export interface WindowOnWall {
  window: number;
  state: string;
  lines: string[];
  reason?: string | null;
  until?: number | null;
}

export interface WindowShown {
  window: number;
  name: string;
  name_en: string;
  zone: string;
  state: string;
  lines: string[];
  current: string | null;
  current_state: string | null;
  since: number;
  done: number;
  reason?: string | null;
  until?: number | null;
}

export interface WindowView {
  face: HallShown;
  day: DayShown;
  window: number;
  name: string;
  name_en: string;
  state: string;
  lines: string[];
  call: CallShown | null;
  reason: string | null;
  until: number | null;
  wanted: boolean;
  duty: string;
  zone: string;
}

export type View =
  | BoardView
  | CounterView
  | KioskView
  | SupervisorView
  | WindowView;
