// The SPARQL editor: YASGUI for this endpoint alone, completing from the vocabulary of the dossier.
"use strict";
(async () => {
  const SHOWN = 60;
  const place = document.getElementById("editor");
  const { api, language, label, open, why, network, first } = place.dataset;
  const prefixes = place.dataset.prefixes.split("|");
  const endpoint = new URL(place.dataset.endpoint, location.href).href;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  async function all(name) {
    const items = [];
    for (let total = 1; items.length < total;) {
      const response = await fetch(`${api}${name}?limit=1000&offset=${items.length}`, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(response.statusText);
      const page = await response.json();
      if (!page.items.length) break;
      items.push(...page.items);
      total = page.total;
    }
    return items;
  }

  let loaded;
  try {
    loaded = await Promise.all([all("terms"), all("queries")]);
  } catch {
    place.textContent = place.dataset.failed;
    return;
  }
  const [terms, queries] = loaded;
  const actors = new Set(terms.filter((term) => term.kind === "actor").map((term) => term.iri));
  const known = new Map(terms.map((term) => [term.id, term]));
  for (const term of terms) term.found = fold(`${term.label.nl} ${term.label.en}`);

  // Completion

  // What stands before the cursor. Not the token: where a query is not right yet, those are pieces.
  function typed(yasqe) {
    const { line, ch } = yasqe.getDoc().getCursor();
    const before = yasqe.getDoc().getLine(line).slice(0, ch);
    const word = before.match(/[\p{L}\p{N}_:<>/#.-]*$/u)[0];
    return { word, ch, before: before.slice(0, before.length - word.length) };
  }
  const completes = (yasqe) => {
    const { word, before } = typed(yasqe);
    const apart = /[?$"'#]$/.test(before) || /\b(PREFIX|BASE)\b[^>]*$/i.test(before);
    return word !== "" && !apart && yasqe.getCompleteToken().type !== "comment";
  };
  const span = (yasqe, token) => {
    const { word, ch } = typed(yasqe);
    return { ...token, string: word, from: { ch: ch - word.length }, to: { ch } };
  };

  function matches(text) {
    const wanted = fold(text.replace(/[<>]/g, ""));
    const rank = (term) => {
      if (fold(term.id).startsWith(wanted) || fold(term.iri).startsWith(wanted)) return 0;
      if (fold(term.id).includes(wanted)) return 1;
      return wanted.includes(":") ? 9 : term.found.includes(wanted) ? 2 : 9;
    };
    return terms.map((term) => [rank(term), term.id]).filter(([at]) => at < 9).sort().slice(0, SHOWN).map(([, id]) => id);
  }

  function explained(yasqe, hints) {
    for (const hint of hints) {
      hint.displayText = `${hint.text} · ${known.get(hint.text).label[language]}`;
      hint.hint = (editor, data, completion) => {
        editor.replaceRange(completion.text, completion.from || data.from, completion.to || data.to, "complete");
        const name = completion.text.split(":")[0];
        const declared = prefixes.find((prefix) => prefix.startsWith(`${name}: `));
        if (declared && !(name in yasqe.getPrefixesFromQuery())) yasqe.addPrefixes(declared);
      };
    }
    return hints;
  }

  const { Yasqe, Yasr } = globalThis;
  const completer = { bulk: false, preProcessToken: span, get: (_, token) => matches(token.string), postprocessHints: explained };
  Yasqe.registerAutocompleter({ ...completer, name: "terms", autoShow: true, isValidCompletionPosition: (yasqe) => completes(yasqe) && /[:<]/.test(typed(yasqe).word) });
  Yasqe.registerAutocompleter({ ...completer, name: "labels", autoShow: false, isValidCompletionPosition: completes });
  Yasqe.forkAutocompleter("prefixes", { name: "declarations", get: () => prefixes, persistenceId: null });
  // Those that come with it ask a site elsewhere, with what one is typing.
  Yasqe.defaults.autocompleters = ["variables", "declarations", "terms", "labels"];

  const asked = new Map(); // by tab: what was asked, whatever has been typed since

  // An answer with two columns of actors can be seen as a network

  class Network {
    constructor(yasr) {
      this.yasr = yasr;
      this.label = label;
      this.priority = 1;
    }

    canHandleResults() {
      const rows = this.yasr.results?.getBindings?.() ?? [];
      const names = this.yasr.results?.getVariables?.() ?? [];
      // Where the sources are silent a row names nobody.
      return names.filter((name) => {
        const values = rows.flatMap((row) => (row[name] ? [row[name].value] : []));
        return values.length > 0 && values.every((value) => actors.has(value));
      }).length > 1;
    }

    draw() {
      const said = document.createElement("p");
      const link = document.createElement("a");
      const tab = yasgui.getTab();
      link.href = `${network}?query=${encodeURIComponent(asked.get(tab.getId()) ?? tab.getQuery())}`;
      link.textContent = open;
      said.append(`${why} `, link);
      this.yasr.resultsEl.append(said);
    }

    getIcon() {
      const icon = document.createElement("span");
      icon.textContent = "⇄";
      icon.setAttribute("aria-hidden", "true");
      return icon;
    }
  }
  Yasr.registerPlugin("network", Network);
  Yasr.defaults.pluginOrder = ["table", "network", "response"];
  Yasr.defaults.prefixes = Object.fromEntries(prefixes.map((prefix) => [prefix.split(": <")[0], prefix.split(": <")[1].slice(0, -1)]));

  const only = { endpoint, method: "POST" };
  const yasgui = new globalThis.Yasgui(place, {
    requestConfig: { ...only, endpoint: () => endpoint },
    yasqe: { value: first },
    autofocus: false,
    copyEndpointOnNewTab: false,
    persistenceId: "wijgraph",
    endpointCatalogueOptions: { getData: () => [], keys: [] },
    populateFromUrl: (config) => ({ ...config, requestConfig: { ...config.requestConfig, ...only } }),
  });

  yasgui.on("query", (_, tab) => asked.set(tab.getId(), tab.getQuery()));

  // An IRI of ours is looked up here, on whatever host this is

  const home = "https://w3id.org/wijgraph/";
  for (const kind of ["click", "auxclick"]) {
    place.addEventListener(kind, (event) => {
      const link = event.target.closest?.("a.iri");
      if (link?.href.startsWith(home)) link.href = new URL(place.dataset.root + link.href.slice(home.length), location.href).href;
    }, true);
  }

  // Examples

  const choice = document.getElementById("_example");
  for (const query of queries.filter((one) => !one.parameters.length)) {
    const option = document.createElement("option");
    option.value = query.id;
    option.textContent = query.summary[language];
    choice.append(option);
  }
  choice.addEventListener("change", () => {
    const query = queries.find((one) => one.id === choice.value);
    if (query) yasgui.addTab(true, { name: query.id, yasqe: { value: query.sparql } }, { avoidDuplicateTabs: true });
  });
  choice.form.hidden = false;
  place.dataset.ready = "yes";
})();
