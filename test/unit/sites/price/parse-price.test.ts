import { parsePrice } from '@edgesweep/sites/price/parse-price.ts'
import { expect, test } from 'vitest'

const price = (text: string, currency?: string) => {
  const field = parsePrice(text, { currency })
  return field.state === 'found' ? `${field.value.minor} ${field.value.currency}` : field.state
}

test.each([
  ['1.299,00 €', undefined, '129900 EUR'],
  ['1 299,00 €', undefined, '129900 EUR'],
  ["CHF 1'049,95", undefined, '104995 CHF'],
  ['CHF 1’049.–', undefined, '104900 CHF'],
  ['₫45.000', undefined, '45000 VND'],
  ['45.000 ₫', undefined, '45000 VND'],
  ['12,000원', undefined, '12000 KRW'],
  ['3,500円', undefined, '3500 JPY'],
  ['￥１，２００', 'JPY', '1200 JPY'],
  ['Rp 31.500', undefined, '3150000 IDR'],
  ['₹1,20,000.50', undefined, '12000050 INR'],
  ['1.250 KD', undefined, '1250 KWD'],
  ['123,456.789 OMR', undefined, '123456789 OMR'],
  ['45,500 DT', undefined, '45500 TND'],
  ['٤٥٫٥٠ د.إ', undefined, '4550 AED'],
  ['۱۲۳٬۰۰۰ ریال', 'IRR', '12300000 IRR'],
  ['१,२९९ ₹', undefined, '129900 INR'],
  ['‏98 ₪‏', undefined, '9800 ILS'],
  ['R$ 260,00', undefined, '26000 BRL'],
  ['US$:12.99', undefined, '1299 USD'],
  ['€ 12,-', undefined, '1200 EUR'],
  ['.75 €', undefined, '75 EUR'],
  ['3.3900 ฿', undefined, '339 THB'],
  ['$119. 95', 'USD', '11995 USD'],
  ['$5.00 USD', undefined, '500 USD'],
  ['S/.15.00', undefined, '1500 PEN'],
  ['99,99 EUR (-30,00%)', undefined, '9999 EUR'],
  ['1,99 €/100 g', undefined, '199 EUR'],
  ['Free!', 'EUR', '0 EUR'],
])(`"%s" with the page's currency %s is read as %s`, (text, hint, expected) => {
  expect(price(text, hint)).toBe(expected)
})

test.each([
  ['$1,299.00', 'USD', '129900 USD'],
  ['$1,299.00', 'CAD', '129900 CAD'],
  ['$1,299.00', 'US$', '129900 USD'],
  ['$1,299.00', '$', 'unparsed'],
  ['$1,299.00', undefined, 'unparsed'],
  ['Rs. 1,200', undefined, 'unparsed'],
  ['Rs. 1,200', 'PKR', '120000 PKR'],
  ['199 kr', undefined, 'unparsed'],
  ['199 kr', 'SEK', '19900 SEK'],
  ['¥1200', 'CNY', '120000 CNY'],
  ['1 200', 'usd', '120000 USD'],
  ['£54.17', 'USD', 'unparsed'],
  ['12.00', 'coins', 'unparsed'],
  ['12.00', undefined, 'unparsed'],
])('"%s" with the hint %s is %s', (text, hint, expected) => {
  expect(price(text, hint)).toBe(expected)
})

test.each([
  ['a range', '841,00 zł – 995,00 zł'],
  ['an old and a new price', '3,49 zł 1,75 zł'],
  ['a lower bound', 'from €4.50'],
  ['a bound in another language', 'ab 19,90 €'],
  ['a price for two', '2 for €5'],
  ['a negative amount', '-5,00 €'],
  ['thousands as a letter', '45k €'],
  ['millions as a word', '2,5 Mio €'],
  ['ten thousands as a character', '1.2万円'],
  ['a fraction of a cent', '29.1583 GBP'],
  ['a fraction of a yen', '12.99 JPY'],
  ['a garbled number', '€1,23,4.5.6'],
  ['three digits after a comma in a currency with three digits', '1,250 KWD'],
  ['two currencies', '10 € 20 $'],
  ['a withdrawn currency', 'DEM 170 000'],
  ['more than an integer holds', '99999999999999999 €'],
  ['words', 'Call for price'],
  ['a paragraph', `12 € ${'and much more '.repeat(40)}`],
])('%s is unparsed: %s', (_, text) => {
  expect(price(text)).toBe('unparsed')
})

test.each(['', '  ', '–', '-'])('"%s" has no price', (text) => {
  expect(price(text, 'EUR')).toBe('missing')
})

test('a dot before three digits separates thousands in prose and is ambiguous in markup', () => {
  expect(parsePrice('1.299', { currency: 'EUR', notation: 'text' })).toEqual({
    state: 'found',
    value: { minor: 129900, currency: 'EUR' },
  })
  expect(parsePrice('1.299', { currency: 'EUR', notation: 'markup' })).toEqual({ state: 'unparsed', raw: '1.299' })
  expect(parsePrice('45.000', { currency: 'VND', notation: 'markup' })).toEqual({
    state: 'found',
    value: { minor: 45000, currency: 'VND' },
  })
  expect(parsePrice('1.5', { currency: 'EUR', notation: 'number' })).toEqual({
    state: 'found',
    value: { minor: 150, currency: 'EUR' },
  })
})

test('the tail of a binary fraction is not read as a fraction of a cent', () => {
  expect(price('1.11000000000000009770', 'EUR')).toBe('111 EUR')
  expect(price('19.989999999999998', 'EUR')).toBe('1999 EUR')
})
