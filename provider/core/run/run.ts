/**
 * One run of the engine (preview, up, refresh or destroy), as far as one process serves it. What is known for the
 * length of a run hangs on it, see `perRun`.
 */
export class Run {
  /** @param engine address of the engine, which all processes of a run share; undefined where there is none */
  constructor(readonly engine?: string) {}
}

/** A value for each of some things, such as runs or sessions, made when it is first asked for and gone with the thing. */
export function perOwner<Owner extends object, T>(make: (owner: Owner) => T): (owner: Owner) => T {
  const values = new WeakMap<Owner, { value: T }>();
  return (owner) => {
    const known = values.get(owner) ?? { value: make(owner) };
    values.set(owner, known);
    return known.value;
  };
}

/** A value for each run. */
export const perRun = <T>(make: (run: Run) => T): ((run: Run) => T) => perOwner(make);

/**
 * Tells runs apart in a process that outlives one: a host configures every handler once a run, so one that is
 * configured again belongs to the next.
 */
export class Runs {
  private current: Run;
  private members = new Set<object>();

  constructor(private readonly engine?: string) {
    this.current = new Run(engine);
  }

  /** The run that a handler belongs to from now on. */
  join(handler: object): Run {
    if (this.members.has(handler)) {
      this.current = new Run(this.engine);
      this.members = new Set();
    }
    this.members.add(handler);
    return this.current;
  }
}
