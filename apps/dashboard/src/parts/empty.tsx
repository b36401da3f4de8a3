/** Stands where nothing is yet, and says what would bring something. */
export const Empty = ({ text }: { text: string }) => <p class="empty">{text}</p>
