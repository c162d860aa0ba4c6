/** Words that this project has overused in senses of its own, each with what to write instead. A space stands for any white space. */
const words = [
  ["(?<!@param )tells?|told|telling", "warns, reports, shows, says; to tell apart: distinguish"],
  ["anew", "again; to make anew: recreate"],
  ["beside", "next to, besides, along with"],
  ["doors?", "provider mode (dynamic or native)"],
  ["(?:a|an?other|the first|the next|the last|every|each|two|between) looks?", "poll, read"],
  ["look(?:s|ed)? (?:again|over)|lookers?", "poll, check"],
  ["whoever|whichever|whosoever", "name who or which it is"],
  ["nobody knows|nobody can (?:know|tell|say)|no one knows", "unknown, cannot be determined"],
  ["what(?:ever)? (?:is|was) there", "what exists, the existing one"],
  ["go(?:es)? on|went on|going on|gone on", "continue"],
  ["any ?more", "no longer"],
  ["twins?", "duplicate, the same rule"],
  ["discreet(?:ly)?|unbidden|innocent", "a term of the field: masked, implicit, unaware"],
  ["encounter(?:s|ed)?", "existing, find"],
  ["namesakes?", "group of the same name"],
  ["heirs?", "the resource that replaces it, successor"],
  ["(?:un)?sayable", "that a program can (or cannot) express"],
  ["bare servers?", "server without a firewall, unprotected server"],
  ["misspelt", "misspelled"],
  ["strangers?", "something else, an unknown one"],
  ["as (?:it|they) should be", "correct, up to date"],
  ["(?:come|comes|came|coming) about", "was created, happened"],
  ["comes? and goe?s?", "added and removed"],
  ["(?:a|one|each|every|no) text", "a string"],
  ["spelt", "written"],
  ["mend(?:s|ed|ing)?", "repair, fix"],
  ["says? so|said so|saying so", "report it, print it, state it"],
  ["under way", "in progress, running"],
  ["half-made|half made", "partially created"],
  ["(?:take|takes|taken|took|taking) over", "adopt"],
  ["(?<!there )(?:is|are|was|were) no (?!longer|more|different|further|way|such)[\\w-]+", "is not a …"],
  ["in clear", "in plain text"],
  ["(?:for|without|with no) (?:ever|an? end|end)", "forever, indefinitely"],
  ["of (?:one's|its|their) making", "created by"],
  ["has to be a|have to be (?:a|of)", "must be a"],
  ["that (?:came|come) to be|come(?:s)? to be|came to be", "was created"],
  ["one another's", "each other's"],
  ["(?:comes?|came) of (?:it|an?|the|this|that|what)|what (?:is|was) to come of", "outcome, result"],
  ["(?:as|how) (?:it|they) (?:comes?|came)", "as received, unchanged"],
  [
    "what (?:comes?|came) (?:in|out|back|now|next|nearest|over)",
    "incoming, outgoing, the answer, the nearest",
  ],
  ["what goes (?:in|out)", "arguments, outgoing traffic"],
  ["about to go", "being deleted"],
  ["no (?:write|change|call|read|test) will do", "no write can help"],
  ["bec(?:omes?|ame) of", "what happens to, outcome"],
  [
    "(?:that|which|who) (?:is|are|was|were) there|(?:already|still|longer|not) there|there (?:already|twice)",
    "exists",
  ],
  ["look(?:s|ed|ing)? at", "read, check, examine"],
  ["goes? back to a", "is caused by"],
  [
    "(?:is|are|was|were|be) said|(?:say|says|said|saying|speak|speaks) of",
    "is reported, is printed; say about",
  ],
  [
    "nobody|everybody|anybody",
    "name who: no user, no program, all users; or say that it is unknown, unused, unmanaged",
  ],
  ["(?:fails|failed) in passing", "fails transiently"],
  ["far (?:side|end)s?", "remote side, remote end"],
  [
    "stands? (?:in|at|on|above|below|before|alone|here|there|still) (?!for)|stood still",
    "is in, makes no progress",
  ],
  [
    "(?:that|it|which|what|text) is none|(?:that|of which) there (?:is|are) not",
    "is not one, unknown, invalid",
  ],
  ["so (?:many|often) (?!that|as)", "the most, how many, a number of"],
  ["what of (?:an?|the|it|them|these)", "the part of it that"],
  [
    "li(?:ves|ve|ved) on|be it|yet to be (?:made|created)|acts? upon|shall",
    "is kept; whether; does not exist yet; control; is to",
  ],
  ["whatsoever|wherever|hither|thereby|therein|thereof", "plainer words"],
];

/** What a text may not contain, and what to write instead. */
export const wordList = words.map(([pattern, instead]) => ({
  pattern: new RegExp(`(?<![\\w-])(?:${pattern.replaceAll(" ", "\\s+")})(?![\\w-])`, "gi"),
  instead,
}));

/** Most texts have none of them, which one expression finds out in a fifth of the time. */
const any = new RegExp(
  `(?<![\\w-])(?:${words.map(([pattern]) => pattern.replaceAll(" ", "\\s+")).join("|")})(?![\\w-])`,
  "i",
);

/** The words of the list in a text, in the order of their position. */
export function findWords(text) {
  if (!any.test(text)) return [];
  return wordList
    .flatMap(({ pattern, instead }) =>
      [...text.matchAll(pattern)].map((match) => ({
        index: match.index,
        words: match[0].replace(/\s+/g, " "),
        instead,
      })),
    )
    .sort((one, other) => one.index - other.index);
}
