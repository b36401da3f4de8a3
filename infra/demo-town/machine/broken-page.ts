/**
 * Ways in which an outlet's page is broken, all of them with status 200: `empty` lists nothing, `changed` lists everything in markup that
 * no reader knows, `unpriced` lists everything without a price.
 */
export const breakages = ['empty', 'changed', 'unpriced'] as const

export type Breakage = (typeof breakages)[number]

/** An answer's text, HTML or JSON, with what the breakage does to the markup; an empty page is empty by what it is made from. */
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
