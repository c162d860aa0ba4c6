import type { FoldedNode } from "./fold";
import type { Edge } from "./model";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A node with its place; x and y are its middle. */
export interface PlacedNode extends FoldedNode, Box {}

export interface PlacedEdge extends Edge {
  readonly points: readonly Point[];
  /** Where its label is. */
  readonly label: Box;
  /** What fits on it. */
  readonly shown: string;
  /** Whether it is written into its ends, and shows only where somebody asks for it. */
  readonly isWritten: boolean;
}

/** A box around the groups of a stack or a tier. */
export interface PlacedBox extends Box {
  readonly title: string;
}

export interface Layout {
  readonly boxes: readonly PlacedBox[];
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}
