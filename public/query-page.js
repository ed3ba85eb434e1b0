/** The query page: puts YASGUI where the plain form stands, and examples into it. */
const data = JSON.parse(document.getElementById('query-page-data').textContent);
const container = document.getElementById('editor');
const first = data.examples[0];

/** Prefixes are completed from ours; the usual completers would ask services elsewhere. */
Yasgui.Yasqe.forkAutocompleter('prefixes', {
  name: 'prefixes-local',
  persistenceId: null,
  get: () => Object.entries(data.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`),
});
Yasgui.Yasqe.defaults.prefixCcApi = null;
Yasgui.Yasqe.defaults.autocompleters = ['prefixes-local', 'variables'];
Yasgui.Yasqe.defaults.value = first.query;

container.replaceChildren();
const yasgui = new Yasgui(container, {
  requestConfig: { endpoint: new URL(data.endpoint, window.location.href).href, method: 'POST' },
  copyEndpointOnNewTab: false,
  tabName: data.texts.own,
  persistenceId: `wegwijzer-${data.endpoint}`,
  yasr: { prefixes: data.prefixes },
});

document.querySelector('[aria-labelledby="examples"]').addEventListener('click', (event) => {
  const link = event.target.closest('a[data-example]');
  const example = data.examples.find(({ name }) => name === link?.dataset.example);
  if (!example) return;
  event.preventDefault();
  open(example);
});

/** Shows an example in a tab of its own and runs it. */
function open({ title, query }) {
  const known = Object.values(yasgui._tabs).find((tab) => tab.getName() === title);
  const tab = known ?? yasgui.addTab(true, { name: title });
  yasgui.selectTabId(tab.getId());
  tab.setQuery(query);
  tab.query();
}

const wanted = new URLSearchParams(window.location.hash.slice(1)).get('example');
const chosen = data.examples.find(({ name }) => name === wanted);
if (chosen) open(chosen);
