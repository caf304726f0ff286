// What may stand in the fields of an outcome, as server/hall/commands.py has it. Pure.

const MOST_DAYS = 365;
const MOST_SIGNS = 40;
const REFERENCE = /^[0-9A-Za-z\-/\u3007\u3400-\u4dbf\u4e00-\u9fff\u3014\u3015\uff08\uff09]*$/u;

/** Key of the word that says what is wrong with working days as typed, or "". @param {string} text */
export function daysWrong(text) {
  const bare = text.normalize("NFKC").trim();
  if (bare === "") return "days_empty";
  if (!/^\d+$/.test(bare)) return "days_whole";
  return Number(bare) >= 1 && Number(bare) <= MOST_DAYS ? "" : "days_range";
}

/** Key of the word that says what is wrong with a case number, or "". @param {string} text */
export function referenceWrong(text) {
  if ([...text].length > MOST_SIGNS) return "reference_long";
  return REFERENCE.test(text) ? "" : "reference_signs";
}
