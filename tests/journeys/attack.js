// Sends every form of the page as it stands, with hostile texts in each field that takes text. Answers with what came of it.
async (payloads) => {
  const LEAVE = /sign-out|erase|active|revo|disable|preferences|password|\/take$|remov|voiding|withdraw/;
  const TEXTS = ["text", "search", "url", "email", "textarea"];
  let turn = 0;
  const pick = (field) => {
    if (field.tagName === "TEXTAREA") return payloads.join("\n\n");
    const fit = payloads.filter((one) => field.maxLength < 0 || one.length <= field.maxLength);
    return fit.length ? fit[turn++ % fit.length] : payloads[0].slice(0, field.maxLength);
  };
  const filled = (form) => {
    const data = new FormData(form), radios = new Set();
    for (const field of form.elements) {
      if (!field.name || field.disabled) continue;
      if (TEXTS.includes(field.type)) data.set(field.name, pick(field));
      if (field.tagName === "SELECT" && !field.value && field.options.length > 1) data.set(field.name, field.options[1].value);
      if (field.type === "checkbox" && !data.get(field.name)) data.set(field.name, field.value);
      if (field.type === "radio" && !data.get(field.name) && !radios.has(field.name)) { radios.add(field.name); data.set(field.name, field.value); }
      if (field.type === "file") data.set(field.name, new File(["<svg onload='owned=1'/>"], pick(field).slice(0, 90).replace(/\//g, "") + ".svg", { type: "image/svg+xml" }));
    }
    return form.enctype.includes("multipart") ? data : new URLSearchParams(data);
  };
  const results = [];
  for (const form of document.querySelectorAll("form[method=post]")) {
    const places = new Set([form.action, ...[...form.querySelectorAll("[data-action]")].map((one) => one.dataset.action)]);
    for (const place of places) {
      if (LEAVE.test(place)) continue;
      const answer = await fetch(place, { method: "POST", body: filled(form) });
      results.push([new URL(place, location).pathname, answer.status, answer.redirected]);
    }
  }
  return results;
}
