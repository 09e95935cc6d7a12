// Per language: the words beside which a name, a place or a date may tell who somebody is. Data only.

export const TELLING_WORDS = {
  en: {
    // Before a name, also where the name is written small.
    short: ["dr", "mr", "mrs", "ms", "miss", "mx", "prof"],
    // Before a name with a capital letter.
    titles: [
      "doctor", "nurse", "sister", "matron", "professor", "consultant", "midwife", "surgeon",
      "physio", "porter", "pharmacist", "reverend", "father", "auntie", "aunt", "uncle", "nan",
    ],
    called: ["called", "named", "name is", "name was", "name’s", "name's"],
    // No name follows these, though a capital may.
    notNames: [
      "i", "we", "she", "he", "they", "it", "you", "said", "says", "told", "came", "was", "is", "who",
      "and", "or", "in", "on", "at", "then", "never", "always", "did", "had", "has", "could", "would",
      "a", "the", "my", "me", "us", "to", "for", "with", "just", "also", "but", "because", "when",
      "asked", "looked", "sat", "went", "a&e", "nhs", "gp", "monday", "tuesday", "wednesday",
      "thursday", "friday", "saturday", "sunday", "appointment", "appointments", "so", "please",
    ],
    places: ["ward", "bed", "bay", "room", "theatre", "cubicle", "unit", "flat"],
    // A number before these is how long or how many, not where.
    amounts: [
      "hour", "hours", "minute", "minutes", "day", "days", "week", "weeks", "month", "months",
      "year", "years", "time", "times", "people", "of us", "o’clock", "o'clock", "am", "pm",
    ],
    months: [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december", "jan", "feb", "apr", "jun", "jul", "aug", "sept", "sep",
      "oct", "nov", "dec",
    ],
    born: ["born on", "born in", "date of birth", "dob"],
  },
};
