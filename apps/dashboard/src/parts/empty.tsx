/** Stands in for an empty list. */
export const Empty = ({ text }: { text: string }) => <p class="empty">{text}</p>
