import { Icon } from '../parts/icon.tsx'

/** The name of an import: its file and its table. */
export const ImportName = ({ filename, table }: { filename: string; table: string }) => (
  <span class="import-name" title={filename}>
    <strong>{filename}</strong>
    <Icon name="right" />
    <span>{table}</span>
  </span>
)
