"use strict";
(() => {
  const audio = document.querySelector("audio");
  const talk = document.getElementById("talk");
  const lines = [...document.querySelectorAll(".talk [data-start]")];
  const timeline = document.querySelector(".timeline");
  const playhead = document.getElementById("playhead");
  const { length, left, width } = Object.fromEntries(
    Object.entries(timeline.dataset).map(([name, value]) => [name, Number(value)]));

  const lineAt = (second) => lines.filter((line) => Number(line.dataset.start) <= second + 0.05).at(-1);

  function mark(line) {
    for (const each of lines) {
      if (each === line) { each.setAttribute("aria-current", "true"); } else { each.removeAttribute("aria-current"); }
    }
  }

  // Where the transcript scrolls by itself the page stays where the reviewer reads, unless the line would be out of sight.
  function show(line) {
    if (getComputedStyle(talk).overflowY === "visible") {
      line.scrollIntoView({ block: "center" });
      return;
    }
    talk.scrollTop += line.getBoundingClientRect().top - talk.getBoundingClientRect().top - talk.clientHeight / 3;
    line.scrollIntoView({ block: "nearest" });
  }

  function movePlayhead(second) {
    const x = left + width * Math.min(second / length, 1);
    playhead.setAttribute("x1", x);
    playhead.setAttribute("x2", x);
    playhead.setAttribute("visibility", "visible");
  }

  function jump(second, line) {
    if (line) { mark(line); show(line); }
    movePlayhead(second);
    if (audio) {
      audio.currentTime = second;
      audio.play().catch(() => {}); // a browser that forbids it leaves the player at the right second
    }
  }

  document.addEventListener("click", (event) => {
    const cue = event.target.closest("[data-jump]");
    if (!cue) { return; }
    const second = Number(cue.dataset.jump);
    jump(second, document.getElementById(`u${cue.dataset.line}`) ?? lineAt(second));
  });

  timeline.addEventListener("click", (event) => {
    if (event.target.closest("[data-jump]")) { return; }
    const box = timeline.getBoundingClientRect();
    const x = (event.clientX - box.left) * timeline.viewBox.baseVal.width / box.width;
    const second = Math.max(0, Math.min(1, (x - left) / width)) * length;
    jump(second, lineAt(second));
  });

  audio?.addEventListener("timeupdate", () => {
    movePlayhead(audio.currentTime);
    if (!audio.paused) { mark(lineAt(audio.currentTime)); }
  });
})();
