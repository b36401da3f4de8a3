/**
 * The ways to break an outlet's page, each with status 200. `empty` lists no items, `changed` uses unknown markup, `unpriced` has no prices.
 */
export const breakages = ['empty', 'changed', 'unpriced'] as const

export type Breakage = (typeof breakages)[number]

/** Applies a breakage to HTML or JSON. For `empty` the text is unchanged, because the page is already made without items. */
export function breakMarkup(text: string, how: Breakage): string {
  switch (how) {
    case 'empty':
      return text
    case 'unpriced':
      return text.replace(/"price":"[^"]*"/g, '"price":""').replace(/(class="price"[^>]*>)[^<]*/g, '$1')
    case 'changed':
      return text
        .replaceAll('application/ld+json', 'application/json')
        .replace(/\bitem(prop|scope|type)\b/g, 'data-$1')
        .replace('data-menu="loading"', 'data-menu="ready"')
        .replace(/<script type="module"[^>]*><\/script>/, '')
  }
}
