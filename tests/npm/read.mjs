// Reads diagrams in JSON lines ({form, text}), and writes what it understood of each as a line.
import cytoscape from "cytoscape";
import { JSDOM } from "jsdom";
import { createInterface } from "node:readline";

const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });
const mermaid = (await import("mermaid")).default;
mermaid.initialize({ startOnLoad: false });

// Mermaid keeps its codes in letters of its own until it draws.
const decode = (text) => text.replaceAll(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(code));

const READERS = {
  async mermaid(text) {
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    return {
      title: decode(db.getAccTitle()),
      nodes: [...db.getVertices()].map(([id, node]) => [id, decode(node.text)]),
      edges: db.getEdges().map((e) => [e.start, e.end, decode(e.text), e.type === "arrow_point"]),
    };
  },
  async cytoscape(text) {
    const read = cytoscape({ headless: true, ...JSON.parse(text) });
    return {
      nodes: read.nodes().map((node) => [node.id(), node.data("label")]),
      edges: read.edges().map((edge) => [
        edge.source().id(), edge.target().id(), edge.data("label"), edge.data("directed"),
      ]),
    };
  },
};
for await (const line of createInterface({ input: process.stdin })) {
  const { form, text } = JSON.parse(line);
  console.log(JSON.stringify(await READERS[form](text)));
}
