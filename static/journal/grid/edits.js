/** Changes of cells: checked, shown at once, queued to be saved, undone and redone as one step. */

/** @typedef {import("./sheet.js").Kind} Kind */
/** @typedef {{td: HTMLTableCellElement, kind: Kind, value: string}} Change */
/** @typedef {{td: HTMLTableCellElement, kind: Kind, before: string, after: string}} Done */

const STEPS = 200;

/**
 * @param {object} parts
 * @param {import("./sheet.js").Sheet} parts.sheet
 * @param {ReturnType<import("./queue.js").createQueue>} parts.queue
 * @param {ReturnType<import("./totals.js").createTotals>} parts.totals
 * @param {(text: string) => void} parts.tell
 * @param {ReturnType<import("./words.js").createWords>} parts.say
 */
export function createEdits({ sheet, queue, totals, tell, say }) {
  /** @type {Done[][]} */
  const past = [];
  /** @type {Done[][]} */
  const future = [];

  /**
   * Make changes, those that may be made; tell why the others may not.
   * @param {Change[]} changes @param {{quiet?: boolean}} [how]
   * @returns {{done: Done[], blocked: {td: HTMLTableCellElement, reason: string}[]}}
   */
  function make(changes, { quiet = false } = {}) {
    const { done, blocked } = apply(changes);
    if (done.length) {
      past.push(done);
      if (past.length > STEPS) past.shift();
      future.length = 0;
    }
    if (blocked.length && !quiet) tell(refusal(blocked, changes.length));
    return { done, blocked };
  }

  function apply(changes) {
    const done = [];
    const blocked = [];
    for (const { td, kind, value } of changes) {
      const before = sheet.values(td)[kind];
      if (before === value) continue;
      const reason = sheet.blocked(td, kind) || (kind === "comment" && value && !sheet.values(td).mark ? say("no_mark") : "");
      if (reason) blocked.push({ td, reason });
      else done.push(...write(td, kind, before, value));
    }
    return { done, blocked };
  }

  /** @returns {Done[]} a mark that is cleared takes its comment along */
  function write(td, kind, before, after) {
    const done = [{ td, kind, before, after }];
    const { comment } = sheet.values(td);
    if (kind === "mark" && !after && comment) {
      done.unshift({ td, kind: "comment", before: comment, after: "" });
      sheet.write(td, "comment", "");
      queue.withdraw({ ...sheet.addressOf(td), kind: "comment" });
    }
    totals.touch(sheet.write(td, kind, after));
    if (kind === "attendance" && after) totals.take(td);
    queue.enqueue({ ...sheet.addressOf(td), kind, value: after, was: before });
    return done;
  }

  /** Give the cells of a step the values they had; leave those that have become something else. */
  function step(from, to, backwards) {
    const last = from.pop();
    if (!last) return tell(say(backwards ? "nothing_to_undo" : "nothing_to_redo"));
    const [is, becomes] = backwards ? ["after", "before"] : ["before", "after"];
    const changes = marksFirst(last.filter((change) => !goesAlong(change, last, becomes)));
    let [kept, made] = [0, 0];
    for (const change of changes) {
      if (sheet.values(change.td)[change.kind] !== change[is]) kept += 1;
      else made += apply([{ td: change.td, kind: change.kind, value: change[becomes] }]).done.length ? 1 : 0;
    }
    to.push(last);
    const told = say(backwards ? "undone" : "redone", { n: made });
    tell(kept ? `${told} ${say("kept", { n: kept })}` : told);
    return last[0].td;
  }

  /** A comment needs its mark. */
  const marksFirst = (changes) => changes.sort((a, b) => (a.kind === "comment") - (b.kind === "comment"));

  /** A comment goes with the mark that is cleared. */
  const goesAlong = ({ td, kind }, all, becomes) =>
    kind === "comment" && all.some((one) => one.td === td && one.kind === "mark" && one[becomes] === "");

  /** @param {{td: HTMLTableCellElement, reason: string}[]} blocked @param {number} of */
  function refusal(blocked, of) {
    const reasons = [...new Set(blocked.map(({ reason }) => reason))].slice(0, 2);
    return of === 1 ? reasons[0] : `${say("skipped", { n: blocked.length })} ${reasons.join(" ")}`;
  }

  return {
    make, refusal,
    /** @returns {HTMLTableCellElement|void} the first cell of the step */
    undo: () => step(past, future, true),
    /** @returns {HTMLTableCellElement|void} */
    redo: () => step(future, past, false),
  };
}
