const isDigit = (code: number) => /\p{Nd}/u.test(String.fromCodePoint(code))

/** Unicode encodes decimal digits in runs of ten, each from its zero upwards, so a digit's value is its distance from its run's start. */
function digitValue(digit: string): string {
  const code = digit.codePointAt(0) as number
  let start = code
  while (isDigit(start - 1)) start--
  return String((code - start) % 10)
}

/**
 * The text with every script's decimal digits as ASCII, full-width forms narrow, every kind of space a plain one, and without
 * invisible marks (directional ones surround Arabic and Hebrew prices). Superscripts stay as they are: `m²` holds no digit.
 */
export const plainDigits = (text: string): string =>
  text
    .replace(/[\uff00-\uffef]/g, (wide) => wide.normalize('NFKC'))
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Zs}\s]+/gu, ' ')
    .replace(/(?![0-9])\p{Nd}/gu, digitValue)
    .trim()
