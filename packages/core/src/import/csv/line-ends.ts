const [cr, lf] = [13, 10]

const isLineEnd = (byte: number | undefined): boolean => byte === cr || byte === lf

/** The number of line ends in `bytes`: LF, CRLF or CR. */
export function countLineEnds(bytes: Uint8Array): number {
  let count = 0
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === lf || (bytes[at] === cr && bytes[at + 1] !== lf)) count++
  return count
}

/** `bytes` without leading and trailing line ends. */
export function trimmedLines(bytes: Uint8Array): Uint8Array {
  let [from, to] = [0, bytes.length]
  while (from < to && isLineEnd(bytes[from])) from++
  while (to > from && isLineEnd(bytes[to - 1])) to--
  return bytes.subarray(from, to)
}
