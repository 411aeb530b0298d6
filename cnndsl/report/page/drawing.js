"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const get = (id) => document.getElementById(id);
  const stage = get("stage"), tip = get("tip"), sums = get("sums"), search = get("search");
  const levels = [...document.querySelectorAll(".level")];
  const files = [...document.querySelectorAll(".file")];
  let level = data.levels.indexOf("boxes"), at = { x: 0, y: 0, scale: 1 }, chosen = null, found = [], next = 0;

  // ------------------------------------------------------------------ moving about
  const show = () => {
    levels[level].style.transform = `translate(${at.x}px, ${at.y}px) scale(${at.scale})`;
  };
  const size = () => {
    const view = levels[level].querySelector("svg").viewBox.baseVal;
    return [view.width, view.height];
  };
  const fit = () => {
    const [wide, high] = size();
    const scale = Math.min(stage.clientWidth / wide, stage.clientHeight / high, 1.6);
    at = { scale, x: (stage.clientWidth - wide * scale) / 2, y: Math.max(0, (stage.clientHeight - high * scale) / 2) };
    show();
  };
  const zoom = (factor, x = stage.clientWidth / 2, y = stage.clientHeight / 2) => {
    const scale = Math.min(8, Math.max(0.05, at.scale * factor));
    at = { scale, x: x - (x - at.x) * scale / at.scale, y: y - (y - at.y) * scale / at.scale };
    show();
  };
  const fill = (shape) => {
    const box = shape.getBoundingClientRect(), view = stage.getBoundingClientRect();
    zoom(Math.min(view.width / box.width, view.height / box.height) * 0.9, box.x - view.x, box.y - view.y);
    const now = shape.getBoundingClientRect();
    at.x += view.x + (view.width - now.width) / 2 - now.x;
    at.y += view.y + (view.height - now.height) / 2 - now.y;
    show();
  };
  const bring = (shape) => {
    const box = shape.getBoundingClientRect(), view = stage.getBoundingClientRect();
    if (at.scale < 0.7) zoom(1 / at.scale, box.x + box.width / 2 - view.x, box.y + box.height / 2 - view.y);
    const now = shape.getBoundingClientRect();
    at.x += view.x + view.width / 2 - now.x - now.width / 2;
    at.y += view.y + view.height / 2 - now.y - now.height / 2;
    show();
  };
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const view = stage.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * 0.0016), event.clientX - view.x, event.clientY - view.y);
  }, { passive: false });
  let held = null, moved = 0;
  stage.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY]; moved = 0; });
  window.addEventListener("pointermove", (event) => {
    if (!held) return;
    moved += Math.abs(event.clientX - held[0]) + Math.abs(event.clientY - held[1]);
    at.x += event.clientX - held[0];
    at.y += event.clientY - held[1];
    held = [event.clientX, event.clientY];
    stage.classList.add("moving");
    show();
  });
  window.addEventListener("pointerup", () => { held = null; stage.classList.remove("moving"); });

  // ------------------------------------------------------------------ levels
  const choice = get("level");
  data.levels.forEach((name, number) => choice.append(new Option(name, number)));
  const go = (number) => {
    if (number < 0 || number >= levels.length) return;
    level = number;
    levels.forEach((one, n) => { one.hidden = n !== number; });
    choice.value = number;
    get("fold").disabled = number === 0;
    get("unfold").disabled = number === levels.length - 1;
    fit();
    look();
    mark();
  };
  choice.addEventListener("change", () => go(Number(choice.value)));
  get("fold").addEventListener("click", () => go(level - 1));
  get("unfold").addEventListener("click", () => go(level + 1));
  get("larger").addEventListener("click", () => zoom(1.3));
  get("smaller").addEventListener("click", () => zoom(1 / 1.3));
  get("fit").addEventListener("click", fit);

  // ------------------------------------------------------------------ layers
  const numbers = (shape) => shape.dataset.nodes.split("|")[0].split(" ").filter((n) => n in data.nodes);
  const all = (shape) => shape.dataset.nodes.replaceAll("|", " ").split(" ").filter((n) => n in data.nodes);
  const text = (shape) => numbers(shape).map((n) => data.nodes[n].sums || data.nodes[n].name).join("\n\n");
  const shapes = () => [...levels[level].querySelectorAll("[data-nodes]:not(path)")];
  const mark = () => {
    shapes().forEach((shape) => shape.classList.toggle("chosen",
      chosen !== null && shape.dataset.nodes.replaceAll("|", " ").split(" ").includes(chosen)));
  };
  const choose = (shape) => {
    const known = numbers(shape);
    if (!known.length) return;
    chosen = known[0];
    sums.textContent = text(shape);
    document.querySelectorAll(".here, .call").forEach((line) => line.classList.remove("here", "call"));
    const line = (file, number) => files[file]?.querySelector(`li:nth-child(${number})`);
    for (const n of known) {
      line(...data.nodes[n].at)?.classList.add("here");
      for (const call of data.nodes[n].calls) line(...call)?.classList.add("call");
    }
    line(...data.nodes[chosen].at)?.scrollIntoView({ block: "center" });
    mark();
  };
  for (const shape of document.querySelectorAll("[data-nodes]:not(path)")) {
    if (!numbers(shape).length) continue;
    shape.setAttribute("tabindex", "0");
    shape.setAttribute("role", "button");
    shape.setAttribute("aria-label", numbers(shape).map((n) => data.nodes[n].name).join(", "));
    shape.querySelector("title")?.remove();
    shape.addEventListener("click", () => { if (moved < 5) choose(shape); });
    shape.addEventListener("pointermove", (event) => {
      if (held || !data.nodes) return;
      tip.textContent = text(shape);
      tip.hidden = false;
      const right = event.clientX + 16 + tip.offsetWidth > innerWidth;
      tip.style.left = `${Math.max(4, right ? event.clientX - 16 - tip.offsetWidth : event.clientX + 16)}px`;
      tip.style.top = `${Math.max(4, Math.min(event.clientY + 12, innerHeight - tip.offsetHeight - 8))}px`;
    });
    shape.addEventListener("pointerleave", () => { tip.hidden = true; });
    shape.addEventListener("focus", () => { sums.textContent = text(shape); });
  }

  // A container fills the page by its header; a box that is chosen twice is unfolded where it stands.
  stage.addEventListener("click", (event) => {
    const band = event.target.closest(".band");
    if (!band || moved >= 5) return;
    const box = band.getBBox();
    const frames = [...levels[level].querySelectorAll(".frame")];
    const frame = frames.find((one) => one.x.baseVal.value === box.x && one.y.baseVal.value === box.y);
    if (frame) fill(frame);
  });
  stage.addEventListener("dblclick", (event) => {
    const shape = event.target.closest("[data-nodes]");
    const wanted = shape && numbers(shape)[0];
    if (!wanted || level + 1 >= levels.length) return;
    go(level + 1);
    const inner = shapes().find((one) => all(one).includes(wanted));
    if (inner) bring(inner);
  });

  // ------------------------------------------------------------------ search
  const look = () => {
    const wanted = search.value.trim().toLowerCase();
    const fits = (n) => `${data.nodes[n].name} ${data.nodes[n].kind}`.toLowerCase().includes(wanted);
    found = wanted ? shapes().filter((shape) => all(shape).some(fits)) : [];
    next = 0;
    shapes().forEach((shape) => shape.classList.toggle("found", found.includes(shape)));
    get("count").textContent = wanted ? `${found.length} found` : "";
  };
  search.addEventListener("input", look);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && found.length) {
      bring(found[next % found.length]);
      choose(found[next % found.length]);
      next += 1;
    }
    if (event.key === "Escape") { search.value = ""; look(); stage.focus(); }
  });
  if (!Object.keys(data.nodes).length) document.querySelector("aside").hidden = true;

  // ------------------------------------------------------------------ keys
  window.addEventListener("keydown", (event) => {
    if (event.target === search || event.target === choice || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = 60;
    const keys = {
      "ArrowLeft": () => { at.x += step; show(); }, "ArrowRight": () => { at.x -= step; show(); },
      "ArrowUp": () => { at.y += step; show(); }, "ArrowDown": () => { at.y -= step; show(); },
      "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), "0": fit,
      "[": () => go(level - 1), "]": () => go(level + 1), "/": () => search.focus(),
    };
    const chosenBox = event.target.closest?.("[data-nodes]");
    if ((event.key === "Enter" || event.key === " ") && chosenBox) { event.preventDefault(); choose(chosenBox); }
    if (event.key in keys) { event.preventDefault(); keys[event.key](); }
  });
  stage.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-nodes]:focus-visible")) bring(event.target);
  });
  stage.style.background = data.page;
  window.addEventListener("resize", fit);
  go(level);
})();
