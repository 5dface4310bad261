// What is wrong with a page as it stands, as texts: structure, names, contrast, width. Reads, changes nothing.
() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const brief = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 140);
  const say = (what, one) => wrong.push(one ? `${what}: ${brief(one)}` : what);

  // One heading, one main part, a title, no id twice, nothing that can be pressed within something that can be pressed.
  if (all("h1").length !== 1) say(`${all("h1").length} h1`);
  if (all("main").length !== 1) say("not one main");
  if (!document.title.replace("· Upheld", "").trim()) say("no title");
  const ids = all("[id]").map((one) => one.id);
  for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i))) say(`id twice: ${id}`);
  for (const one of all("a a, a button, button a, button button, label label")) say("nested", one);
  for (const one of all("[aria-labelledby], [aria-describedby]"))
    for (const id of `${one.getAttribute("aria-labelledby") || ""} ${one.getAttribute("aria-describedby") || ""}`.split(/\s+/))
      if (id && !document.getElementById(id)) say(`names an id that is not there (${id})`, one);

  // Everything that can be used has a name.
  const named = (one) => one.getAttribute("aria-label") || one.getAttribute("aria-labelledby") || one.title;
  for (const one of all("input:not([type=hidden]), select, textarea"))
    if (![...(one.labels || [])].some((label) => label.textContent.trim()) && !named(one)) say("no label", one);
  for (const one of all("button, a[href], summary"))
    if (!one.textContent.trim() && !named(one)) say("no name", one);
  for (const one of all("img")) if (!one.hasAttribute("alt")) say("no alt", one);
  for (const one of all("svg:not(svg svg)"))
    if (one.getAttribute("aria-hidden") !== "true" && !named(one) && !one.querySelector("title")) say("nameless picture", one);

  // Contrast of text with what is behind it.
  const parse = (text) => { const found = text.match(/[\d.]+/g).map(Number); return found.length > 3 ? found : [...found, 1]; };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const [r, g, b] = colour.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (one) => {
    const layers = [];
    for (let at = one; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const holders = new Set();
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() && !one.closest("script, style, noscript, option, svg")) holders.add(one);
  }
  for (const one of holders) {
    if (!shown(one) || one.closest(":disabled")) continue;
    const style = getComputedStyle(one), ground = behind(one), ink = over(parse(style.color), ground);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, one);
  }

  // Nothing is wider than the screen, and nothing unsafe has found its way in.
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    const wide = all("body *").filter((one) => shown(one) && one.getBoundingClientRect().right > width + 1 && !one.closest(".table-box, .tabs, pre, .source, .cycles, .reckoning"));
    say(`wider than ${width}: ${document.documentElement.scrollWidth}`, wide[0]);
  }
  // No table sticks out of the box that holds it, unless the box scrolls.
  for (const one of all("table")) {
    const box = one.parentElement;
    if (!shown(one) || getComputedStyle(box).overflowX !== "visible") continue;
    const style = getComputedStyle(box), inner = box.getBoundingClientRect().right - parseFloat(style.paddingRight);
    if (one.getBoundingClientRect().right > inner + 1) say("a table sticks out of its box", one);
  }
  return wrong;
}
