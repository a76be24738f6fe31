(function () {
  "use strict";
  var audio = document.querySelector("audio");
  var lines = Array.prototype.slice.call(document.querySelectorAll(".talk li[data-start]"));
  function mark(line) {
    lines.forEach(function (each) { each.classList.toggle("now", each === line); });
  }
  function lineAt(second) {
    var found = null;
    lines.forEach(function (each) { if (Number(each.dataset.start) <= second + 0.05) { found = each; } });
    return found;
  }
  document.addEventListener("click", function (event) {
    var cue = event.target.closest("[data-jump]");
    if (!cue) { return; }
    var line = document.getElementById("u" + cue.dataset.line);
    if (line) { mark(line); line.scrollIntoView({ block: "center" }); }
    if (audio) { audio.currentTime = Number(cue.dataset.jump); audio.play().catch(function () {}); }
  });
  if (audio) {
    audio.addEventListener("timeupdate", function () { if (!audio.paused) { mark(lineAt(audio.currentTime)); } });
  }
})();
