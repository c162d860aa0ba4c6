/**
 * One run of the engine (preview, up, refresh or destroy), as far as one process serves it. What is known for the
 * length of a run hangs on it, see `perRun`.
 */
export class Run {
  /** @param engine address of the engine, which all processes of a run share; undefined where there is none */
  constructor(readonly engine?: string) {}
}

/** A value for each run, made when it is first asked for. */
export function perRun<T>(make: (run: Run) => T): (run: Run) => T {
  const values = new WeakMap<Run, { value: T }>();
  return (run) => {
    const known = values.get(run) ?? { value: make(run) };
    values.set(run, known);
    return known.value;
  };
}

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
