/** A `<meta>` with a content; its name in lower case. */
export interface MetaTag {
  name: string
  content: string
}

const roots = /^og:(?:image|video)(?::url)?$/

/**
 * Titles, addresses, images and videos that a page gives for links to it (https://ogp.me), in its order. A video that is a player's page is left out, and
 * so are `secure_url`s, which are other addresses of the same thing.
 */
export function listOpenGraph(metas: MetaTag[]): { titles: string[]; addresses: string[]; media: string[] } {
  const contents = (name: string) => metas.filter((meta) => meta.name === name).map(({ content }) => content)
  const media: Array<{ address: string; isPage: boolean }> = []
  for (const { name, content } of metas) {
    const last = media.at(-1)
    if (roots.test(name)) media.push({ address: content, isPage: false })
    // A property of a thing follows the thing.
    else if (last && name === 'og:video:type') last.isPage = /^\s*text\/html/i.test(content)
  }
  return {
    titles: contents('og:title'),
    addresses: contents('og:url'),
    media: media.filter(({ isPage }) => !isPage).map(({ address }) => address),
  }
}
