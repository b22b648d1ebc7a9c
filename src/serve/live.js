// Shows an open page anew when what it shows has changed. Without it everything works; one loads the page oneself.
"use strict";
(() => {
  const body = document.body;
  const state = document.getElementById("live");
  if (!body.dataset.live || !state || !window.EventSource) return;
  let shown = null;
  let running = false;
  let again = false;

  const say = (text, loud) => {
    state.setAttribute("aria-live", loud ? "assertive" : "off");
    state.className = loud ? "alarm" : "";
    state.textContent = text;
  };
  const typing = () => {
    const at = document.activeElement;
    return at && at.matches("main input, main textarea, main select, footer input");
  };
  const tabbable = (root) => [...root.querySelectorAll("a[href], button, summary, input, textarea")];

  const show = async () => {
    if (running || typing()) { again = true; return; }
    running = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Vigie-Live": "1" }, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401) { say(body.dataset.ended, true); return; }
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = document.getElementById("main");
      const open = [...main.querySelectorAll("details")].map((one) => one.open);
      const focus = tabbable(main).indexOf(document.activeElement);
      main.replaceChildren(...fresh.getElementById("main").childNodes);
      [...main.querySelectorAll("details")].forEach((one, at) => { one.open = open[at] ?? one.open; });
      if (focus >= 0) (tabbable(main)[focus] ?? main).focus({ preventScroll: true });
      const [saved, now] = [document.getElementById("saved"), fresh.getElementById("saved")];
      if (saved && now) saved.textContent = now.textContent;
      say(`${body.dataset.updated} ${new Date().toLocaleTimeString(document.documentElement.lang)}`, false);
    } catch {
      say(body.dataset.lost, true);
    } finally {
      running = false;
      if (again && !typing()) { again = false; show(); }
    }
  };

  const changes = new EventSource(body.dataset.live);
  changes.addEventListener("version", (event) => {
    if (shown !== null && shown !== event.data) show();
    else if (state.className === "alarm") show();
    shown = event.data;
  });
  changes.addEventListener("error", () => { say(body.dataset.lost, true); });
  document.addEventListener("focusout", () => setTimeout(() => { if (again && !typing()) { again = false; show(); } }, 0));
})();
