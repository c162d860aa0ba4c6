/** A sentence about traffic. */
export const speakers = ["preview", "guard", "explain", "lint", "matchers", "drift"] as const;
export type Speaker = (typeof speakers)[number];

/** Changes what a speaker says before the judge gets it. */
export type Wrap = (speaker: Speaker, text: string) => string;

export const honest: Wrap = (_speaker, text) => text;

/** A lie of each speaker, as a mistake in the code would make it: one that leaves the sentence well formed. */
const lies: Readonly<Record<Speaker, (text: string) => string>> = {
  // What closes is left out.
  preview: (text) => text.replace(/closes (?!nothing)[^;]+/, "closes nothing"),
  guard: (text) => text.replace(/lets no DHCP in/, "lets nothing in"),
  explain: (text) => text.replace(/^No rule allows anything of it.*/ms, "Allowed: tcp 22 from anywhere"),
  lint: (text) => text.replace(/opens ssh to the world/, "opens rdp to the world"),
  matchers: () => "passes",
  drift: (text) => text.replace(/opened/, "closed"),
};

/** One speaker lies, all others say what they say. */
export const lying =
  (liar: Speaker): Wrap =>
  (speaker, text) =>
    speaker === liar ? lies[liar](text) : text;
