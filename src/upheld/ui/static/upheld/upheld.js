// Small helps; every page works without them. Nothing is evaluated, nothing is loaded.
(() => {
  "use strict";
  const zh = document.documentElement.lang.toLowerCase().startsWith("zh");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (node) => node.closest("input, textarea, select, [contenteditable]");

  // Countdowns: wall-clock time to an instant, in the words of moments.py.
  const unit = zh ? { d: " 天", h: " 小时", m: " 分", s: " 秒" } : { d: " d", h: " h", m: " min", s: " s" };
  function span(seconds) {
    const s = Math.round(Math.abs(seconds)), m = Math.floor(s / 60), h = Math.floor(s / 3600), d = Math.floor(s / 86400);
    const two = (a, x, b, y) => a + unit[x] + (b ? " " + b + unit[y] : "");
    if (s < 60) return s + unit.s;
    if (d >= 2) return two(d, "d", h - 24 * d, "h");
    return h ? two(h, "h", m - 60 * h, "m") : two(m, "m", m < 5 ? s - 60 * m : 0, "s");
  }
  // The server's clock is the one that counts: a wrong clock here must not show a wrong deadline.
  // Between its answers time passes by a clock that nobody sets. That one may stand still while the machine sleeps:
  // when the two clocks of this machine part, or the page is shown again, the server is asked.
  let server = Date.parse(document.documentElement.dataset.now) || Date.now(), heardAt = performance.now();
  let gap = Date.now() - heardAt;
  const now = () => server + performance.now() - heardAt;
  function hear(text) {
    const at = Date.parse(text || "");
    if (at) { server = at; heardAt = performance.now(); }
  }
  function askTime() {
    gap = Date.now() - performance.now();
    if (!document.querySelector("[data-countdown]")) return;
    fetch(location.href, { method: "HEAD" })
      .then((answer) => { hear(answer.headers.get("Upheld-Now")); tick(); }).catch(() => {});
  }
  document.addEventListener("htmx:afterRequest", (event) => hear(event.detail.xhr?.getResponseHeader("Upheld-Now")));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) askTime(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) askTime(); });
  function tick() {
    if (Math.abs(Date.now() - performance.now() - gap) > 2000) askTime();
    const passed = new Set();
    for (const node of all("[data-countdown]")) {
      const left = (Date.parse(node.dataset.countdown) - now()) / 1000;
      const text = span(left);
      node.textContent = left < 0 ? (zh ? "超时 " + text : text + " late") : (zh ? "剩余 " + text : text + " left");
      if (left < 0 && !node.matches(".miss")) passed.add(node.closest("[data-etag]") || document.getElementById("clocks"));
      node.classList.toggle("miss", left < 0);
    }
    // At its deadline a clock is another one: what tells of it is drawn anew, whatever was drawn within the minute.
    for (const part of passed) if (part) { delete part.dataset.etag; htmx.trigger(part, "fresh"); }
  }
  setInterval(() => { if (!document.hidden) tick(); }, 1000);

  // Conditional polling: a part that carries data-etag asks whether anything is new, and is left alone when not.
  document.addEventListener("htmx:configRequest", (event) => {
    const tag = event.detail.elt.dataset.etag;
    if (tag && event.detail.verb === "get") event.detail.headers["If-None-Match"] = tag;
  });
  // A part in which somebody types, chooses or reads on is left as it is, and asked for again until it can be swapped:
  // so is one above what it names, which would move what is being written there. One that says the same as before is
  // left too, so that it is not announced twice.
  let deferred = false;
  const inUse = (part) => part.contains(document.activeElement) || part.querySelector("details[open]")
    || all("textarea, input:not([type=hidden])", part).some((field) => field.value !== field.defaultValue);
  const below = (part) => document.getElementById(part.dataset.keep);
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const same = target.textContent.trim() === fragment.textContent.trim();
    if ("keep" in target.dataset && (inUse(target) || below(target) && inUse(below(target)))) { event.detail.shouldSwap = false; deferred ||= !same; }
    if (target.getAttribute("role") === "status" && same) event.detail.shouldSwap = false;
  });
  // A reckoning that stands open stays so when the clocks around it are drawn anew, and is reckoned anew with them.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id !== "clocks") return;
    if (deferred) { delete event.detail.elt.dataset.etag; deferred = false; }
    for (const why of all("#clocks details[hx-preserve][open]")) {
      htmx.ajax("GET", why.getAttribute("hx-get"), { target: why.querySelector(".why-body"), swap: "innerHTML" });
    }
  });

  // Keyboard: j and k walk the rows, Enter opens, / searches, g q and the like are links with data-key.
  let chosen = -1;
  function choose(step) {
    const rows = all("[data-row]");
    if (!rows.length) return;
    chosen = Math.min(rows.length - 1, Math.max(0, chosen + step));
    rows.forEach((row, i) => row.classList.toggle("chosen", i === chosen));
    const link = rows[chosen].querySelector("a.cover");
    if (link) link.focus({ preventScroll: true });
    rows[chosen].scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) { event.target.form.requestSubmit(); return; }
    if (event.key === "Escape") all("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") choose(1);
    else if (event.key === "k") choose(-1);
    else if (event.key === "/") { const find = document.getElementById("find"); if (find) { event.preventDefault(); find.focus(); } }
    else {
      const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (target) { event.preventDefault(); target.matches("textarea, input, select") ? target.focus() : target.click(); }
    }
  });
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard.writeText(copy.dataset.copy).then(() => { copy.textContent = copy.dataset.copied || "✓"; });
    const opener = event.target.closest("[data-open]");
    if (opener) { const box = document.getElementById(opener.dataset.open); if (box) { box.open = true; const first = box.querySelector("textarea, select, input:not([type=hidden])"); if (first) first.focus(); } }
  });
  // A select or checkbox marked so sends its form at once.
  document.addEventListener("change", (event) => { if (event.target.matches("[data-send]")) event.target.form.requestSubmit(); });

  // Composer: tabs choose where the same text goes; what is written is saved as a draft while writing.
  function tab(button) {
    const form = button.closest("form");
    all("[role=tab]", form).forEach((item) => item.setAttribute("aria-selected", String(item === button)));
    form.action = button.dataset.action;
    form.classList.toggle("internal", button.dataset.kind === "internal");
    all("[data-for]", form).forEach((part) => { part.hidden = !part.dataset.for.split(" ").includes(button.dataset.name); });
    const submit = form.querySelector("[data-submit]");
    if (submit) submit.textContent = button.dataset.submitText;
    const field = form.querySelector("[name=tab]");
    if (field) field.value = button.dataset.name;
  }
  document.addEventListener("click", (event) => { const button = event.target.closest("[role=tab]"); if (button) { tab(button); button.closest("form").querySelector("textarea").focus(); } });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches("[role=tab]") || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const list = all("[role=tab]", event.target.parentElement), i = list.indexOf(event.target);
    const next = list[(i + (event.key === "ArrowRight" ? 1 : list.length - 1)) % list.length];
    next.focus(); tab(next);
  });
  const timers = new WeakMap();
  async function save(area) {
    const form = area.form, mark = form.querySelector("[data-saved]");
    const body = new URLSearchParams({ body: area.value, kind: form.classList.contains("internal") ? "internal" : "public", revision: area.form.elements.revision.value });
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(area.dataset.draft, { method: "POST", body, headers: { "X-CSRFToken": token }, keepalive: true });
      mark.textContent = answer.ok ? mark.dataset.saved : mark.dataset.failed;
    } catch { mark.textContent = mark.dataset.failed; timers.set(area, setTimeout(() => save(area), 5000)); }
  }
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!area.matches("[data-draft]")) return;
    clearTimeout(timers.get(area));
    timers.set(area, setTimeout(() => save(area), 900));
    mention(area);
  });
  document.addEventListener("submit", (event) => { all("[data-draft]", event.target).forEach((area) => clearTimeout(timers.get(area))); });

  // Saved replies go in at the cursor; @ suggests people.
  function insert(area, text, from = area.selectionStart) {
    area.setRangeText(text, from, area.selectionEnd, "end");
    area.focus(); area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("change", (event) => {
    const pick = event.target.closest("[data-insert]");
    if (pick && pick.value) { insert(document.getElementById(pick.dataset.insert), pick.value); pick.selectedIndex = 0; }
  });
  function mention(area) {
    const box = document.getElementById(area.getAttribute("aria-controls") || "");
    if (!box) return;
    const before = area.value.slice(0, area.selectionStart), match = before.match(/@([^\s@]{0,30})$/);
    if (match && !area.people) { area.people = []; fetch(area.dataset.people).then((answer) => answer.json()).then((names) => { area.people = names; mention(area); }).catch(() => {}); }
    const people = area.people || [];
    const fit = match ? people.filter((name) => name.toLowerCase().includes(match[1].toLowerCase())).slice(0, 6) : [];
    box.replaceChildren(...fit.map((name) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button"; button.textContent = "@" + name;
      button.addEventListener("click", () => { insert(area, "@(" + name + ") ", before.length - match[0].length); box.hidden = true; });
      item.append(button); return item;
    }));
    box.hidden = !fit.length;
  }
  document.addEventListener("keydown", (event) => {
    const box = event.target.matches?.("[data-draft]") && document.getElementById(event.target.getAttribute("aria-controls") || "");
    if (!box || box.hidden) return;
    if (event.key === "ArrowDown" || event.key === "Tab") { event.preventDefault(); box.querySelector("button").focus(); }
    if (event.key === "Escape") { box.hidden = true; }
  });
  for (const button of all("[role=tab][aria-selected=true]")) tab(button);

  // A page opens at its top; the reason why a form was sent back may stand far below, beside what was written.
  const refusal = document.querySelector("main [role=alert]");
  if (refusal) { refusal.tabIndex = -1; refusal.focus({ preventScroll: true }); refusal.scrollIntoView({ block: "center" }); }
})();
