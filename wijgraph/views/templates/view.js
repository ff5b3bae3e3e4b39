"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("network-data").textContent);
  const { nodes, lines } = data;
  const svg = document.querySelector("#canvas svg");
  const boxes = [...svg.querySelectorAll(".box")];
  const strokes = [...svg.querySelectorAll(".line")];
  const controls = byId("controls");
  const panel = byId("panel");
  const lineIndex = new Map(lines.map((line, i) => [line.id, i]));
  const nodeIndex = new Map(nodes.map((node, i) => [node.id, i]));
  const first = { width: svg.getAttribute("width"), height: svg.getAttribute("height"), view: svg.getAttribute("viewBox") };
  const READABLE = 0.8;
  const state = { actor: "", steps: 0, at: 0, chosen: null };

  const language = () => document.documentElement.lang;
  const languages = Object.keys(data.words);
  const say = (key) => data.words[language()][key];
  const text = (texts) => texts[language()] ?? Object.values(texts)[0] ?? "";
  const checked = (name) => new Set([...controls.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value));
  const has = (name) => controls.querySelector(`input[name="${name}"]`) !== null;

  // What is shown

  function holds(line, day) {
    // Dates of different precision compare as far as both go.
    const since = !line.start || day.slice(0, line.start.length) >= line.start.slice(0, day.length);
    const until = !line.end || day.slice(0, line.end.length) <= line.end.slice(0, day.length);
    return since && until;
  }

  function visible() {
    const families = checked("family");
    const statuses = checked("status");
    const sources = checked("source");
    const day = state.at ? data.dates[state.at - 1] : "";
    let shown = lines.map((line, i) => i).filter((i) => {
      const line = lines[i];
      return families.has(line.family)
        && (data.unsaid.includes(line.family) || statuses.has(line.status))
        && (!has("source") || line.evidence.length === 0 || line.evidence.some((e) => sources.has(e.source)))
        && (!day || holds(line, day));
    });
    let kept;
    if (state.actor && state.steps) {
      kept = new Set([nodeIndex.get(state.actor)]);
      for (let step = 0; step < state.steps; step += 1) {
        const near = new Set(kept);
        for (const i of shown) {
          if (kept.has(lines[i].one)) near.add(lines[i].other);
          if (kept.has(lines[i].other)) near.add(lines[i].one);
        }
        kept = near;
      }
      shown = shown.filter((i) => kept.has(lines[i].one) && kept.has(lines[i].other));
    } else {
      kept = new Set(shown.flatMap((i) => [lines[i].one, lines[i].other]));
      const bound = new Set(lines.flatMap((line) => [line.one, line.other]));
      nodes.forEach((node, i) => { if (!bound.has(i)) kept.add(i); });
    }
    return { nodes: kept, lines: new Set(shown) };
  }

  // The layout, in a worker

  let engine = null;
  let turn = 0;

  function source() {
    const inline = byId("elk");
    if (inline) return Promise.resolve(inline.textContent);
    if (globalThis.ELK_SOURCE) return Promise.resolve(globalThis.ELK_SOURCE);
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = byId("explorer").dataset.elk;
      script.onload = () => resolve(globalThis.ELK_SOURCE);
      script.onerror = reject;
      document.head.append(script);
    });
  }

  async function start() {
    const url = URL.createObjectURL(new Blob([await source()], { type: "text/javascript" }));
    const worker = new Worker(url);
    worker.postMessage({ id: 0, cmd: "register", algorithms: ["layered"] });
    return worker;
  }

  async function layOut(shown) {
    turn += 1;
    const id = turn;
    engine ??= start();
    const worker = await engine;
    const graph = {
      id: "root",
      layoutOptions: data.options,
      children: [...shown.nodes].sort((a, b) => a - b).map((i) => nodes[i].elk),
      edges: [...shown.lines].sort((a, b) => a - b).map((i) => lines[i].elk),
    };
    return new Promise((resolve, reject) => {
      const listen = ({ data: answer }) => {
        if (answer.id !== id) return;
        worker.removeEventListener("message", listen);
        if (answer.error) reject(new Error(String(answer.error.message ?? answer.error)));
        else resolve(id === turn ? answer.data : null);
      };
      worker.addEventListener("message", listen);
      worker.postMessage({ id, cmd: "layout", graph, layoutOptions: {}, options: {} });
    });
  }

  const number = (value) => String(Math.round(value * 10) / 10);

  function place(layout, shown) {
    const extents = new Map();
    for (const child of layout.children) {
      const i = nodeIndex.get(child.id);
      boxes[i].setAttribute("transform", `translate(${number(child.x)} ${number(child.y)})`);
      const lane = nodes[i].lane;
      const [top, bottom] = extents.get(lane) ?? [child.y, child.y];
      extents.set(lane, [Math.min(top, child.y), Math.max(bottom, child.y + child.height)]);
    }
    for (const edge of layout.edges) {
      const group = strokes[lineIndex.get(edge.id)];
      const section = edge.sections[0];
      const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
      const path = `M${points.map((p) => `${number(p.x)} ${number(p.y)}`).join("L")}`;
      for (const one of group.querySelectorAll("path")) one.setAttribute("d", path);
      const label = edge.labels[0];
      const tag = group.querySelector(".label");
      tag.setAttribute("transform", `translate(${number(label.x)} ${number(label.y)})`);
    }
    const lanes = data.lanes.filter((lane) => extents.has(lane.name));
    for (const group of svg.querySelectorAll(".lane")) group.remove();
    lanes.forEach((lane, i) => drawLane(lane, i, lanes, extents, layout));
    size(layout.width, layout.height);
    show(shown);
  }

  function drawLane(lane, i, lanes, extents, layout) {
    const middle = (a, b) => (extents.get(a.name)[1] + extents.get(b.name)[0]) / 2;
    const top = i ? middle(lanes[i - 1], lane) : 0;
    const bottom = i < lanes.length - 1 ? middle(lane, lanes[i + 1]) : layout.height;
    const make = (name, attributes, parent) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      parent.append(element);
      return element;
    };
    const group = make("g", { class: "lane", "data-lane": lane.name }, svg.querySelector(".lanes"));
    const fill = i % 2 ? "#F3F5F8" : "#fff";
    make("rect", { x: 0, y: number(top), width: number(layout.width), height: number(bottom - top), fill }, group);
    for (const [code, name] of Object.entries(lane.label)) {
      make("text", { lang: code, x: 12, y: number(top + 22) }, group).textContent = name;
    }
  }

  function size(width, height) {
    svg.setAttribute("viewBox", `0 0 ${number(width)} ${number(height)}`);
    svg.setAttribute("width", number(width));
    svg.setAttribute("height", number(height));
    scale();
  }

  // As large as there is room for, but never so small that one cannot read it, unless asked for.
  function scale() {
    const canvas = byId("canvas");
    const [width, height] = ["width", "height"].map((name) => Number(svg.getAttribute(name)));
    const room = canvas.clientWidth / width;
    const whole = Math.min(room, (innerHeight * 0.82) / height);
    const factor = byId("size").getAttribute("aria-pressed") === "true" ? whole : Math.max(room, READABLE);
    svg.style.width = `${Math.floor(width * Math.min(factor, 1))}px`;
    svg.style.height = "auto";
    reveal();
  }

  // What the picture starts from, or what is chosen, comes into sight.
  function reveal() {
    const box = boxes[state.chosen?.node] ?? boxes.find((one) => !one.classList.contains("off"));
    const canvas = byId("canvas");
    if (!box) return;
    const [at, room] = [box.getBoundingClientRect(), canvas.getBoundingClientRect()];
    canvas.scrollLeft += at.left + at.width / 2 - room.left - room.width / 2;
  }

  function show(shown) {
    boxes.forEach((box, i) => box.classList.toggle("off", !shown.nodes.has(i)));
    strokes.forEach((stroke, i) => stroke.classList.toggle("off", !shown.lines.has(i)));
    for (const row of document.querySelectorAll("[data-row]")) row.hidden = !shown.lines.has(Number(row.dataset.row));
    for (const part of document.querySelectorAll("[data-node]")) part.hidden = !shown.nodes.has(Number(part.dataset.node));
    mark();
  }

  let whole = null; // the layout of everything, once it is known

  async function draw() {
    const shown = visible();
    const message = byId("message");
    const many = shown.nodes.size > data.most.boxes || shown.lines.size > data.most.lines;
    message.hidden = !many && shown.nodes.size > 0;
    message.textContent = many ? say("filter_first") : shown.nodes.size ? "" : say("nothing");
    if (many || !shown.nodes.size) {
      show({ nodes: new Set(), lines: new Set() });
      for (const row of document.querySelectorAll("[data-row]")) row.hidden = !shown.lines.has(Number(row.dataset.row));
      size(1, 1);
      document.body.dataset.drawn = "0";
      return;
    }
    const all = shown.nodes.size === nodes.length && shown.lines.size === lines.length;
    if (all && whole === null && first.width !== "0") {
      if (!document.body.dataset.drawn) { // still as it came
        show(shown);
        document.body.dataset.drawn = String(shown.nodes.size);
        return;
      }
    }
    const layout = all && whole ? whole : await layOut(shown);
    if (!layout) return; // a later choice overtook this one
    if (all) whole = layout;
    place(layout, shown);
    document.body.dataset.drawn = String(shown.nodes.size);
  }

  // Evidence

  function element(name, content, parent) {
    const made = document.createElement(name);
    if (content !== undefined) made.textContent = content;
    parent.append(made);
    return made;
  }

  function cite(evidence, parent) {
    if (!evidence.length) return;
    const list = element("ul", undefined, parent);
    for (const e of evidence) {
      const item = element("li", undefined, list);
      const paragraph = e.paragraph ? `, ${say("paragraph")} ${e.paragraph}` : "";
      item.append(`${text(e.document)}, ${say("section")} ${e.section}${paragraph}: `);
      element("q", e.phrase, item);
    }
  }

  function link(page, parent) {
    if (!page) return;
    const anchor = element("a", say("page"), element("p", undefined, parent));
    anchor.href = page;
  }

  function tellLine(i) {
    const line = lines[i];
    const gap = line.family === data.roles.gap;
    panel.textContent = "";
    element("h2", text(line.text), panel);
    if (gap) element("p", say("gap_note"), panel).className = "gap";
    const facts = element("dl", undefined, panel);
    const fact = (key, value) => {
      if (!value) return;
      element("dt", say(key), facts);
      element("dd", value, facts);
    };
    fact("from", text(nodes[line.one].label));
    fact("relation", text(line.label));
    fact("to", text(nodes[line.other].label));
    fact("kind", line.kind.map(text).join(", "));
    fact("holds", line.modality && text(line.modality));
    fact("certainty", line.certainty && say("inferred"));
    if (!data.unsaid.includes(line.family)) fact("basis", line.basis.map(text).join(", ") || say("unknown_basis"));
    fact("period", [line.start && `${say("since")} ${line.start}`, line.end && `${say("until")} ${line.end}`].filter(Boolean).join(", "));
    fact("notes", text(line.notes));
    if (line.family === data.roles.answer) {
      element("p", say("answer_note"), panel);
      return;
    }
    element("h3", say("evidence"), panel);
    if (line.evidence.length) cite(line.evidence, panel);
    else element("p", say("unknown_basis"), panel).className = "gap";
    link(line.page, panel);
  }

  function tellNode(i) {
    const node = nodes[i];
    panel.textContent = "";
    element("h2", text(node.label), panel);
    element("p", node.kind.map(text).join(", "), panel);
    if (text(node.notes)) element("p", text(node.notes), panel);
    const list = (key, found) => {
      if (!found.length) return;
      element("h3", `${say(key)} (${found.length})`, panel);
      const parent = element("ul", undefined, panel);
      for (const index of found) {
        const item = element("li", undefined, parent);
        const button = element("button", text(lines[index].said), item);
        button.type = "button";
        button.addEventListener("click", () => { choose({ line: index }); strokes[index].focus(); });
      }
    };
    const own = lines.map((_, index) => index).filter((index) => lines[index].family !== data.roles.gap);
    list("outgoing", own.filter((index) => lines[index].directed && lines[index].one === i));
    list("incoming", own.filter((index) => lines[index].directed && lines[index].other === i));
    list("joint", own.filter((index) => !lines[index].directed && [lines[index].one, lines[index].other].includes(i)));
    tellFacts("acts", node.acts, "");
    tellFacts("gaps", node.gaps, "gap");
    if (node.evidence.length) {
      element("h3", say("evidence"), panel);
      cite(node.evidence, panel);
    }
    link(node.page, panel);
  }

  function tellFacts(key, found, kind) {
    if (!found.length) return;
    element("h3", `${say(key)} (${found.length})`, panel);
    const parent = element("ul", undefined, panel);
    for (const fact of found) {
      const item = element("li", undefined, parent);
      item.className = kind;
      const holdsAs = fact.modality ? ` (${text(fact.modality)})` : "";
      item.append(`${text(fact.text)}${holdsAs}`);
      cite(fact.evidence, item);
    }
  }

  function mark() {
    const chosen = state.chosen;
    boxes.forEach((box, i) => {
      box.classList.toggle("chosen", chosen?.node === i);
      box.toggleAttribute("aria-current", chosen?.node === i);
    });
    strokes.forEach((stroke, i) => {
      stroke.classList.toggle("chosen", chosen?.line === i);
      const touches = chosen?.node === undefined || [lines[i].one, lines[i].other].includes(chosen.node);
      stroke.classList.toggle("dim", !touches);
    });
  }

  function choose(chosen) {
    state.chosen = chosen;
    if (chosen?.node !== undefined) tellNode(chosen.node);
    else if (chosen) tellLine(chosen.line);
    mark();
    remember();
  }

  // The address tells the state, for a note to the board

  function remember() {
    const parameters = new URLSearchParams();
    const chosenNode = state.chosen?.node === undefined ? "" : nodes[state.chosen.node].id;
    const actor = state.actor || chosenNode;
    if (actor) parameters.set("actor", actor);
    if (state.steps) parameters.set("steps", String(state.steps));
    if (state.chosen?.line !== undefined) parameters.set("line", lines[state.chosen.line].id);
    if (state.at) parameters.set("at", data.dates[state.at - 1]);
    for (const name of ["family", "status", "source"]) {
      const all = controls.querySelectorAll(`input[name="${name}"]`).length;
      if (checked(name).size < all) parameters.set(name, [...checked(name)].join(","));
    }
    if (byId("language") && language() !== startLanguage) parameters.set("lang", language());
    const hash = parameters.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  const startLanguage = language();

  async function recall() {
    const parameters = new URLSearchParams(location.hash.slice(1));
    if (byId("language") && languages.includes(parameters.get("lang"))) speak(parameters.get("lang"));
    for (const name of ["family", "status", "source"]) {
      if (!parameters.has(name)) continue;
      const wanted = parameters.get(name).split(",");
      for (const box of controls.querySelectorAll(`input[name="${name}"]`)) box.checked = wanted.includes(box.value);
    }
    const actor = parameters.get("actor") ?? "";
    state.actor = nodeIndex.has(actor) ? actor : "";
    state.steps = Math.min(Math.max(Number.parseInt(parameters.get("steps") ?? "0", 10) || 0, 0), 2);
    state.at = data.dates.indexOf(parameters.get("at")) + 1;
    byId("actor").value = nodes[nodeIndex.get(state.actor)]?.shape === "gap" ? "" : state.actor;
    byId("steps").value = String(state.steps);
    tellDate();
    await draw();
    const line = lineIndex.get(parameters.get("line") ?? "");
    if (line !== undefined) choose({ line });
    else if (state.actor) choose({ node: nodeIndex.get(state.actor) });
  }

  function tellDate() {
    if (!byId("at")) return;
    byId("at").value = String(state.at);
    const day = state.at ? data.dates[state.at - 1] : say("at_any");
    byId("at").setAttribute("aria-valuetext", day);
    byId("at-text").textContent = day;
  }

  function speak(code) {
    document.documentElement.lang = code;
    document.title = document.querySelector(`h1 [lang="${code}"]`)?.textContent ?? document.title;
    for (const option of controls.querySelectorAll("option")) {
      option.textContent = option.dataset.texts ? say(option.dataset.texts) : text(nodes[nodeIndex.get(option.value)].label);
    }
    boxes.forEach((box, i) => box.setAttribute("aria-label", `${text(nodes[i].label)}, ${nodes[i].kind.map(text).join(", ")}`));
    strokes.forEach((stroke, i) => stroke.setAttribute("aria-label", text(lines[i].said)));
    for (const [id, key] of [["canvas", "picture"], ["panel", "panel"], ["controls", "filters"]]) byId(id).setAttribute("aria-label", say(key));
    tellDate();
    if (state.chosen) choose(state.chosen);
  }

  // Saving

  function standalone() {
    const copy = svg.cloneNode(true);
    for (const part of copy.querySelectorAll("*")) {
      if (part.classList.contains("off") || (part.getAttribute("lang") ?? language()) !== language()) part.remove();
      for (const name of ["tabindex", "role", "aria-label", "aria-current"]) part.removeAttribute(name);
      part.classList.remove("chosen", "dim");
    }
    copy.querySelector("title").textContent = document.title;
    if (!copy.querySelector("style")) { // in a site the style is a file of its own
      const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
      style.textContent = data.style;
      copy.prepend(style);
    }
    return new XMLSerializer().serializeToString(copy);
  }

  function save(blob, ending) {
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(blob);
    anchor.download = `${data.name.replaceAll(/[^\w-]+/g, "-")}.${ending}`;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  }

  function savePng() {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      const scale = Math.min(2, 16000 / Math.max(image.width, image.height));
      canvas.width = image.width * scale;
      canvas.height = image.height * scale;
      const context = canvas.getContext("2d");
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, "png"));
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone())}`;
  }

  // Keys: down and up follow the relations, left and right go along the lines of a box

  function follow(event) {
    const group = event.target.closest?.(".box, .line");
    if (!group) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      pick(group);
      return;
    }
    const next = neighbour(group, event.key);
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }

  function neighbour(group, key) {
    const shown = strokes.filter((stroke) => !stroke.classList.contains("off")).map((stroke) => Number(stroke.dataset.e));
    if (group.dataset.e !== undefined) {
      const line = lines[Number(group.dataset.e)];
      if (key === "ArrowDown") return boxes[line.other];
      if (key === "ArrowUp") return boxes[line.one];
      const row = shown.filter((i) => lines[i].one === line.one || lines[i].other === line.one);
      return along(row, Number(group.dataset.e), key);
    }
    const i = Number(group.dataset.n);
    if (key === "ArrowDown") return boxes[lines[shown.find((e) => lines[e].one === i)]?.other];
    if (key === "ArrowUp") return boxes[lines[shown.find((e) => lines[e].other === i)]?.one];
    const own = shown.filter((e) => lines[e].one === i || lines[e].other === i);
    return along(own, key === "ArrowRight" ? own.at(-1) : own[0], key);
  }

  function along(row, from, key) {
    if (key !== "ArrowRight" && key !== "ArrowLeft") return null;
    const step = key === "ArrowRight" ? 1 : -1;
    return row.length ? strokes[row.at((row.indexOf(from) + step) % row.length)] : null;
  }

  function pick(group) {
    if (group.dataset.n === undefined) choose({ line: Number(group.dataset.e) });
    else choose({ node: Number(group.dataset.n) });
  }

  // Wiring

  svg.addEventListener("click", (event) => {
    const group = event.target.closest(".box, .line");
    if (group) pick(group);
  });
  svg.addEventListener("keydown", follow);
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("change", async () => {
    state.actor = byId("actor").value;
    state.steps = Number(byId("steps").value);
    if (state.actor) choose({ node: nodeIndex.get(state.actor) });
    await draw();
    remember();
  });
  byId("at")?.addEventListener("input", () => {
    state.at = Number(byId("at").value);
    tellDate();
    draw().then(remember);
  });
  byId("reset").addEventListener("click", async () => {
    for (const box of controls.querySelectorAll("input[type=checkbox]")) box.checked = true;
    Object.assign(state, { actor: "", steps: 0, at: 0, chosen: null });
    byId("actor").value = "";
    byId("steps").value = "0";
    tellDate();
    await draw();
    remember();
  });
  byId("size").addEventListener("click", () => {
    const pressed = byId("size").getAttribute("aria-pressed") === "true";
    byId("size").setAttribute("aria-pressed", String(!pressed));
    scale();
  });
  byId("save-svg").addEventListener("click", () => save(new Blob([standalone()], { type: "image/svg+xml" }), "svg"));
  byId("save-png").addEventListener("click", savePng);
  byId("print").addEventListener("click", () => window.print());
  byId("language")?.addEventListener("click", () => {
    speak(languages[(languages.indexOf(language()) + 1) % languages.length]);
    remember();
  });
  window.addEventListener("hashchange", recall);
  window.addEventListener("resize", scale);
  if (matchMedia("(max-width: 62rem)").matches) byId("filters").open = false;
  scale();
  recall();
})();
