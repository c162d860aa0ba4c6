import { updateOrder } from "../../provider/rules/update-order";
import { type Traffic, traffic } from "../../provider/traffic/traffic";
import { covers, difference, intersection, union } from "../../provider/traffic/set";
import { allOverlapping, shapes } from "./algebra-shapes";

/** Milliseconds that work takes: the least of three runs, or of as many as fit into a second. */
async function time(work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let runs = 0, spent = 0; runs < 3 && spent < 1000; runs += 1) {
    const start = performance.now();
    await work();
    const cost = performance.now() - start;
    least = Math.min(least, cost);
    spent += cost;
  }
  return least;
}

/** Prints what each size costs, and how the cost grew since the size before. */
async function table(
  title: string,
  sizes: readonly number[],
  work: (size: number) => () => unknown,
): Promise<void> {
  process.stdout.write(`\n${title}\n`);
  let before: { size: number; cost: number } | undefined;
  for (const size of sizes) {
    const cost = await time(work(size));
    const growth =
      before && `rules x${(size / before.size).toFixed(1)}, time x${(cost / before.cost).toFixed(1)}`;
    process.stdout.write(
      `${String(size).padStart(8)} rules ${cost.toFixed(1).padStart(9)} ms   ${growth ?? ""}\n`,
    );
    before = { size, cost };
  }
}

/** The old rules with one in ten replaced, in another order. */
const edited = (old: readonly Traffic[], others: readonly Traffic[]) =>
  old.map((rule, position) => (position % 10 === 0 ? (others[position] ?? rule) : rule)).toReversed();

/** What the operations on sets of traffic cost, by the number of rules. */
export async function benchAlgebra(): Promise<void> {
  const setSizes = [1250, 2500, 5000, 10_000];
  const operations = {
    union,
    intersection,
    difference,
    covers,
  };
  for (const [shape, make] of Object.entries(shapes)) {
    for (const [name, operation] of Object.entries(operations)) {
      await table(`${name}: ${shape}, one in ten different`, setSizes, (size) => {
        const old = make(size, 1);
        const wanted = edited(old, make(size, 2));
        return () => operation(old, wanted);
      });
    }
  }

  const everything = [traffic({ direction: "ingress", family: "IPv4" })];
  for (const [shape, make] of Object.entries(shapes)) {
    await table(`all traffic without ${shape}`, setSizes, (size) => {
      const rules = make(size, 1);
      return () => difference(everything, rules);
    });
  }

  const planSizes = [625, 1250, 2500, 5000];
  for (const [shape, make] of Object.entries({ ...shapes, "ranges that all overlap": allOverlapping })) {
    await table(`order of changes: ${shape}, all different`, planSizes, (size) => {
      const [gone, added] = [make(size, 1), make(size, 2)];
      const likeness = (one: Traffic, other: Traffic) => Number(one.ports.from === other.ports.from);
      const key = ({ protocol, ports, remote }: Traffic) =>
        [protocol, ports, remote].map(({ from, to }) => `${from}-${to}`).join();
      const traffic = (rule: Traffic) => ({ traffic: [rule] });
      return () => updateOrder({ kept: [], gone, added, traffic, key, mayReplace: () => true, likeness });
    });
  }
}
