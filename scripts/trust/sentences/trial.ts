import type { Outcome } from "../../../test/provider/managed-resource";
import { gapIn } from "./judge/change";
import { kept, silences } from "./judge/guard";
import type { LiveRule } from "./judge/packet";
import { opensToWorld } from "./judge/lint";
import type { Wrap } from "./lie";
import { type Heard, Listener, MAY_COME } from "./listener";
import { tryExplain, tryLint, tryMatcher } from "./questions";
import { readDrift } from "./sentences";
import { untruthsOfChange } from "./judge/change";
import type { Life, Step, Wanted } from "./step";
import { Untruth } from "./untruth";
import type { Subject, World } from "./world";

/** How much has been judged. */
export interface Tally {
  edits: number;
  refused: number;
  sentences: number;
}

export interface TrialOptions {
  readonly wrap: Wrap;
  readonly tally: Tally;
  /** What is printed for the user. */
  readonly said: string[];
  /** Whether what others change may stay unseen: without it, a refresh follows. */
  readonly unseen: boolean;
}

/** Plays the life of one group, and holds each sentence against what the server lets through. @throws Untruth */
export async function tryLife(world: World, { adopted, steps }: Life, options: TrialOptions): Promise<void> {
  const subject = await world.begin(adopted);
  try {
    const trial = new Trial(world, subject, adopted !== undefined, options);
    for (const step of steps) await trial.step(step);
  } finally {
    await subject.end();
  }
}

/** Why an update may be refused. What it says then is judged by what it would have done. */
const REFUSALS = [
  /opens .* to the world/,
  /is redundant: /,
  /the change is not gap-free/,
  /which keepReachable lists/,
  /lets (nothing|no DHCP)/,
  /no other firewall group/,
  /does not accept such a rule back/,
];

class Trial {
  /**
   * What the product may know of the rules: as they were when it last read or wrote them. Two of these where an update may have
   * looked or not; undefined where it has none.
   */
  private seen: readonly (readonly LiveRule[])[] | undefined;
  /** Rules of others that an update left alone, and no refresh has taken into the program's since. */
  private left: ReadonlySet<string> = new Set();
  private wanted: Wanted | undefined;
  /** Whether state has rules of the program: what an update gives up that fails half-way, it has given up. */
  private manages = false;
  /** Whether the last update was made in full. */
  private isWhole = true;

  constructor(
    private readonly world: World,
    private readonly subject: Subject,
    private readonly adopts: boolean,
    private readonly options: TrialOptions,
  ) {}

  async step(step: Step): Promise<void> {
    const { world, subject, options } = this;
    const { tally, wrap } = options;
    if (step.kind === "up") return this.up(step.wanted);
    if (step.kind === "refresh") return this.refresh();
    if (subject.resource.state === undefined && !this.adopts) return;
    if (step.kind === "add" || step.kind === "remove" || step.kind === "unknown") {
      if (step.kind === "add") await subject.add(step.rule);
      else if (step.kind === "remove") await subject.remove(step.which);
      else await subject.addUnknown();
      return options.unseen ? undefined : this.refresh();
    }
    if (step.kind === "explain") tally.sentences += await tryExplain(world, subject, step.question, wrap);
    else if (step.kind === "lint") tally.sentences += await tryLint(world, subject, wrap);
    else if (
      this.seen !== undefined &&
      this.wanted?.rules !== undefined &&
      this.isWhole &&
      this.wanted.active
    )
      tally.sentences += await tryMatcher(
        world,
        subject,
        { ...step, program: this.wanted.rules },
        {
          // Plain rules of a program know nothing of what others have added.
          rules: subject.judgedOf(this.wanted.rules),
          wrap,
        },
      );
  }

