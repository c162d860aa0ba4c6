import { boxTitles, needsOverview, overview, partOf } from "./boxes";
import type { View } from "./html";
import { placed } from "./layout";
import type { Graph } from "./model";

interface Shown {
  readonly graph: Graph;
  readonly before?: Graph;
  readonly after?: Graph;
}

/** What a page can show of a graph: all of it, an overview of many groups, each box, and what a preview starts and ends with. */
export function viewsOf({ graph, before, after }: Shown): readonly [View, ...View[]] {
  const view = (id: string, title: string, shown: Graph): View => ({ id, title, layout: placed(shown) });
  const all = view("all", before === undefined ? "all groups" : "before and after", graph);
  const titles = boxTitles(graph);
  const others = [
    ...(before === undefined ? [] : [view("before", "before", before)]),
    ...(after === undefined ? [] : [view("after", "after", after)]),
    // A single box is nearly everything.
    ...(titles.length > 1 ? titles : []).map((title) => view(`box ${title}`, title, partOf(graph, title))),
  ];
  return needsOverview(graph)
    ? [view("overview", "overview", overview(graph)), all, ...others]
    : [all, ...others];
}
