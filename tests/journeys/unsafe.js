// What a page holds that could run: scripts that are not ours, handlers, addresses that are programs, foreign parts.
() => {
  const wrong = [];
  const brief = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  if (window.owned) wrong.push("something ran");
  for (const one of document.querySelectorAll("*")) {
    for (const { name, value } of one.attributes) {
      if (name.startsWith("on")) wrong.push(`handler ${name}: ${brief(one)}`);
      if (["href", "src", "action", "formaction", "xlink:href", "hx-get", "hx-post"].includes(name) && /^\s*(javascript|data|vbscript):/i.test(value)) wrong.push(`address: ${brief(one)}`);
      if (/^hx-on|^data-hx-on/.test(name) || (name === "style" && one.closest(".body, .prose, .talk"))) wrong.push(`attribute ${name}: ${brief(one)}`);
    }
  }
  for (const one of document.querySelectorAll("script")) if (!one.src.startsWith(location.origin + "/static/")) wrong.push(`script: ${brief(one)}`);
  for (const one of document.querySelectorAll("iframe, object, embed, base, frame, math, foreignObject, animate, set, meta[http-equiv]")) wrong.push(`part: ${brief(one)}`);
  for (const one of document.querySelectorAll(".body svg, .prose svg, .body form, .body input, .body style, .prose style")) wrong.push(`part: ${brief(one)}`);
  if (document.body.textContent.includes("40119")) wrong.push("a template was run");
  return wrong;
}
