// dates.js says times as the person who reads would see them, in their time zone.
import { now, person, state } from "./store.js";

const zone = () => person(state.me)?.tz || undefined;
const format = (ms, options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone(), ...options }).format(ms);

export const clock = (ms) => format(ms, { hour: "2-digit", minute: "2-digit" });
export const day = (ms) => format(ms, { day: "numeric", month: "short", year: "numeric" });
export const moment = (ms) => `${format(ms, { weekday: "short", day: "numeric", month: "short", year: "numeric" })}, ${clock(ms)}`;

// pretty says yesterday, today and tomorrow by their names.
function pretty(ms, options) {
  const days = [["yesterday", -1], ["today", 0], ["tomorrow", 1]];
  const found = days.find(([, offset]) => day(ms) === day(now() + offset * 86400e3));
  return found ? found[0] : format(ms, options);
}

const long = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const plain = { day: "numeric", month: "long", year: "numeric" };
const short = { day: "numeric", month: "short", year: "numeric" };
const tokens = {
  date: (ms) => format(ms, plain), date_short: (ms) => format(ms, short), date_long: (ms) => format(ms, long),
  date_num: (ms) => format(ms, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date_pretty: (ms) => pretty(ms, plain), date_short_pretty: (ms) => pretty(ms, short), date_long_pretty: (ms) => pretty(ms, long),
  time: clock, time_secs: (ms) => format(ms, { hour: "2-digit", minute: "2-digit", second: "2-digit" }), ago: (ms) => away(ms),
};

// slackDate fills Slack's date format, such as {date_short_pretty} {time}.
export const slackDate = (ms, pattern) => pattern.replace(/\{(\w+)\}/g, (whole, name) => tokens[name]?.(ms) ?? whole);

// away says how far off a moment is.
export function away(ms) {
  const gap = ms - now();
  const [size, unit] = [[86400e3, "day"], [3600e3, "hour"], [60e3, "minute"]].find(([s]) => Math.abs(gap) >= s) || [60e3, "minute"];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(gap / size), unit);
}

// span says how long a move of the clock was.
export function span(ms) {
  const [size, unit] = [[7 * 86400e3, "week"], [86400e3, "day"], [3600e3, "hour"], [60e3, "minute"]].find(([s]) => ms % s === 0) || [1000, "second"];
  const n = Math.round(ms / size);
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}
