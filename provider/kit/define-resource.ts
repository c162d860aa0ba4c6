import { messageOf, SecurityGroupsError } from "../errors";
import type { RuleFormat } from "../rules/rule-map";
import { type Fields, containsUnknown } from "../rules/rule-map";
import { lineOf, mapNote, type Run, Runs } from "../run/run";
import {
  type Claim,
  type Owner,
  ownership,
  removeUnlessKept,
  type Spared,
  type Wanted,
  type Compared,
  type FollowUp,
  seenResources,
} from "../run/resources";
import { sentence } from "../text/failure-text";
import { nameText } from "../text/printable";
import { type Checked, type Statement, settingsOfDelete } from "./fields";
import { checkRules, type RulesCheck, type RulesChecked } from "./check-rules";
import {
  type CallContext,
  type CheckResult,
  type DiffResult,
  type DiffSubject,
  type Found,
  type Props,
  type ResourceHandlers,
  type Stored,
  type Subject,
  type ConfigReader,
} from "./handlers";
import { SettingsError } from "../errors";
import {
  type CheckWork,
  type Cloud,
  type CloudTypes,
  operate,
  type Operation,
  type ResourceNames,
  warnOfUnverified,
  type Work,
} from "./operation";
import { logicalName, replacedOnChange, splitContext } from "./program-context";
import type { Timeouts } from "./settings";

/** A resource as state has it. */
export interface InState<Known> {
  readonly id: string;
  /** Its outputs. */
  readonly props: Props;
  /** The inputs among them. */
  readonly known: Known;
}

/** What a program says about a resource: the inputs that a check got, and those of the last check. */
export interface Given {
  readonly given: Props;
  /** Empty for a new resource. */
  readonly olds: Props;
}

/** How inputs are checked. What is wrong with the first step ends the check. */
export interface CheckSteps<C extends CloudTypes, R extends Fields> {
  /** The inputs in canonical form, but for rules. */
  readonly fields: (work: CheckWork<C>, given: Given) => Checked;
  /** How rules are checked; left out where a resource has none. */
  readonly rules?: (inputs: Props) => RulesCheck<R>;
  /** What no other resource of the program may want too. */
  readonly wants: (work: CheckWork<C>, inputs: Props) => readonly Wanted[];
  /** What the inputs mean: at once, or when the diff knows the outputs in state. */
  readonly statement: (
    work: CheckWork<C>,
    checked: RulesChecked<R>,
    given: Given & { readonly isRefused: boolean },
  ) => Promise<Statement>;
}

/** What messages and deadlines need of inputs. */
interface Named {
  readonly name?: string | undefined;
  readonly timeouts?: Timeouts | undefined;
}

/** Everything that is particular to one type of resource. */
export interface ResourceDefinition<
  C extends CloudTypes,
  Inputs extends Named & { readonly name: string },
  Known extends Named,
  R extends Fields = Fields,
> {
  readonly names: ResourceNames;
  readonly cloud: Cloud<C>;
  /** How its rules are kept and masked; left out where it has none. */
  readonly codec?: RuleFormat;
  /** Reads the inputs that a check of this run has made. @throws {SecurityGroupsError} */
  readonly readInputs: (props: Props) => Inputs;
  /** Reads what state has of them. @throws {SecurityGroupsError} */
  readonly readKnown: (props: Props, id: string) => Known;
  readonly check: CheckSteps<C, R>;
  /** What differs, by meaning. */
  readonly compare: (run: Run, resource: Omit<InState<Known>, "known">, news: Props) => DiffResult;
  /** Whether what a check leaves to the diff is about a replacement, too. */
  readonly followsReplacements?: boolean;
  /** What a resource that has an id calls its own. */
  readonly owns: (id: string, props: Props) => readonly Claim[];
  /** What a delete leaves to another resource of the run that has it. */
  readonly spares: (work: Work<C>, resource: InState<Known>) => Spared;
  /** Does something where state has the resource, which may be another place than that of the settings. */
  readonly there: <T>(
    work: Work<C>,
    resource: InState<Known>,
    run: (work: Work<C>) => Promise<T>,
  ) => Promise<T>;
  readonly create: (work: Work<C>, inputs: Inputs, owner: Owner) => Promise<Stored>;
  readonly read: (work: Work<C>, resource: InState<Known>) => Promise<Found | undefined>;
  readonly import: (work: Work<C>, id: string, name: string) => Promise<Found | undefined>;
  readonly update: (work: Work<C>, resource: InState<Known>, inputs: Inputs, owner: Owner) => Promise<Stored>;
  readonly remove: (work: Work<C>, resource: InState<Known>) => Promise<void>;
  /** Whether a delete leaves everything as it is. */
  readonly stays?: (known: Known) => boolean;
  /** What messages of an import call the resource. @default its id */
  readonly importedName?: (id: string, name: string) => string;
}

