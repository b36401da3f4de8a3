/** The index of the first item of a sorted list for which `compare` is 0 or more. */
export function placeOf<T>(list: ArrayLike<T>, compare: (item: T) => number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(list[middle]!) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Inserts an item into a sorted list at its place. */
export function insertSorted<T>(list: T[], item: T, compare: (a: T, b: T) => number): void {
  list.splice(
    placeOf(list, (other) => compare(other, item)),
    0,
    item,
  )
}

/** Removes an item from a sorted list in which no two items compare as equal. False when the list does not hold it. */
export function removeSorted<T>(list: T[], item: T, compare: (a: T, b: T) => number): boolean {
  const place = placeOf(list, (other) => compare(other, item))
  if (list[place] !== item) return false
  list.splice(place, 1)
  return true
}
