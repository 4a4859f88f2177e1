// Teachers with their hours against their tariffs; a press narrows the grid to one of them.
import { make } from "../../journal/grid/dom.js";

const CLOSE = 0.05;

export function drawPeople({ list, config, model, say, chosen, onChoose }) {
  const sums = model.totals();
  const shown = config.staff.filter(([id]) => sums.has(id) || model.norm(id));
  list.replaceChildren(...shown.map(([id, short, full]) => {
    const given = sums.get(id) ?? 0;
    const norm = model.norm(id);
    const due = norm ? Math.round(norm[0] * Number(norm[1])) : 0;
    const far = norm ? given - due : 0;
    const isFar = norm && Math.abs(far) > due * CLOSE;
    const words = norm ? `${say("norm", { given, norm: due })}${isFar ? `, ${say(far > 0 ? "over" : "under", { n: Math.abs(far) })}` : ""}` : say("no_norm", { given });
    const name = make("button", { type: "button", class: "ld-name", "aria-pressed": String(id === chosen), title: full }, [short]);
    name.addEventListener("click", () => onChoose(id === chosen ? 0 : id));
    const line = make("li", { class: !norm || isFar ? (far > 0 ? "is-over" : "is-under") : "" }, [name, make("small", {}, [words])]);
    if (config.isWritten && id === chosen) line.append(tariff(id, full, norm));
    return line;
  }));

  function tariff(id, name, norm) {
    const hours = make("input", { class: "form-control form-control-sm", inputmode: "numeric", "aria-label": say("tariff", { name }), title: say("tariff", { name }), maxlength: "4" });
    const rate = make("input", { class: "form-control form-control-sm", inputmode: "decimal", "aria-label": say("share", { name }), title: say("share", { name }), maxlength: "4" });
    hours.value = String(norm?.[0] ?? 720);
    rate.value = String(norm?.[1] ?? "1.00").replace(".", ",");
    const keep = () => {
      const share = Number(rate.value.replace(",", "."));
      const isHours = /^\d{1,4}$/.test(hours.value);
      const isShare = share > 0 && share <= 3;
      hours.classList.toggle("is-invalid", !isHours);
      rate.classList.toggle("is-invalid", !isShare);
      if (isHours && isShare) model.write([[`n${id}`, [Number(hours.value), share.toFixed(2)]]]);
    };
    hours.addEventListener("change", keep);
    rate.addEventListener("change", keep);
    return make("span", { class: "ld-tariff" }, [hours, "×", rate]);
  }
}
