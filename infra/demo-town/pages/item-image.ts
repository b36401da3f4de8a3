import { hashText } from '../machine/hash.ts'

/** The path of the picture for `name`. */
export const imagePath = (name: string): string => `/images/${encodeURIComponent(name)}.svg`

/** A small SVG picture: the first letter of the name on a colour that depends on it. */
export function itemImage(name: string): string {
  const letter = /\p{L}|\p{N}/u.exec(name)?.[0].toUpperCase() ?? '·'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48"><rect width="48" height="48" fill="hsl(${hashText(name) % 360} 45% 45%)"/><text x="24" y="33" font-family="system-ui, sans-serif" font-size="26" text-anchor="middle" fill="#fff">${letter}</text></svg>`
}
