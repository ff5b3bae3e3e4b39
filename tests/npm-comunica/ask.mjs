// node ask.mjs QUERY SOURCE...: the rows as JSON.
import { QueryEngine } from '@comunica/query-sparql-file';

const [query, ...sources] = process.argv.slice(2);
const bindings = await new QueryEngine().queryBindings(query, { sources });
const rows = [];
for (const row of await bindings.toArray()) {
  rows.push(Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
}
console.log(JSON.stringify(rows));
