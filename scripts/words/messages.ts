import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** A string of the sources, with `…` for what is put in, and the strings of the expression or statement that it is part of. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** The texts of the same error, return value or call, itself among them. */
  readonly together: readonly string[];
}

/** All strings with spaces in some folders. */
export function sourceTexts(root: string, folders: readonly string[]): SourceText[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file)),
  );
  const sources = files.map((file) =>
    ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true),
  );
  const uses = usesOfConstants(sources);
  return sources.flatMap((source) =>
    textsIn(source).map(({ node, text }) => ({
      file: source.fileName,
      text,
      together: [node, ...(uses.get(constantOf(node) ?? "") ?? [])].flatMap((one) =>
        textsIn(unitOf(one)).map((other) => other.text),
      ),
    })),
  );
}

interface Found {
  readonly node: ts.Node;
  readonly text: string;
}

function textsIn(root: ts.Node): Found[] {
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text === undefined) return ts.forEachChild(node, visit);
    if (/\s/.test(text)) found.push({ node, text });
    inner(node).forEach(visit);
  };
  visit(root);
  return found;
}

/** The text of a string, of a template or of several that are joined; undefined for anything else. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined && right === undefined ? undefined : (left ?? "…") + (right ?? "…");
}

/** What is put into a text. */
function inner(node: ts.Node): ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  return ts.isBinaryExpression(node)
    ? [node.left, node.right].flatMap((side) => (textOf(side) === undefined ? [side] : inner(side)))
    : [];
}

/** The smallest error, return value, branch or statement that a node is part of. */
function unitOf(node: ts.Node): ts.Node {
  let unit = node;
  while (!ts.isSourceFile(unit.parent) && !isUnit(unit)) unit = unit.parent;
  return unit;
}

const isUnit = (node: ts.Node): boolean =>
  ts.isNewExpression(node) ||
  ts.isReturnStatement(node) ||
  ts.isThrowStatement(node) ||
  ts.isExpressionStatement(node) ||
  ts.isVariableStatement(node) ||
  ts.isFunctionLike(node);

/** The name of the constant at the top of a file, or of the function there, that a text belongs to. */
function constantOf(node: ts.Node): string | undefined {
  let top = node;
  while (!ts.isSourceFile(top.parent)) top = top.parent;
  if (ts.isFunctionDeclaration(top)) return top.name?.text;
  if (!ts.isVariableStatement(top)) return undefined;
  const [declared] = top.declarationList.declarations;
  return declared && ts.isIdentifier(declared.name) ? declared.name.text : undefined;
}

function usesOfConstants(sources: readonly ts.SourceFile[]): Map<string, ts.Node[]> {
  const uses = new Map<string, ts.Node[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) uses.set(node.text, [...(uses.get(node.text) ?? []), node]);
    if (!ts.isImportDeclaration(node) && !ts.isPropertyAccessExpression(node)) ts.forEachChild(node, visit);
    else if (ts.isPropertyAccessExpression(node)) visit(node.expression);
  };
  sources.forEach(visit);
  return uses;
}
