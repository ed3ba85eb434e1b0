/** The page to try the interface: sends what its forms hold, and shows what comes back. */
const key = document.getElementById('api-key');

for (const form of document.querySelectorAll('form[data-path]')) {
  const output = form.parentElement.querySelector('pre');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    output.hidden = false;
    output.textContent = '…';
    output.textContent = await send(form).catch((error) => String(error));
  });
}

async function send(form) {
  const fields = new FormData(form);
  const path = form.dataset.path.replace(/\{(\w+)\}/g, (_, name) => encodeParts(fields.get(name)));
  const query = fields.get('?');
  const body = fields.get('{}');
  const response = await fetch(query ? `${path}?${query}` : path, {
    method: form.dataset.method,
    headers: {
      accept: 'application/json, application/ld+json, */*;q=0.1',
      ...(key.value ? { authorization: `Bearer ${key.value}` } : {}),
      ...(body === null ? {} : { 'content-type': fields.get('content-type') }),
    },
    ...(body === null ? {} : { body }),
  });
  const head = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return `${response.status} ${response.statusText}\n${head}\n\n${await response.text()}`;
}

/** A slash that is typed leads to a part below, as in the name of a graph. */
function encodeParts(value) {
  return value.split('/').map(encodeURIComponent).join('/');
}
