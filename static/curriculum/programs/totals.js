// Hours by kind against the curriculum, as one types.
import { make } from "../../journal/grid/dom.js";
import { writeHours } from "./state.js";

export function sums(rows) {
  const found = new Map();
  for (const row of rows) if (row.t === "topic") found.set(row.kind, (found.get(row.kind) ?? 0) + row.hours);
  return found;
}

export function drawTotals(place, rows, { kinds, planned, elements }, say) {
  const given = sums(rows);
  const hasPlan = Object.keys(planned).length > 0;
  const lines = kinds.filter(([kind]) => given.get(kind) || planned[kind]).map(([kind, label]) => line(label, given.get(kind) ?? 0, planned[kind] ?? 0));
  const all = [...given.values()].reduce((sum, one) => sum + one, 0);
  lines.push(line(say("total"), all, Object.values(planned).reduce((sum, one) => sum + one, 0)));
  if (elements.length) {
    const taught = new Set(rows.flatMap((row) => row.elements ?? []));
    const have = elements.filter(([id]) => taught.has(id)).length;
    lines.push(make("li", {}, [make("b", {}, [say("elements")]), ` ${say("of_elements", { given: have, planned: elements.length })}`]));
  }
  place.replaceChildren(...lines);

  function line(label, have, need) {
    const differs = Math.round((have - need) * 10) / 10;
    const text = hasPlan ? say("of_plan", { given: writeHours(round(have)), planned: writeHours(round(need)) }) : say("no_plan", { given: writeHours(round(have)) });
    const words = !hasPlan || !differs ? "" : say(differs < 0 ? "missing" : "too_many", { n: writeHours(Math.abs(differs)) });
    return make("li", { class: words ? "is-off" : "" }, [make("b", {}, [label]), ` ${text} `, ...(words ? [make("span", {}, [words])] : [])]);
  }
}

/** Tell what the programme cannot be sent with yet, and what the person should know before. */
export function drawObstacles(place, rows, { planned, openRemarks }, say) {
  const topics = rows.filter((row) => row.t === "topic");
  const nameless = topics.filter((row) => !row.name.trim()).length;
  const given = sums(rows);
  const off = [...new Set([...given.keys(), ...Object.keys(planned)])].some((kind) => round(given.get(kind) ?? 0) !== (planned[kind] ?? 0));
  const lines = [];
  if (!topics.length) lines.push(say("no_topics"));
  if (nameless) lines.push(say("nameless", { n: nameless }));
  if (openRemarks) lines.push(say("open_remarks", { n: openRemarks }));
  if (topics.length && Object.keys(planned).length && off) lines.push(say("hours_off"));
  place.replaceChildren(...lines.map((text) => make("li", {}, [text])));
}

const round = (number) => Math.round(number * 10) / 10;
