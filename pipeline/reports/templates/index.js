(function () {
  "use strict";
  var body = document.querySelector("#calls tbody");
  var rows = Array.prototype.slice.call(body.rows);
  var search = document.getElementById("search"), kind = document.getElementById("kind"), open = document.getElementById("open");
  var shown = document.getElementById("shown");
  function filter() {
    var word = search.value.trim().toLowerCase(), count = 0;
    rows.forEach(function (row) {
      var fits = row.textContent.toLowerCase().indexOf(word) >= 0 && (!kind.value || row.dataset.kind === kind.value) &&
        (!open.value || (open.value === "flagged" ? row.dataset.flagged !== "0" : row.dataset[open.value] !== "0"));
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = count;
  }
  [search, kind, open].forEach(function (each) { each.addEventListener("input", filter); });
  document.querySelectorAll("#calls th button").forEach(function (button) {
    button.addEventListener("click", function () {
      var head = button.parentElement, column = head.cellIndex;
      var down = head.getAttribute("aria-sort") === "ascending";
      document.querySelectorAll("#calls th").forEach(function (each) { each.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort(function (a, b) {
        var x = a.cells[column].dataset.value || a.cells[column].textContent, y = b.cells[column].dataset.value || b.cells[column].textContent;
        var order = x !== "" && y !== "" && !isNaN(x) && !isNaN(y) ? x - y : String(x).localeCompare(String(y), "zh");
        return down ? -order : order;
      });
      rows.forEach(function (row) { body.appendChild(row); });
    });
  });
})();
