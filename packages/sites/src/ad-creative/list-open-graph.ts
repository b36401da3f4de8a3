/** A `<meta>` element that has content. `name` is in lower case. */
export interface MetaTag {
  name: string
  content: string
}

const roots = /^og:(?:image|video)(?::url)?$/

/**
 * A page's Open Graph titles, addresses, images and videos, in page order (https://ogp.me). Leaves out videos whose type is
 * a web page, and `secure_url`s, which repeat another address.
 */
export function listOpenGraph(metas: MetaTag[]): { titles: string[]; addresses: string[]; media: string[] } {
  const contents = (name: string) => metas.filter((meta) => meta.name === name).map(({ content }) => content)
  const media: Array<{ address: string; isPage: boolean }> = []
  for (const { name, content } of metas) {
    const last = media.at(-1)
    if (roots.test(name)) media.push({ address: content, isPage: false })
    // In Open Graph, a structured property follows the object that it describes.
    else if (last && name === 'og:video:type') last.isPage = /^\s*text\/html/i.test(content)
  }
  return {
    titles: contents('og:title'),
    addresses: contents('og:url'),
    media: media.filter(({ isPage }) => !isPage).map(({ address }) => address),
  }
}
