import { createHash } from "node:crypto";
import { findWords, wordList } from "./word-list.mjs";

const messages = { avoid: '{{kind}}: "{{words}}". Write instead: {{instead}}.' };

/** Comments, and strings that are sentences or parts of sentences. */
const code = {
  meta: { type: "suggestion", messages, schema: [] },
  create(context) {
    const { sourceCode } = context;
    const check = (kind, text, start) => report(context, kind, text, start);
    return {
      Program() {
        for (const { value, range } of sourceCode.getAllComments()) {
          check(
            "comment",
            value.replace(/\n\s*\*/g, (lineBreak) => " ".repeat(lineBreak.length)),
            range[0] + 2,
          );
        }
      },
      Literal(node) {
        if (typeof node.value === "string" && /\s/.test(node.value))
          check("message", node.raw, node.range[0]);
      },
      TemplateLiteral(node) {
        for (const { range } of node.quasis) check("message", sourceCode.text.slice(...range), range[0]);
      },
    };
  },
};

/** The prose and the quoted code of a page, without its code in lines. */
const page = {
  meta: { type: "suggestion", messages, schema: [] },
  create(context) {
    const check = ({ position }) => {
      const [start, end] = [position.start.offset, position.end.offset];
      report(context, "page", context.sourceCode.text.slice(start, end), start);
    };
    return { text: check, code: check };
  },
};

function report(context, kind, text, start) {
  for (const { index, words, instead } of findWords(text)) {
    const loc = context.sourceCode.getLocFromIndex(start + index);
    context.report({ loc, messageId: "avoid", data: { kind, words, instead } });
  }
}

/** The version makes ESLint's cache end with the list. */
const version = createHash("sha256")
  .update(wordList.map(({ pattern }) => pattern.source).join())
  .digest("hex");
export default { meta: { name: "words", version }, rules: { code, page } };