  private async up(wanted: Wanted): Promise<void> {
    const { subject, options } = this;
    const { tally, said } = options;
    const before = subject.live() ?? [];
    const begins = subject.resource.state === undefined || (!this.manages && wanted.rules !== undefined);
    said.length = 0;
    subject.watch();
    tally.edits += 1;
    let outcome: Outcome | undefined;
    try {
      outcome = await subject.resource.up(subject.argsOf(wanted));
    } catch (error) {
      await this.refused(wanted, error instanceof Error ? error.message : String(error));
      return;
    }
    const live = subject.live() ?? [];
    const lines = said.splice(0);
    tally.sentences += lines.length;
    const known = begins ? [before] : this.isWhole ? this.seen : undefined;
    this.inAnyReading(known ?? [before], (one) =>
      this.judge(lines, wanted, { before, live, known: one, isKnown: known !== undefined }),
    );
    const isUnseen = outcome === "unchanged" && known !== undefined;
    const isSure = subject.steps().length > 1 || begins || known === undefined;
    this.left = isUnseen ? this.left : this.foreign(wanted, live);
    this.seen = isUnseen ? known : isSure ? [live] : [...known, live];
    this.wanted = wanted;
    this.manages = wanted.rules !== undefined;
    this.isWhole = true;
  }

  /** Where it is not known what the product has read, a sentence counts as untrue only if it is untrue in any case. @throws Untruth */
  private inAnyReading(
    readings: readonly (readonly LiveRule[])[],
    judge: (known: readonly LiveRule[]) => void,
  ): void {
    let untruth: Error | undefined;
    for (const one of readings)
      try {
        judge(one);
        return;
      } catch (error) {
        untruth ??= error instanceof Error ? error : new Error(String(error));
      }
    if (untruth !== undefined) throw untruth;
  }

  /** What an update has said, and what not. @throws Untruth */
  private judge(
    lines: readonly string[],
    wanted: Wanted,
    { before, live, known, isKnown }: { before: Rules; live: Rules; known: Rules; isKnown: boolean },
  ): void {
    const { subject, options, world } = this;
    // What the product could not know of stays out of what it says: others changed it, or the server did.
    const byServer = lines.some((line) => line.includes(MAY_COME)) ? [] : world.byServer;
    const there = new Set(before.map(signature));
    const come = byServer.filter((rule) => !there.has(signature(rule)));
    const own = new Set([...known, ...subject.judgedOf(wanted.rules ?? []), ...come].map(signature));
    const ofServer = wanted.defaultRules === "keep" ? world.byServer : [];
    const stays = new Set([...this.left, ...ofServer.map(signature)]);
    const lost = known.filter((rule) => !there.has(signature(rule)) && stays.has(signature(rule)));
    const after = [...live.filter((rule) => own.has(signature(rule))), ...lost];
    const listener = new Listener(world.groupOf(subject), options.wrap, world.groups);
    const heard = listener.hear(lines, {
      change: { before: known, after, groups: world.groups },
      live,
      isOn: subject.isOn(),
      name: subject.name,
    });
    this.judgeSilence(wanted, { before, live, after, known: isKnown ? known : undefined, heard });
    this.judgeWay(heard, wanted, [known, after]);
  }

  private async refused(wanted: Wanted, refusal: string): Promise<void> {
    const { subject, options, world } = this;
    options.tally.refused += 1;
    options.said.length = 0;
    if (!REFUSALS.some((form) => form.test(refusal)))
      throw new Untruth(`refused: ${refusal}`, ["for no reason that the trial knows"]);
    const failures = refusal
      .split("\n")
      .filter((line) => REFUSALS.slice(0, 2).some((form) => form.test(line)));
    const live = subject.live() ?? [];
    if (subject.resource.failed) {
      this.manages = wanted.rules !== undefined;
      await this.afterFailure();
    }
    new Listener(world.groupOf(subject), options.wrap, world.groups).hear(
      failures.map((line) =>
        /^(security|firewall) group "/.test(line) ? `warning: ${line}` : `${subject.name}: warning: ${line}`,
      ),
      {
        change: { before: [], after: [], groups: world.groups },
        live,
        isOn: subject.isOn(),
        name: subject.name,
      },
    );
  }

  /** Rules that are neither the program's nor those of the server that it keeps. */
  private foreign(wanted: Wanted, live: Rules): Set<string> {
    const { subject, world } = this;
    const keeps = wanted.defaultRules === "keep" ? world.byServer : [];
    const own = new Set([...subject.judgedOf(wanted.rules ?? []), ...keeps].map(signature));
    return new Set(live.map(signature).filter((one) => !own.has(one)));
  }

