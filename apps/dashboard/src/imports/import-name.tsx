import { Icon } from '../parts/icon.tsx'

/** Which file goes into which table. */
export const ImportName = ({ filename, table }: { filename: string; table: string }) => (
  <span class="import-name" title={filename}>
    <strong>{filename}</strong>
    <Icon name="right" />
    <span>{table}</span>
  </span>
)
