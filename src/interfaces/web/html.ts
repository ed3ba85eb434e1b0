/** A piece of HTML in which every text is escaped. */
export interface Html {
  readonly html: string;
}

type Piece = Html | string | number | undefined | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(piece: Piece): string {
  if (piece === undefined) return '';
  if (typeof piece === 'string' || typeof piece === 'number')
    return String(piece).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
  if ('html' in piece) return piece.html;
  return piece.map(render).join('');
}

/** HTML from a template: whatever is put in is escaped, unless it is HTML made by this function. */
export function html(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: texts.map((text, index) => text + render(pieces[index])).join('') };
}

/** Data for a script of the page, as JSON that no text in it can break out of. */
export function jsonBlock(id: string, data: object): Html {
  const json = JSON.stringify(data).replace(/</g, '\\u003c');
  return { html: `<script type="application/json" id="${id}">${json}</script>` };
}
