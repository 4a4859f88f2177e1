// Hours by kind against the curriculum, as one types.
import { make } from "../../journal/grid/dom.js";
import { writeHours } from "./state.js";

export function sums(rows) {
  const found = new Map();
  for (const row of rows) if (row.t === "topic") found.set(row.kind, (found.get(row.kind) ?? 0) + row.hours);
  return found;
}

export function drawTotals(place, rows, { kinds, planned }, say) {
  const given = sums(rows);
  const hasPlan = Object.keys(planned).length > 0;
  const lines = kinds.filter(([kind]) => given.get(kind) || planned[kind]).map(([kind, label]) => line(label, given.get(kind) ?? 0, planned[kind] ?? 0));
  const all = [...given.values()].reduce((sum, one) => sum + one, 0);
  lines.push(line(say("total"), all, Object.values(planned).reduce((sum, one) => sum + one, 0)));
  place.replaceChildren(...lines);

  function line(label, have, need) {
    const differs = Math.round((have - need) * 10) / 10;
    const text = hasPlan ? say("of_plan", { given: writeHours(round(have)), planned: writeHours(round(need)) }) : say("no_plan", { given: writeHours(round(have)) });
    const words = !hasPlan || !differs ? "" : say(differs < 0 ? "missing" : "too_many", { n: writeHours(Math.abs(differs)) });
    return make("li", { class: words ? "is-off" : "" }, [make("b", {}, [label]), ` ${text} `, ...(words ? [make("span", {}, [words])] : [])]);
  }
}

const round = (number) => Math.round(number * 10) / 10;
