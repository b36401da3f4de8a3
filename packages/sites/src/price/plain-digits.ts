const isDigit = (code: number) => /\p{Nd}/u.test(String.fromCodePoint(code))

/** Unicode encodes decimal digits in runs of ten from zero upwards, so the value is the distance from the run's start. */
function digitValue(digit: string): string {
  const code = digit.codePointAt(0) as number
  let start = code
  while (isDigit(start - 1)) start--
  return String((code - start) % 10)
}

/**
 * The text with every script's decimal digits as ASCII, full-width forms narrowed, every space plain, and invisible marks
 * removed (direction marks surround Arabic and Hebrew prices). Superscripts stay, so that `m²` has no digit.
 */
export const plainDigits = (text: string): string =>
  text
    .replace(/[\uff00-\uffef]/g, (wide) => wide.normalize('NFKC'))
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Zs}\s]+/gu, ' ')
    .replace(/(?![0-9])\p{Nd}/gu, digitValue)
    .trim()
