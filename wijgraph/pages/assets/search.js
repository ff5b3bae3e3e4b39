// The search box of every page: suggestions under it, and all results on search.html.
// The index is a script that is loaded when someone starts to search, so that it works from disk.
"use strict";
// A picture that is wider than the page opens at the actor that the page is about.
for (const frame of document.querySelectorAll(".still")) {
  const bare = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const name = bare(document.querySelector("h1").textContent);
  const boxes = [...frame.querySelectorAll(".box")];
  const own = boxes.find((box) => bare(box.textContent).startsWith(name)) || frame.firstElementChild;
  const [seen, whole] = [own.getBoundingClientRect(), frame.getBoundingClientRect()];
  frame.previousElementSibling.hidden = frame.scrollWidth <= frame.clientWidth;
  frame.scrollLeft += seen.left + seen.width / 2 - whole.left - whole.width / 2;
}
(() => {
  const SHOWN = 8;
  const form = document.querySelector("form[role=search]");
  const input = document.getElementById("_search");
  const list = document.getElementById("_found");
  const status = document.getElementById("_status");
  const { index, home, one, many, all, none } = form.dataset;
  let entries = null;
  let loading = null;
  let active = -1;

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const load = () => {
    loading ??= new Promise((done) => {
      const script = document.createElement("script");
      script.addEventListener("load", () => {
        entries = globalThis.wijgraphIndex.map(([label, kind, path, names]) => ({
          label, kind, path, first: fold(label), rest: fold(`${names}; ${kind}`),
        }));
        done();
      });
      script.src = index;
      document.head.append(script);
    });
    return loading;
  };

  // Every word must occur. First what is called just that, then what has a word that begins so; of
  // those that are alike actors come first, as they do in the index.
  const score = (entry, words) => {
    const whole = words.join(" ");
    if (entry.first === whole || `; ${entry.rest};`.includes(`; ${whole};`)) return 0;
    if (` ${entry.first}`.includes(` ${whole}`)) return 1;
    if (` ${entry.rest}`.includes(` ${whole}`)) return 2;
    return words.every((word) => entry.first.includes(word)) ? 3 : 4;
  };

  const find = (text) => {
    const words = fold(text).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    return entries
      .filter((e) => words.every((word) => e.first.includes(word) || e.rest.includes(word)))
      .map((entry, rank) => ({ entry, rank, score: score(entry, words) }))
      .sort((a, b) => a.score - b.score || a.rank - b.rank)
      .map(({ entry }) => entry);
  };

  const counted = (found) =>
    found.length ? `${found.length} ${found.length === 1 ? one : many}` : none;

  const filled = (tag, text, name) => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    return element;
  };

  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const option = (number, href, ...content) => {
    const item = document.createElement("li");
    item.id = `_found-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.href = href;
    item.append(...content);
    // The box keeps the focus; otherwise the list would be gone before the click.
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => { location.href = href; });
    return item;
  };

  const suggest = async () => {
    await load();
    const text = input.value;
    const found = find(text);
    close();
    if (!text.trim()) { status.textContent = ""; return; }
    status.textContent = counted(found);
    const items = found.slice(0, SHOWN).map((entry, number) =>
      option(number, home + entry.path, filled("span", entry.label), filled("small", entry.kind)));
    if (found.length > SHOWN) {
      const href = `${home}search.html?q=${encodeURIComponent(text)}`;
      items.push(option(SHOWN, href, filled("span", `${all} (${found.length})`)));
    }
    if (!items.length) return;
    list.replaceChildren(...items);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };

  const move = (step) => {
    const items = [...list.children];
    if (!items.length) return;
    items[active]?.setAttribute("aria-selected", "false");
    active = (active + step + items.length + (active < 0 && step < 0 ? 1 : 0)) % items.length;
    items[active].setAttribute("aria-selected", "true");
    items[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[active].id);
  };

  const answer = async () => {
    const results = document.getElementById("_results");
    const text = new URLSearchParams(location.search).get("q") ?? "";
    if (!results || !text.trim()) return;
    input.value = text;
    await load();
    const found = find(text);
    document.getElementById("_count").textContent = `“${text}”: ${counted(found)}`;
    results.replaceChildren(...found.map((entry) => {
      const link = filled("a", entry.label);
      link.href = home + entry.path;
      const item = document.createElement("li");
      item.append(link, filled("small", entry.kind));
      return item;
    }));
  };

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  input.addEventListener("focus", load);
  input.addEventListener("input", suggest);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Enter" && active >= 0) location.href = list.children[active].dataset.href;
    else return;
    event.preventDefault();
  });
  answer();
})();
