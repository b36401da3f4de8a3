/** Any character that one byte cannot hold. A text that has one takes two bytes for each of its characters. */
const wide = /[\u0100-\uffff]/

/** The bytes that a text takes in a call between Workers (V8's serialisation: Latin-1 or UTF-16). */
export const bytesInCall = (text: string): number => (wide.test(text) ? 2 * text.length : text.length)
