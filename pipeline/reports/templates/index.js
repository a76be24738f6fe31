"use strict";
(() => {
  const body = document.querySelector("#calls tbody");
  const heads = [...document.querySelectorAll("#calls thead th")];
  const rows = [...body.querySelectorAll("tr[data-kind]")];
  const [search, kind, having, shown] = ["search", "kind", "having", "shown"].map((id) => document.getElementById(id));

  function fits(row) {
    return row.textContent.toLowerCase().includes(search.value.trim().toLowerCase())
      && (!kind.value || row.dataset.kind === kind.value)
      && (!having.value || row.dataset[having.value] !== "0");
  }

  function filter() {
    for (const row of rows) { row.hidden = !fits(row); }
    shown.textContent = rows.filter((row) => !row.hidden).length;
  }

  const valueOf = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();

  function inOrder(a, b) {
    const numbers = a !== "" && b !== "" && !isNaN(a) && !isNaN(b);
    return numbers ? a - b : a.localeCompare(b, "zh-CN", { numeric: true });
  }

  function sortBy(head) {
    const turned = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const each of heads) { each.removeAttribute("aria-sort"); }
    head.setAttribute("aria-sort", turned === 1 ? "ascending" : "descending");
    rows.sort((a, b) => turned * inOrder(valueOf(a, head.cellIndex), valueOf(b, head.cellIndex)));
    body.append(...rows);
  }

  for (const each of [search, kind, having]) { each.addEventListener("input", filter); }
  for (const head of heads) { head.querySelector("button").addEventListener("click", () => sortBy(head)); }
})();
