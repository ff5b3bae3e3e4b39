"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const nodes = new vis.DataSet(data.nodes);
  data.edges.forEach((edge, i) => { edge.id ??= `line ${i}`; }); // of who adds one by hand
  const edges = new vis.DataSet(data.edges);
  const network = new vis.Network(document.getElementById("picture"), { nodes, edges }, {
    autoResize: true,
    physics: false, // the boxes stand where the page puts them, or where they are dragged to
    interaction: { hover: true, keyboard: { enabled: true, bindToWindow: false } },
    nodes: { margin: 10, font: { size: 16 }, widthConstraint: { maximum: 190 } },
    edges: {
      width: 2,
      selectionWidth: 2,
      font: { size: 13, color: "#1B1B1B", strokeWidth: 5, strokeColor: "#FFFFFF" },
      widthConstraint: { maximum: 130 },
    },
  });

  // All text goes in as text: whatever a label holds, it is never read as HTML.
  const show = (panel) => {
    const list = document.createElement("dl");
    for (const [heading, text] of panel || []) {
      if (heading) list.appendChild(document.createElement("dt")).textContent = heading;
      list.appendChild(document.createElement("dd")).textContent = text;
    }
    document.getElementById("facts").replaceChildren(list);
  };
  network.on("click", (event) => {
    if (event.nodes.length) show(nodes.get(event.nodes[0]).panel);
    else if (event.edges.length) show(edges.get(event.edges[0]).panel);
    else show([]);
  });
  for (const button of document.querySelectorAll("tr button")) {
    const row = button.closest("tr").dataset;
    button.addEventListener("click", () => {
      const item = "line" in row ? data.edges[row.line] : data.nodes[row.box];
      if ("line" in row) network.setSelection({ nodes: [], edges: [item.id] });
      else network.selectNodes([item.id]);
      show(item.panel);
    });
  }

  // A line is drawn when both its colour and its dashes are on; a box, unless all of its lines are
  // off.
  const boxes = [...document.querySelectorAll("input[data-family], input[data-status]")];
  const filter = () => {
    const off = (field) =>
      new Set(boxes.filter((b) => b.dataset[field] && !b.checked).map((b) => b.dataset[field]));
    const families = off("family");
    const statuses = off("status");
    const hidden = data.edges.map((e) => families.has(e.family) || statuses.has(e.status));
    const touched = new Set();
    const seen = new Set();
    data.edges.forEach((edge, i) => {
      for (const end of [edge.from, edge.to]) {
        touched.add(end);
        if (!hidden[i]) seen.add(end);
      }
    });
    const gone = data.nodes.map((node) => touched.has(node.id) && !seen.has(node.id));
    edges.update(data.edges.map((edge, i) => ({ id: edge.id, hidden: hidden[i] })));
    nodes.update(data.nodes.map((node, i) => ({ id: node.id, hidden: gone[i] })));
    document.querySelectorAll("tr[data-line]").forEach((row, i) => { row.hidden = hidden[i]; });
    document.querySelectorAll("tr[data-box]").forEach((row, i) => { row.hidden = gone[i]; });
    document.getElementById("nothing").hidden = gone.some((g) => !g);
  };
  for (const box of boxes) box.addEventListener("change", filter);
})();
