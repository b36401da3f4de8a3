import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { OfferRecord } from '@edgesweep/sites/site/records.ts'

/** An offer as the short form gives it: what was not found, or could not be read, is null. */
export const productBody = ({ title, price, store, url, image, rating, shipping }: OfferRecord) => ({
  title,
  price: foundValue(price),
  store: foundValue(store),
  url: foundValue(url),
  image: foundValue(image),
  rating: foundValue(rating),
  shipping: foundValue(shipping),
})
