import { html, type Html } from './html.js';

/** Rows of a name and what it is, those without leaving no trace. */
export function factList(rows: readonly (readonly [name: string, value: Html | string | undefined])[]): Html {
  return html`<dl>
    ${rows.map(([name, value]) =>
      value === undefined
        ? undefined
        : html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
    )}
  </dl>`;
}
