"use strict";
const { default: Sequencer } = require("@jest/test-sequencer");

/** The levels whose files take longest. */
const slow = ["engine", "host"];
/** Files that take longer than others of their length. */
const longest =
  /\/(mistakes|examples|waldur-edges|generated-sdks|chaos|load|compile|upgrade|packed|waldur-recovery|golden\/waldur|patience|faults)\.test\./;

/** Starts the longest files first, so that no worker is idle while another is at a long one in the end. */
module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path, context }) => {
      const level = slow.indexOf(context.config.displayName?.name);
      return (longest.test(path) ? 0 : 10) + (level < 0 ? slow.length : level);
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