/** The handlers of a type of resource: all that does not differ from one to the next. */
export const defineResource =
  <
    C extends CloudTypes,
    Inputs extends Named & { readonly name: string },
    Known extends Named,
    R extends Fields = Fields,
  >(
    definition: ResourceDefinition<C, Inputs, Known, R>,
  ) =>
  (runs = new Runs()): ResourceHandlers =>
    new DefinedResource(definition, runs);

class DefinedResource<
  C extends CloudTypes,
  Inputs extends Named & { readonly name: string },
  Known extends Named,
  R extends Fields,
> implements ResourceHandlers {
  readonly rules: RuleFormat | undefined;
  private config: ConfigReader = { get: () => undefined };
  private joined: Run | undefined;

  constructor(
    private readonly definition: ResourceDefinition<C, Inputs, Known, R>,
    private readonly runs: Runs,
  ) {
    this.rules = definition.codec;
  }

  configure(config: ConfigReader): void {
    this.config = config;
    this.joined = this.runs.join(this);
  }

  /** Settings that are missing count as wrong inputs. */
  async check(olds: Props, news: Props, { print }: CallContext): Promise<CheckResult> {
    const { kind } = this.definition.names;
    const { cloud } = this.definition;
    const { run } = this;
    const { program, given } = splitContext(news);
    try {
      const settings = cloud.readSettings(this.config);
      warnOfUnverified(run, print);
      const session = () => cloud.sessionOf(settings, run);
      const named = (text: string) => cloud.named?.(text, session) ?? text;
      const owner = ({ name }: Props): Owner => {
        // Its own name in the program: that of a group may be secret.
        const title = `${this.definition.names.type} "${logicalName(program) ?? String(name)}"`;
        return { urn: program.urn ?? title, title };
      };
      const work = { settings, run, program, owner, session, print };
      seenResources(run).checked(program.urn, olds);
      const { inputs, problems, notes = [], followUp } = await this.checked(work, { olds, given });
      seenResources(run).answered(kind, inputs, owner(inputs), namedIn(followUp, named));
      notes.forEach((note) => print(named(lineOf(run, note))));
      return { inputs, failures: problems.map(named).map(sentence) };
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      return { inputs: given, failures: [sentence(messageOf(error))] };
    }
  }

  private async checked(work: CheckWork<C>, { olds, given }: Given): Promise<Checked> {
    const { fields, rules, wants, statement } = this.definition.check;
    const { run, program, settings } = work;
    const canonical = fields(work, { olds, given });
    const checked =
      rules === undefined
        ? { ...canonical, known: undefined, lint: "off" as const, remarks: [], sourceless: [] }
        : checkRules(olds, given["rules"], canonical, rules(canonical.inputs), {
            lint: settings.lint,
            ignoredRules: program.ignoredRules,
          });
    const { inputs, problems } = checked;
    if (problems.length > 0) return { inputs, problems };
    const refused = ownership(run).problems(work.owner(inputs), wants(work, inputs));
    const sourceless = program.omitsEmpty === true ? checked.sourceless : [];
    const isRefused = refused.length > 0;
    const said = await statement(work, { ...checked, sourceless }, { olds, given, isRefused });
    return { inputs, ...said, problems: [...refused, ...said.problems] };
  }

  /**
   * The engine also asks what would differ: at a refresh, and of what depends on something that is to go. Only what a check
   * of this run has answered, with everything known, is what the program wants.
   */
  async diff(
    id: string,
    olds: Props,
    news: Props,
    { urn, replaceOnChanges = [], print = () => undefined }: DiffSubject = {},
  ): Promise<DiffResult> {
    const { definition, run } = this;
    const { kind } = definition.names;
    const compared = definition.compare(run, { id, props: olds }, news);
    const asked = compared.changes ? replacedOnChange(replaceOnChanges, olds, news) : [];
    const replaces = [...new Set([...compared.replaces, ...asked])];
    const found =
      replaces.length === 0 || definition.followsReplacements === true
        ? await this.followedUp({ id, replaces }, olds, news, print)
        : [];
    const repairs = [...(compared.repairs ?? []), ...found];
    const result = { ...compared, replaces, repairs, changes: compared.changes || found.length > 0 };
    const owner = seenResources(run).ownerOf(kind, news);
    if (owner === undefined || containsUnknown(news)) return result;
    seenResources(run).compared(kind, id, news);
    // Where the engine knows the resource by its URN, it applies replaceOnChanges itself, after this.
    const isSure = urn === undefined || !result.changes;
    // Before anything else can fail: what this run leaves without replacing it.
    if (replaces.length === 0) ownership(run).take(owner, definition.owns(id, news), isSure);
    return result;
  }

  /**
   * Says, and refuses, what the check of these inputs could not, without the outputs in state.
   * @returns the outputs that an update must repair
   */
  private async followedUp(
    compared: Compared,
    outputs: Props,
    news: Props,
    print: CallContext["print"],
  ): Promise<readonly string[]> {
    const { kind } = this.definition.names;
    const followUp = seenResources(this.run).followUpOf(kind, news);
    if (followUp === undefined) return [];
    const { notes = [], problems, repairs = [] } = await followUp(outputs, compared);
    notes.forEach((note) => print(lineOf(this.run, note)));
    if (problems.length === 0) return repairs;
    const name = nameText(String(news["name"]));
    throw new SecurityGroupsError(
      problems.map((problem) => sentence(`${kind} "${name}": ${problem}`)).join("\n"),
    );
  }

  async create(props: Props, context: CallContext): Promise<Stored> {
    const inputs = this.definition.readInputs(props);
    return this.operate("create", inputs, context, (work) =>
      this.definition.create(work, inputs, this.ownerOf(props, context)),
    );
  }

  async read(id: string, props: Props, context: CallContext): Promise<Found | undefined> {
    const { read, readKnown, there } = this.definition;
    const known = readKnown(props, id);
    const resource = { id, props, known };
    return this.operate("refresh", { ...known, name: known.name ?? id }, context, (work) =>
      there(work, resource, (at) => read(at, resource)),
    );
  }

  async import(id: string, given: string, context: CallContext): Promise<Found | undefined> {
    const name = this.definition.importedName?.(id, given) ?? id;
    return this.operate("import", { name }, context, (work) => this.definition.import(work, id, given));
  }

  async update(id: string, olds: Props, news: Props, context: CallContext): Promise<Stored> {
    const { owns, readInputs, readKnown, there, update } = this.definition;
    const inputs = readInputs(news);
    return this.operate("update", inputs, context, async (work) => {
      const owner = this.ownerOf(news, context);
      ownership(this.run).take(owner, owns(id, news));
      const resource = { id, props: olds, known: readKnown(olds, id) };
      return there(work, resource, (at) => update(at, resource, inputs, owner));
    });
  }

  /** Removes a resource, but for what another one of this run has of it. */
  async delete(id: string, props: Props, context: CallContext): Promise<void> {
    const { names, readKnown, remove, spares, stays, there } = this.definition;
    const { settings, others } = settingsOfDelete(this.run, { kind: names.kind, id }, props);
    const known = { ...readKnown(others, id), ...settings };
    if (stays?.(known) === true) return;
    const resource = { id, props, known };
    await this.operate("delete", { ...known, name: known.name ?? id }, context, (work) =>
      removeUnlessKept(work, spares(work, resource), () =>
        there(work, resource, (at) => remove(at, resource)),
      ),
    );
  }

  /** The resource that these checked inputs are those of. */
  private ownerOf(inputs: Props, { urn }: Subject): Owner {
    const { kind, type } = this.definition.names;
    return seenResources(this.run).ownerOf(kind, inputs) ?? { urn: urn ?? "", title: `a ${type}` };
  }

  private get run(): Run {
    this.joined ??= this.runs.join(this);
    return this.joined;
  }

  private operate<T>(
    operation: Operation,
    resource: { readonly name: string; readonly timeouts?: Timeouts | undefined },
    context: CallContext,
    work: (work: Work<C>) => Promise<T>,
  ): Promise<T> {
    const { config, run } = this;
    const { cloud, names } = this.definition;
    return operate({ operation, kind: names.kind, resource, cloud, config, run, context }, work);
  }
}

/** The same with names in place of ids. */
const namedIn = (followUp: FollowUp | undefined, named: (text: string) => string): FollowUp | undefined =>
  followUp &&
  (async (outputs, compared) => {
    const { notes = [], problems, ...others } = await followUp(outputs, compared);
    return { notes: notes.map((note) => mapNote(note, named)), problems: problems.map(named), ...others };
  });
