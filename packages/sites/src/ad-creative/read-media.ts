import { type Element, isTag } from 'domhandler'
import { largestCandidate } from './largest-candidate.ts'

/** Links to the media that an element shows, as written: images, videos, posters, and background images of its `style`. */
export function readMedia(element: Element): string[] {
  const { attribs } = element
  return [...shownBy(element), ...backgroundsOf(attribs.style ?? '')].filter((link) => link !== undefined)
}

function shownBy(element: Element): Array<string | undefined> {
  const { name, attribs, parent } = element
  if (name === 'img' || name === 'amp-img') return isPixel(attribs) ? [] : [imageOf(attribs)]
  if (name === 'picture') return [alternativeOf(element)]
  if (name === 'video' || name === 'amp-video') return [attribs.poster, attribs.src ?? attribs['data-src']]
  if (name === 'source' && parent && isTag(parent) && /^(?:amp-)?video$/.test(parent.name)) return [attribs.src]
  return []
}

type Attributes = Element['attribs']

/** The largest image. Where a script loads the image, `src` is only a placeholder. */
const imageOf = (attribs: Attributes): string | undefined =>
  [
    largestCandidate(attribs.srcset ?? ''),
    largestCandidate(attribs['data-srcset'] ?? ''),
    attribs['data-src'],
    attribs.src,
  ].find((link) => link && !isInline(link)) ?? undefined

/** A picture's sources are variants of its image, so they count only when the image itself has no address. */
function alternativeOf(picture: Element): string | undefined {
  const children = picture.children.filter(isTag)
  if (children.some(({ name, attribs }) => name === 'img' && imageOf(attribs))) return undefined
  return children
    .filter(({ name }) => name === 'source')
    .map(({ attribs }) => imageOf(attribs))
    .find(Boolean)
}

/** A one-pixel image counts views and shows nothing. */
const isPixel = ({ width, height }: Attributes): boolean => isNothing(width) && isNothing(height)
const isNothing = (size: string | undefined): boolean => size !== undefined && /^\s*[01](?:px)?\s*$/.test(size)

const isInline = (link: string): boolean => /^\s*data:/i.test(link)

function backgroundsOf(style: string): string[] {
  if (!/background/i.test(style)) return []
  return style
    .split(';')
    .filter((declaration) => /^\s*background(?:-image)?\s*:/i.test(declaration))
    .flatMap((declaration) => [...declaration.matchAll(/url\(([^()]+)\)/gi)])
    .map(([, link]) => link!.trim().replace(/^["']|["']$/g, ''))
}
