// Types of the clerk's page.
import type { CallTicket, Command, CounterView, Finish, Hello, HoldTicket, Live, PauseWindow, TicketShown } from "../../server/browser/wire.js";

/** What an act is about, where it is about more than the ticket at the window. */
export interface Choice {
  kind?: HoldTicket["kind"];
  to_line?: string;
  to_window?: number;
  note?: string;
  back?: boolean;
  ticket?: string;
  reason?: CallTicket["reason"];
  aimed?: PauseWindow["aimed"];
  of?: number;
}

/** How the ticket at the window will be finished. */
export type How = Omit<Finish, "ticket">;

/** What the page sees at a moment. lunch: until when nobody is called, "" when somebody may be. */
export interface Seen {
  view: CounterView;
  live: Live;
  hello: Hello | null;
  now: number;
  away: boolean;
  lunch: string;
  outcome: How | null;
}

/** Why not: the key of a word, and what it names. */
export type Why = [string, Record<string, string | number>?];
export type Asked = (seen: Seen) => Why | null | false;

/** A row of the table of acts (commands.js). */
export interface Row {
  words: string;
  icon: string;
  keys?: string[];
  done?: string[];
  panel?: Panel["name"];
  asks?: (seen: Seen) => boolean;
  not: Asked;
  command?: (seen: Seen, choice: Choice) => Command;
}

/** A choice that is open. of: the ticket it is about. */
export interface Panel {
  name: "hold" | "transfer" | "back" | "outcome" | "reason" | "close" | "aimed" | "found";
  of?: string | null;
  ticket?: Called;
  found?: TicketShown;
  command?: Command;
  words?: string;
}

/** A ticket to be called, by its id or number. */
export interface Called {
  ticket: string;
  number: string;
}

/** Where a click was; empty for a key. */
export interface Press {
  x?: number;
  y?: number;
}

/** A press that was made: of which act, and when (ms). */
export interface Made extends Press {
  name: string;
  at: number;
}

/** One choice of a panel. why: the reason it may not be taken now. */
export interface Offer {
  key?: string;
  words: string;
  why?: string;
  run: (press: Press) => void;
}

export interface Desk extends Seen {
  busy: string | null;
  said: { words: string; kind: string } | null;
  panel: Panel | null;
  /** The open panel's way to take a key. */
  chooser: { current: ((sign: string) => void) | null };
  why(name: string): string;
  run(name: string, choice?: Choice, press?: Press): void;
  /** False when the text says no ticket that can be called. */
  call(text: string): boolean;
  callTicket(ticket: Called, press?: Press): void;
  scan(text: string): Promise<void>;
  send(command: Command): Promise<void>;
  say(words: string, kind?: string): void;
  ask(panel: Panel | null): void;
  choose(chosen: { ticket: string; how: How } | null): void;
}

// -- keys ---------------------------------------------------------------------------------------

/** Where the focus is: in an open panel, in the field of F2, in any other field, on a button, or nowhere. */
export type Place = "page" | "button" | "panel" | "number" | "field";

export interface Sign {
  sign: string;
  text: string;
  at: number;
  place: Place;
}

/** What was typed so far. run: signs that follow each other closely, `done` of them dealt with. */
export interface Typed {
  buffer: string;
  run: Sign[];
  done: number;
  last: number;
  wake: number;
  unsure: boolean;
  askedAt: number;
}

/** What keys mean: exactly one of these. */
export interface Meant {
  act?: string;
  call?: string;
  ask?: string;
  choose?: string;
  push?: true;
  submit?: true;
  scan?: string;
  place?: Place;
}

export type Means = [Typed, Meant[]];

/** Whom a text means, or the word that says why nobody. */
export type Wanted = { wrong: string; facts: Record<string, string | number> } | { wrong?: undefined; number: string; ticket: string };

export type { TicketShown };
