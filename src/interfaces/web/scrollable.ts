import { html, type Html } from './html.js';

/** A table that may be wider than the window: the keyboard reaches and scrolls it (WCAG 2.1, 2.1.1). @param label its name */
export function scrollable(label: string, table: Html): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${table}</div>`;
}
