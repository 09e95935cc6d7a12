// What in a text may tell who somebody is. Nothing is sent anywhere to be looked at.
import { TELLING_WORDS } from "./telling-words.js";

const any = (words) => words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
const EDGE = "(?<![\\p{L}\\p{N}])";
const END = "(?![\\p{L}\\p{N}])";
const CAPITAL = "\\p{Lu}[\\p{L}’'-]*";
const DAY = "(?:[12]?\\d|3[01])(?:st|nd|rd|th)?";

// In every language: mail, telephone and hospital numbers, dates in figures, postcodes.
const EVERYWHERE = [
  /[^\s@]+@[^\s@]+\.[\p{L}]{2,}/gu,
  /(?<![\p{L}\p{N}£$€.,])\+?\d(?:[\s().-]{0,2}\d){8,14}(?!\p{N})/gu,
  /(?<![\p{L}\p{N}£$€.,])\p{L}{0,3}\d{6,10}(?![\p{L}\p{N}])/gu,
  /(?<!\p{N})\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?!\p{N})/gu,
  /(?<!\p{N})\d{4}-\d{2}-\d{2}(?!\p{N})/gu,
  /(?<![\p{L}\p{N}])[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?![\p{L}\p{N}])/gu,
];

function patterns(words) {
  const not = `(?!(?:${any(words.notNames)})${END})`;
  // With "i", a capital letter is no capital any more: first letters are spelled both ways instead.
  const both = (list) => any(list).replace(/(^|\|)(\p{L})/gu, (_, bar, l) => `${bar}[${l}${l.toUpperCase()}]`);
  const month = any(words.months.map((m) => m[0].toUpperCase() + m.slice(1)).concat(words.months.filter((m) => m !== "may" && m !== "march")));
  return [
    [new RegExp(`${EDGE}(?:${both(words.short)})\\.?\\s+${not}[\\p{L}][\\p{L}’'-]+${END}`, "gu"), words],
    [new RegExp(`${EDGE}(?:${both(words.titles)})\\s+(${CAPITAL})`, "gu"), words],
    [new RegExp(`${EDGE}(?:${both(words.called)})\\s+(${CAPITAL})`, "gu"), words],
    [new RegExp(`${EDGE}(?:${both(words.places)})\\s+(?:number\\s+|no\\.?\\s*)?(?:\\d{1,4}[A-Za-z]?|[A-Z]\\d{0,3})${END}(?!\\s+(?:${any(words.amounts)})${END})`, "gu"), null],
    [new RegExp(`${EDGE}${CAPITAL}\\s+Ward${END}`, "gu"), words],
    [new RegExp(`${EDGE}${DAY}\\s+(?:of\\s+)?(?:${month})${END}`, "gu"), null],
    [new RegExp(`${EDGE}(?:${month})\\s+(?:the\\s+)?${DAY}${END}`, "gu"), null],
    [new RegExp(`${EDGE}(?:${both(words.born)})[\\s:]+\\d[\\d\\s./-]*`, "gu"), null],
  ];
}

const known = new Map();

function inLanguage(language) {
  const words = TELLING_WORDS[language.slice(0, 2)] || TELLING_WORDS.en;
  if (!known.has(words)) known.set(words, patterns(words));
  return known.get(words);
}

function isName(found, words) {
  const name = (found[1] || "").toLowerCase().replace(/[’']s$/, "");
  const first = found[0].split(/\s+/)[0].toLowerCase();
  const before = words.notNames.includes(name) || (/\sward$/i.test(found[0]) && words.notNames.includes(first));
  return !before;
}

/** What may tell who somebody is, as it stands in the text, each once. */
export function identifying(text, language = "en") {
  const found = new Set();
  for (const pattern of EVERYWHERE) {
    for (const each of text.matchAll(pattern)) found.add(each[0].trim());
  }
  for (const [pattern, words] of inLanguage(language)) {
    for (const each of text.matchAll(pattern)) {
      if (!words || isName(each, words)) found.add(each[0].trim());
    }
  }
  return Array.from(found);
}
