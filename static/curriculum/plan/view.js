// Draws the grid: rows, hours by kind in each term, control forms, totals, and what does not add up.
import { endOf, isHolder, parseControls, parseHours } from "./state.js";

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const safe = (text) => String(text ?? "").replace(/[&<>"']/g, (sign) => SIGNS[sign]);
const said = (number) => (number ? String(Math.round(number * 100) / 100).replace(".", ",") : "");

export function createView({ table, state, config, say, looks }) {
  let problems = [];
  let refusals = [];
  let columns = [];
  let drawn = null;

  function makeColumns() {
    const made = [
      { id: "code", type: "text" }, { id: "name", type: "text" }, { id: "kind", type: "kind" },
      { id: "subject", type: "subject" }, { id: "optional", type: "optional" }, { id: "total", type: "sum" },
    ];
    for (const term of shown()) {
      for (const kind of config.kinds) {
        if (!looks.hidden.has(kind.id)) made.push({ id: `${term.id}:${kind.id}`, type: "hours", term: term.id, kind: kind.id });
      }
      if (config.kinds.length > 1) made.push({ id: `${term.id}:sum`, type: "sum", term: term.id });
      made.push({ id: `${term.id}:control`, type: "control", term: term.id });
    }
    columns = made.map((column, place) => ({ ...column, place }));
  }

  const shown = () => state.now.terms.filter((term) => !looks.year || term.study_year === looks.year);
  const weeks = (term) => Number(String(term.weeks).replace(",", ".")) || 0;

  /** Hours of a row by column, of all rows under it where it holds others. */
  function sums() {
    const rows = state.now.rows;
    const own = rows.map((row) => {
      const found = {};
      for (const [cell, text] of Object.entries(row.hours)) {
        const number = parseHours(text) ?? 0;
        const term = cell.split(":")[0];
        found[cell] = number;
        found[`${term}:sum`] = (found[`${term}:sum`] ?? 0) + number;
      }
      found.total = state.now.terms.reduce((sum, term) => sum + (found[`${term.id}:sum`] ?? 0) * (config.isWeekly ? weeks(term) : 1), 0);
      return found;
    });
    const add = (into, from) => { for (const [cell, number] of Object.entries(from)) into[cell] = (into[cell] ?? 0) + number; };
    const whole = {};
    const made = rows.map((row, place) => {
      if (!isHolder(row)) { add(whole, own[place]); return own[place]; }
      const sum = {};
      for (let at = place + 1; at < endOf(rows, place); at += 1) if (!isHolder(rows[at])) add(sum, own[at]);
      return sum;
    });
    return { rows: made, whole };
  }

  function trouble() {
    const cells = new Map();
    const put = (key, text) => cells.set(key, cells.has(key) ? `${cells.get(key)} ${text}` : text);
    for (const one of problems) {
      const row = one.row === null ? "" : one.row;
      const at = one.term === null ? (one.code === "code" ? "code" : one.code === "subject" ? "subject" : "row") : `${one.term}:${one.kind ?? (row ? "control" : one.code)}`;
      put(`${row}|${at}`, one.text);
    }
    for (const one of refusals) put(`${one.row ?? ""}|${one.term ? `${one.term}:${one.kind || "control"}` : one.kind || "row"}`, `${say("not_saved")} ${one.text}`);
    return cells;
  }

  function text(row, column) {
    if (column.type === "hours") return row.hours[column.id] ?? "";
    if (column.type === "control") return row.controls[column.term] ?? "";
    if (column.type === "kind") return config.itemKinds.find((kind) => kind.id === row.kind)?.short ?? "";
    if (column.type === "subject") return isHolder(row) ? "" : (config.subjects.find((one) => one.id === row.subject)?.short ?? "");
    if (column.type === "optional") return row.optional ? "+" : "";
    return row[column.id] ?? "";
  }

  /** Why what is typed in the cell cannot be kept at all. */
  function wrong(row, column) {
    if (column.type === "hours" && parseHours(row.hours[column.id]) === null) return say("bad_hours");
    if (column.type === "control" && parseControls(row.controls[column.term], config.forms) === null) {
      return say("bad_control", { forms: config.forms.map((form) => form.short).join(", ") });
    }
    return "";
  }

  function cell(row, place, column, sum, troubles, id) {
    const holder = isHolder(row);
    const isSum = column.type === "sum" || (holder && column.type === "hours");
    let shownText = isSum ? said(sum[column.id === "total" ? "total" : column.id]) : text(row, column);
    if (holder && column.type === "control") shownText = "";
    const bad = wrong(row, column);
    const told = bad || troubles.get(`${id}|${column.id}`) || (column.type === "text" && column.id === "name" ? troubles.get(`${id}|row`) : "") || "";
    const classes = [`c-${column.type}`, column.id === "name" || column.id === "code" ? `c-${column.id}` : ""];
    if (told) classes.push("is-wrong");
    if (column.term && column.type === "control") classes.push("ends-term");
    const label = told && column.id === "name" ? `<small class="row-trouble">${safe(told)}</small>` : "";
    const inner = column.id === "name" ? `<span class="depth-${Math.min(row.depth, 5)}">${safe(shownText)}</span>${label}` : safe(shownText);
    const hint = told ? ` title="${safe(told)}"` : "";
    return `<td role="gridcell" tabindex="-1" data-at="${place}:${column.place}" class="${classes.join(" ").trim()}"${hint}>${inner}</td>`;
  }

  function head() {
    const terms = shown();
    const wide = config.kinds.filter((kind) => !looks.hidden.has(kind.id)).length + (config.kinds.length > 1 ? 2 : 1);
    const names = ["code", "name", "kind", "subject", "optional", "total"];
    const first = names.map((name) => `<th scope="col" rowspan="2" class="c-${name === "optional" || name === "kind" || name === "subject" ? name : name === "total" ? "sum" : name}" title="${safe(say(`${name}_full`))}">${safe(say(name))}</th>`).join("");
    const locked = config.isWritten ? "" : " disabled";
    const over = terms.map((term) => `<th scope="colgroup" colspan="${wide}" class="term-head ends-term"><div><b>${safe(config.isWeekly ? say("class", { n: term.study_year }) : say("term", { n: term.number }))}</b>
      <label>${safe(say("weeks"))}<input data-term="${term.id}" data-field="weeks" value="${safe(String(term.weeks).replace(".", ","))}" inputmode="decimal"${locked}></label>
      <label>${safe(say("limit"))}<input data-term="${term.id}" data-field="limit" value="${safe(term.limit ?? "")}" placeholder="${safe(config.rules.week_hours || "–")}" inputmode="numeric"${locked}></label></div></th>`).join("");
    const under = terms.map((term) => columns.filter((column) => column.term === term.id).map((column) => {
      const kind = config.kinds.find((one) => one.id === column.kind);
      const [short, full] = column.type === "control" ? [say("control"), say("control_full")] : kind ? [kind.short, kind.name] : [say("sum"), say("sum_full")];
      return `<th scope="col" class="c-${column.type}${column.type === "control" ? " ends-term" : ""}" title="${safe(full)}">${safe(short)}</th>`;
    }).join("")).join("");
    return `<thead><tr>${first}${over}</tr><tr>${under}</tr></thead>`;
  }

  function foot(whole, troubles) {
    const line = (title, fill) => `<tr><th colspan="5" scope="row">${safe(title)}</th>${fill}</tr>`;
    const hours = columns.slice(5).map((column) => (column.type === "control" ? '<td class="c-control ends-term"></td>' : `<td class="c-sum">${said(whole[column.id])}</td>`)).join("");
    const week = (term) => {
      const number = whole[`${term.id}:sum`] ?? 0;
      return config.isWeekly ? number : weeks(term) ? number / weeks(term) : 0;
    };
    const span = (term) => columns.filter((column) => column.term === term.id).length;
    const perWeek = shown().map((term) => {
      const told = troubles.get(`|${term.id}:week`) ?? troubles.get(`|${term.id}:weeks`) ?? "";
      const limit = term.limit ?? config.rules.week_hours;
      return `<td colspan="${span(term)}" class="ends-term${told ? " is-wrong" : ""}"><b>${said(week(term)) || 0}</b>${limit ? ` ${safe(say("of", { n: limit }))}` : ""}${told ? ` <small>${safe(told)}</small>` : ""}</td>`;
    }).join("");
    const wrongTotal = config.rules.total_hours && Math.abs((whole.total ?? 0) - config.rules.total_hours) > 0.01;
    let made = line(say("all_hours"), hours.replace('class="c-sum"', `class="c-sum${wrongTotal ? " is-wrong" : ""}"`)) + line(say("a_week"), `<td></td>${perWeek}`);
    if (!config.isWeekly) made += line(say("a_year"), `<td></td>${years(troubles, span)}`);
    return `<tfoot>${made}</tfoot>`;
  }

  function years(troubles, span) {
    const terms = shown();
    const found = [];
    for (let at = 0; at < terms.length;) {
      const year = terms[at].study_year;
      const own = terms.filter((term) => term.study_year === year);
      const all = state.now.terms.filter((term) => term.study_year === year).map((term) => String(term.id));
      const [exams, credits] = counts(new Set(all));
      const told = own.map((term) => `${troubles.get(`|${term.id}:exams`) ?? ""} ${troubles.get(`|${term.id}:credits`) ?? ""}`.trim()).filter(Boolean).join(" ");
      found.push(`<td class="ends-term${told ? " is-wrong" : ""}" colspan="${own.reduce((sum, term) => sum + span(term), 0)}">${safe(say("counts", { year, exams, credits }))}${told ? ` <small>${safe(told)}</small>` : ""}</td>`);
      at += own.length;
    }
    return found.join("");
  }

  function counts(terms) {
    const exams = new Set();
    const credits = new Set();
    for (const row of state.now.rows) {
      for (const [term, text] of Object.entries(row.controls)) {
        if (!terms.has(term)) continue;
        for (const [form, together] of parseControls(text, config.forms) ?? []) {
          const kind = config.forms.find((one) => one.id === form).kind;
          const key = together ? `${term}/${together}` : `${term}/${row.key}/${form}`;
          if (["exam", "complex_exam", "module_exam"].includes(kind)) exams.add(key);
          if (["credit", "graded_credit"].includes(kind) && !/физическ\w* культур|физическая культура/i.test(row.name)) credits.add(key);
        }
      }
    }
    return [exams.size, credits.size];
  }

  function draw(idOf) {
    makeColumns();
    const { rows, whole } = sums();
    const troubles = trouble();
    const lines = state.now.rows.map((row, place) => {
      const id = idOf(row.key);
      const cells = columns.map((column) => cell(row, place, column, rows[place], troubles, id)).join("");
      return `<tr role="row" class="k-${row.kind} d-${Math.min(row.depth, 5)}${isHolder(row) ? " holder" : ""}">${cells}</tr>`;
    });
    put(head(), lines, foot(whole, troubles));
  }

  /** Only what has changed is drawn anew: a plan of four years has thousands of cells. */
  function put(top, lines, bottom) {
    if (drawn && drawn.top === top && drawn.lines.length === lines.length) {
      const body = table.tBodies[0];
      lines.forEach((line, place) => { if (line !== drawn.lines[place]) body.rows[place].outerHTML = line; });
      if (bottom !== drawn.bottom) table.tFoot.outerHTML = bottom;
    } else {
      table.innerHTML = `${top}<tbody>${lines.join("")}</tbody>${bottom}`;
    }
    drawn = { top, lines, bottom };
  }

  return {
    draw, text, wrong,
    /** A row that holds a field of input is drawn anew next time. */
    forget: (place) => { if (drawn) drawn.lines[place] = ""; },
    columns: () => columns,
    at: (place, column) => table.querySelector(`td[data-at="${place}:${column}"]`),
    tell(answer) {
      if (answer.problems) problems = answer.problems;
      refusals = answer.refusals ?? [];
    },
    problems: () => problems,
    refusals: () => refusals,
    isReadOnly: (row, column) => column.type === "sum" || (isHolder(row) && ["hours", "control", "subject"].includes(column.type)),
  };
}