  /** What has not been reported has not happened. */
  private judgeSilence(
    wanted: Wanted,
    {
      before,
      live,
      after,
      known,
      heard,
    }: { before: Rules; live: Rules; after: Rules; known: Rules | undefined; heard: Heard },
  ): void {
    const { subject, world } = this;
    const isNew = known === undefined || (known.length === 0 && this.seen === undefined);
    if (heard.changes.length === 0 && !isNew) {
      const none = { opens: [], closes: [], mayOpen: [], mayClose: [], isCut: false };
      const former = before.map(signature);
      // The program's rules that others had removed are set again, and the server adds rules of its own.
      const expected = [...subject.judgedOf(wanted.rules ?? []), ...world.byServer].map(signature);
      const back = live.filter(
        (rule) => former.includes(signature(rule)) || !expected.includes(signature(rule)),
      );
      const untruths = untruthsOfChange(none, { before, after: back, groups: world.groups });
      if (untruths.length > 0) throw new Untruth("preview: says nothing of a change", untruths);
    }
    const formerKeys = (known ?? []).map(signature);
    const added = subject
      .judgedOf(wanted.rules ?? [])
      .filter((rule) => !formerKeys.includes(signature(rule)));
    const opensSsh = added.some((rule) => opensToWorld(rule, 6, 22));
    if (
      wanted.lint === "warn" &&
      opensSsh &&
      !heard.findings.some((line) => /opens (all ports|.*\bssh\b)/.test(line))
    )
      throw new Untruth(`lint: ${heard.findings.join("\n")}`, [
        "does not say that ssh is opened to the world",
      ]);
    if (world.cloud === "waldur" || !wanted.active || wanted.rules === undefined || !subject.isOn()) return;
    const keys = (rules: Rules) => [...new Set(rules.map(signature))].toSorted().join();
    // A program that says what a refresh has found changes nothing.
    const hasChanged = keys(known ?? []) !== keys(after) || this.wanted?.active !== true;
    const keep = wanted.keepReachable ? kept(22, "192.0.2.7") : undefined;
    const silent = silences(heard.guards, [...live, ...after], keep);
    if (hasChanged && silent.length > 0) throw new Untruth(`guard: ${heard.guards.join("; ")}`, silent);
  }

  /** Whether what stays allowed was so all the time, as far as the product could know of it. */
  private judgeWay({ changes }: Heard, { requireGapFree }: Wanted, known: readonly Rules[]): void {
    const { subject, world } = this;
    const isPromised = world.cloud === "waldur" && requireGapFree;
    if (!isPromised && !changes.some(({ gapFree }) => gapFree === true)) return;
    const cut = gapIn(subject.steps(), world.groups, isPromised ? undefined : known);
    if (cut === undefined) return;
    throw new Untruth(isPromised ? "preview: requireGapFree" : "preview: gap-free", [
      `cut on the way: ${cut}`,
    ]);
  }

  private async refresh(): Promise<void> {
    const { subject, world, options, seen, left, isWhole } = this;
    if (subject.resource.state === undefined) return;
    options.said.length = 0;
    await subject.resource.refresh();
    const live = subject.live() ?? [];
    const lines = options.said.splice(0).map((line) => line.slice(subject.name.length + 2));
    this.seen = [live];
    this.left = new Set();
    this.isWhole = true;
    const none = { opens: [], closes: [], mayOpen: [], mayClose: [], isCut: false };
    if (seen === undefined || !isWhole || !this.manages) return;
    const said = lines.map((line) => options.wrap("drift", line));
    const claims = said.flatMap((line) => readDrift(line, world.groupOf(subject)) ?? [])[0] ?? none;
    const isNews = new Set(live.map(signature).filter((one) => left.has(one)));
    this.inAnyReading(seen, (all) => {
      // What an update has left alone is drift once a refresh makes it the program's.
      const before = all.filter((rule) => !isNews.has(signature(rule)));
      const untruths = untruthsOfChange(claims, { before, after: live, groups: world.groups });
      if (untruths.length > 0) throw new Untruth(`drift: ${said.join("\n") || "nothing"}`, untruths);
    });
    options.tally.sentences += lines.length;
  }

  /** What a failure leaves in state is more than what is live; a refresh sets it right. */
  private async afterFailure(): Promise<void> {
    this.isWhole = false;
    await this.refresh();
  }
}

type Rules = readonly LiveRule[];

/** What a rule lets through, whatever its id is. */
const signature = ({ certain, perhaps }: LiveRule) =>
  JSON.stringify([certain, perhaps], (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
